"""A report in Markdown, for the summary of a job."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.commands.report.formats.tables import Table, tables_of
from kavro_lint.commands.report.report_records import Report
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&@])")


def render(report: Report) -> str:
    """Return the report: the sentence first, then tables."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"## {escaped(f'Architecture drift: {report.title}')}"
    yield ""
    yield f"**{escaped(report.sentence)}**"
    yield ""
    yield from (f"- {escaped(reason)}" for reason in report.reasons)
    yield from (f"- {escaped(words)}" for words in remarks(report))
    for table in tables_of(report):
        yield ""
        yield f"### {escaped(table.title)}"
        yield ""
        if table.note:
            yield from (escaped(table.note), "")
        yield from _table(table)


def remarks(report: Report) -> Iterator[str]:
    """Yield what a reader must know of what was looked at."""
    by = "its own contract" if report.contract == "then" else "today's contract"
    commits = quantity(report.commits, "commit")
    yield f"{report.since} to {report.until}: {commits} of the mainline, each judged by {by}."
    for reason, count in sorted(report.not_judged.items()):
        yield f"{count:,} of them could not be judged: {reason}."
    yield from report.remarks


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield _row("---" for _ in table.head)
    for row in table.rows:
        yield _row(map(escaped, row))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def escaped(text: str) -> str:
    """Return a text that Markdown and HTML take for nothing else."""
    return _SIGNS.sub(r"\\\1", printable(text, 300)).replace("\\<", "&lt;").replace("\\&", "&amp;")
