"""A report as one page that fetches nothing: style and charts are in it, scripts are not."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from importlib.resources import files

from kavro_lint import __version__
from kavro_lint.commands.report.formats.charts import chart
from kavro_lint.commands.report.formats.markdown import remarks
from kavro_lint.commands.report.formats.tables import Table, tables_of
from kavro_lint.commands.report.report_records import Report
from kavro_lint.printable import printable

_NUMBER = re.compile(r"[+-]?[\d,]+(?:\.\d+)?%?|[\d.,]+ to [\d.,]+")
_SHORT = re.compile(r"\d{4}-\d{2}-\d{2}|[0-9a-f]{10}|KV\d{3}")


def render(report: Report) -> str:
    """Return the page."""
    tables = tuple(tables_of(report))
    tone = {"Worse": "worse", "Better": "better"}.get(report.sentence.partition(":")[0], "")
    body = [
        "<header>",
        f'<p class="name">Architecture drift: {escaped(report.title)}</p>',
        f'<h1 class="{tone}">{escaped(report.sentence)}</h1>',
        f"<ul>{''.join(f'<li>{escaped(reason)}</li>' for reason in report.reasons)}</ul>",
        f'<p class="what">{"<br>".join(map(escaped, remarks(report)))}</p>',
        f"<nav>{''.join(map(_link, tables))}</nav>",
        "</header>",
        "<main>",
        *(part for table in tables for part in _section(table, report)),
        "</main>",
    ]
    return page(f"Architecture drift: {report.title}", body)


def page(title: str, body: list[str]) -> str:
    """Return a page with the style of a report."""
    style = (files(__package__) / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"
    return "\n".join((
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escaped(title)}</title>",
        f"<style>{style}</style></head><body>",
        *body,
        f"<footer>kavro-lint {escaped(__version__)}</footer>",
        "</body></html>",
        "",
    ))  # fmt: skip


def _section(table: Table, report: Report) -> Iterator[str]:
    yield f'<section id="{_anchor(table.title)}"><h2>{escaped(table.title)}</h2>'
    if table.note:
        yield f'<p class="note">{escaped(table.note).replace("`", "")}</p>'
    yield chart(table.chart, report)
    yield from markup(table)
    yield "</section>"


def markup(table: Table) -> Iterator[str]:
    """Yield a table; columns of numbers stand to the right."""
    columns = list(zip(*table.rows, strict=True))
    kinds = [_kind(column) for column in columns]
    head = "".join(
        f'<th scope="col"{kind}>{escaped(cell)}</th>'
        for cell, kind in zip(table.head, kinds, strict=True)
    )
    yield f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>'
    for row in table.rows:
        cells = (f"<td{kind}>{escaped(cell)}</td>" for cell, kind in zip(row, kinds, strict=True))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _kind(column: tuple[str, ...]) -> str:
    filled = [cell for cell in column if cell]
    if filled and all(map(_NUMBER.fullmatch, filled)):
        return ' class="number"'
    return ' class="short"' if filled and all(map(_SHORT.fullmatch, filled)) else ""


def _link(table: Table) -> str:
    return f'<a href="#{_anchor(table.title)}">{escaped(table.title)}</a> '


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def escaped(text: str) -> str:
    """Return a text of a repository that is nothing but text on a page."""
    return html.escape(printable(text, 300))
