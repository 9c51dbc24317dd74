"""The difference as Markdown, to be read as a comment on a pull request.

All text of the repository stands in code spans or is escaped: no pipe ends a cell, no backtick
a span, no HTML is markup, nobody is mentioned and no issue is linked.
"""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.commands.diff.change_records import (
    Amendment,
    Dependency,
    Difference,
    ModuleChange,
    Origin,
)
from kavro_lint.commands.diff.change_sentences import (
    NO_CONTRACT,
    NOTHING,
    compared,
    day_of,
    headline,
    questions,
    ruled,
    task_of,
    verdict,
)
from kavro_lint.commands.diff.drawing import mermaid
from kavro_lint.model.findings import Judged
from kavro_lint.model.places import Location
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

# A comment holds 65,536 characters on GitHub; a reader holds fewer rows than this.
ROWS = 40
SIGNS = {"added": "➕", "removed": "➖", "changed": "✏️", "renamed": "🔁"}

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~&$])|(https?)(:)(?=//)|(www)(\.)", re.IGNORECASE)
_LINKED = re.compile(r"([@#!])(?=\w)|(GH)(-)(?=\d)", re.IGNORECASE)


def render(difference: Difference) -> str:
    """Return the comment; where nothing changes, one line."""
    if difference.is_empty:
        return f"{NOTHING}\n"
    parts = [
        [f"### Architecture: {headline(difference)}"],
        [" ".join(questions(difference, code))],
        *_modules(difference.modules),
        *_dependencies("Dependency", difference.dependencies, ruled_on=difference.has_contract),
        *_dependencies("Package", difference.packages, ruled_on=difference.has_contract),
        *_findings(difference),
        *_contract(difference),
        *_picture(difference),
        *([f"> {prose(remark)}"] for remark in difference.remarks),
        [f"<sub>{_foot(difference)}</sub>"],
    ]
    return "\n\n".join("\n".join(part) for part in parts if any(part)) + "\n"


def _foot(difference: Difference) -> str:
    note = "" if difference.has_contract else f" {NO_CONTRACT}"
    return f"kavro-lint compared {compared(difference)}.{note} {verdict(difference)}."


def code(text: str) -> str:
    """Return text as a code span that also stands in a cell of a table."""
    shown = printable(text) or " "
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}".replace("|", "\\|")


def prose(text: str) -> str:
    """Return text in which nothing is markup, a link or a mention."""
    escaped = _MARKUP.sub(_escaped, printable(text, 600))
    # A character of no width between the sign and the name: shown alike, and nobody is called.
    return _LINKED.sub(lambda match: f"{match[1] or match[2] + match[3]}\u200b", escaped)


def _escaped(match: re.Match[str]) -> str:
    sign, scheme, colon, www, dot = match.groups()
    if sign:
        return f"\\{sign}"
    return f"{scheme}\\{colon}" if scheme else f"{www}\\{dot}"


def _place(place: Location) -> str:
    return code(f"{place.path}:{place.line}")


def _shorten(rows: Sequence[str], columns: int) -> list[str]:
    if len(rows) <= ROWS:
        return list(rows)
    more = f"| … | and {len(rows) - ROWS} more, in `--format json` |"
    return [*rows[:ROWS], more + " |" * (columns - 2)]


def _modules(modules: Sequence[ModuleChange]) -> Iterator[list[str]]:
    if not modules:
        return
    rows = []
    for module in modules:
        label = code(module.name) + (
            f" (was {code(module.former_name)})" if module.former_name else ""
        )
        position = (
            _place(module.row) if module.row else "" if module.declared else "no module declares it"
        )
        files = quantity(module.files, "file")
        rows.append(f"| {SIGNS[module.change]} | {label} | {files} | {position} |")
    yield ["| | Module | Files | Contract |", "|---|---|---|---|", *_shorten(rows, 4)]


def _dependencies(
    title: str, dependencies: Sequence[Dependency], *, ruled_on: bool
) -> Iterator[list[str]]:
    if not dependencies:
        return
    rows = []
    for dependency in dependencies:
        note = " (new here)" if dependency.is_only_user and dependency.change == "added" else ""
        note += (
            " (no longer used)"
            if dependency.is_only_user and dependency.change == "removed"
            else ""
        )
        more = f" and {dependency.imports - 1} more" if dependency.imports > 1 else ""
        first_import = dependency.first
        first = f"{_place(first_import.location)}<br>{code(first_import.raw.text)}{more}"
        cells = [
            f"{code(dependency.importer)} → {code(dependency.imported)}{note}",
            first,
            _origin(dependency.origin),
        ]
        cells += [_ruling(dependency)] if ruled_on else []
        rows.append(f"| {SIGNS[dependency.change]} | {' | '.join(cells)} |")
    heads = [title, "First import", "Commit", *(["Contract"] if ruled_on else [])]
    columns = len(heads) + 1
    yield [f"| | {' | '.join(heads)} |", "|---" * columns + "|", *_shorten(rows, columns)]


def _origin(origin: Origin) -> str:
    if origin.commit is None:
        return origin.unknown
    raw = origin.commit.raw
    more = f" ({prose(task_of(origin))})" if task_of(origin) else ""
    subject = code(printable(raw.subject, 60))
    return f"{raw.sha[:10]} {code(raw.author.name)} {day_of(origin)}<br>{subject}{more}"


def _ruling(dependency: Dependency) -> str:
    if dependency.ruling.standing == "gone":
        return ""
    bold = "**" if dependency.ruling.standing == "denied" else ""
    standing = f"{bold}{prose(ruled(dependency))}{bold}"
    reason = dependency.ruling.reason if dependency.ruling.standing in ("denied", "waived") else ""
    parts = [
        standing,
        prose(reason),
        _place(dependency.ruling.contract) if dependency.ruling.contract else "",
    ]
    return "<br>".join(part for part in parts if part)


def _findings(difference: Difference) -> Iterator[list[str]]:
    for title, findings in (
        ("Findings introduced", difference.introduced),
        ("Findings fixed", difference.fixed),
    ):
        if findings:
            lines = [_finding(judged, title) for judged in findings[:ROWS]]
            if len(findings) > ROWS:
                lines.append(f"- … and {len(findings) - ROWS} more, in `--format json`")
            yield [f"**{title}**", "", *lines]


def _finding(judged: Judged, title: str) -> str:
    finding = judged.finding
    line = (
        f"- {judged.rule.id} {judged.rule.name} ({judged.severity}), "
        f"{_place(finding.location)}: {prose(finding.message)}"
    )
    if title == "Findings introduced":
        contract = f" Contract: {_place(finding.contract)}." if finding.contract else ""
        line += f".{contract} Fix: {prose(finding.fix)}."
    return line


def _contract(difference: Difference) -> Iterator[list[str]]:
    if not difference.amendments:
        if any(dependency.ruling.standing == "denied" for dependency in difference.dependencies):
            yield ["**Contract: not amended**"]
        return
    rows = [_amendment(amendment) for amendment in difference.amendments]
    yield ["**Contract: amended**"]
    head = "| | What | Where | Change | Approved |"
    yield [head, "|---|---|---|---|---|", *_shorten(rows, 5)]


def _amendment(amendment: Amendment) -> str:
    says = "<br>".join(prose(line) for line in amendment.says)
    approved = {None: "", "": "not yet"}.get(amendment.approved, prose(amendment.approved or ""))
    sign = SIGNS[amendment.change]
    return f"| {sign} | {code(amendment.part)} | {_place(amendment.place)} | {says} | {approved} |"


def _picture(difference: Difference) -> Iterator[list[str]]:
    drawn = mermaid(difference)
    if drawn:
        yield ["<details><summary>Picture: new dependencies are thick, gone ones dashed</summary>"]
        yield [f"```mermaid\n{drawn}```"]
        yield ["</details>"]
