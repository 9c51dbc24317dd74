"""Decisions: in a folder, a file, or the blueprint's decision log (spec 1.5)."""

import datetime
import re
from collections.abc import Iterable, Iterator

from kavro_lint.markdown import Document, Heading, Row, Table, is_nothing, is_placeholder, key_of
from kavro_lint.model import Decision, Location, Waiver

FILES = ("decisions.md", "decision-log.md")
LOG = "decision log"

# How statuses are spelled in the wild → the status.
STATUSES = {
    "proposed": "proposed", "draft": "draft", "accepted": "accepted", "approved": "accepted",
    "rejected": "rejected", "deprecated": "deprecated", "superseded": "superseded",
    "superceded": "superseded", "supersedes": "accepted",
}  # fmt: skip

_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
# What of a table row is there when there is a `From` but no `To`, and so on.
_COLUMNS = ("exception", "from", "to", "until", "subject", "reason")


def read_decisions(
    documents: Iterable[Document], folder: str, blueprint: str | None
) -> tuple[Decision, ...]:
    """Return the decisions of the artifact folder `folder`, in the order of paths and lines."""
    return tuple(
        decision for document in documents for decision in _decisions(document, folder, blueprint)
    )


def _decisions(document: Document, folder: str, blueprint: str | None) -> Iterator[Decision]:
    name = document.path.removeprefix(f"{folder}/")
    if name.startswith("decisions/") and name.count("/") == 1:
        if name.rpartition("/")[2].lower() not in ("readme.md", "index.md", "template.md"):
            yield _whole(document)
    elif name in FILES:
        yield from _sections(document, 1, len(document.lines) + 1)
    elif document.path == blueprint:
        logs = [heading for heading in document.headings if heading.key.startswith(LOG)]
        for heading in logs:
            yield from _sections(document, *document.span(heading))
        for heading in document.headings:
            if heading.key.startswith("decision ") and not logs:
                yield _section(document, heading, *document.span(heading))


def _whole(document: Document) -> Decision:
    title = next((each for each in document.headings if each.level == 1), None)
    place = Location(document.path, title.line if title else 1)
    first, end = 1, len(document.lines) + 1
    stated = document.front_matter.get("status")
    status = str(stated) if stated is not None else _stated_status(document, first, end)
    date = document.front_matter.get("date")
    return Decision(
        path=document.path,
        title=title.text if title else "",
        location=place,
        status=status_of(status),
        stated=status,
        date=_date(str(date)) if date is not None else _stated_date(document, first, end),
        waivers=tuple(_waivers(document, first, end)),
        sections=_texts(document, first, end),
    )


def _sections(document: Document, first: int, end: int) -> Iterator[Decision]:
    """Yield a decision for each topmost heading between two lines, below the document's title."""
    inside = [each for each in document.headings if first <= each.line < end]
    inside = [each for each in inside if each.level > 1 and not each.key.startswith(LOG)]
    level = min((each.level for each in inside), default=0)
    for heading in inside:
        if heading.level == level:
            below, last = document.span(heading)
            yield _section(document, heading, below, min(last, end))


def _section(document: Document, heading: Heading, first: int, end: int) -> Decision:
    stated = _stated_status(document, first, end)
    return Decision(
        path=document.path,
        title=heading.text,
        location=Location(document.path, heading.line),
        status=status_of(stated),
        stated=stated,
        date=_date(heading.text) or _stated_date(document, first, end),
        waivers=tuple(_waivers(document, first, end)),
        sections=_texts(document, first, end),
    )


def status_of(text: str) -> str:
    """Return the normalised status that a text begins with, the text itself for an unknown one."""
    words = key_of(text.strip().split("\n", 1)[0][:200])
    first = words.split(" ", 1)[0].strip(".,;()[]") if words else ""
    return STATUSES.get(first, words)


def _stated_status(document: Document, first: int, end: int) -> str:
    """Return the status of the preamble, or of a section of that name: never from body text."""
    preamble = _preamble(document, first, end)
    sections = {heading.line for heading in document.headings}
    for field in document.fields:
        inside = first <= field.line < (end if field.line in sections else preamble)
        if inside and field.name == "status" and field.value.strip():
            return field.value.strip()
    return _listed(document, first, preamble, "status")


def _stated_date(document: Document, first: int, end: int) -> str | None:
    preamble = _preamble(document, first, end)
    for field in document.fields:
        if first <= field.line < preamble and field.name == "date":
            return _date(field.value)
    return _date(_listed(document, first, preamble, "date"))


def _preamble(document: Document, first: int, end: int) -> int:
    """Return the line that the first section begins on: what is before it is the preamble."""
    levels = [each for each in document.headings if first <= each.line < end]
    title = 1 if levels and levels[0].level == 1 else 0
    return levels[title].line if len(levels) > title else end


def _listed(document: Document, first: int, end: int, name: str) -> str:
    """Return the value of a line `* Name: value`, or `Name: value`, of the preamble."""
    for line in document.lines[first - 1 : end - 1]:
        found = re.match(rf"(?i)\s{{0,3}}(?:[-*+]\s+)?{name}\s*:\s*(\S.*)", line[:500])
        if found:
            return found[1].strip()
    return ""


def _date(text: str) -> str | None:
    found = _DATE.search(text)
    return found[0] if found else None


def _texts(document: Document, first: int, end: int) -> dict[str, str]:
    """Return what stands below each heading and after each field, by normalised names."""
    texts: dict[str, str] = {}
    for heading in document.headings:
        if first <= heading.line < end:
            below, last = document.span(heading)
            texts.setdefault(heading.key, "\n".join(document.lines[below - 1 : last - 1]).strip())
    for field in document.fields:
        if first <= field.line < end:
            texts.setdefault(field.name, field.value.strip())
    return texts


def _waivers(document: Document, first: int, end: int) -> Iterator[Waiver]:
    for table in document.tables:
        if first <= table.line < end and "exception" in table.header:
            for row in table.rows:
                yield _waiver(document, table, row)


def _waiver(document: Document, table: Table, row: Row) -> Waiver:
    cells = dict(zip(table.header, row.cells, strict=False))
    texts = {name: cells[name].text.strip() for name in _COLUMNS if name in cells}
    texts = {name: "" if is_nothing(text) or is_placeholder(text) else text
             for name, text in texts.items()}  # fmt: skip
    rules = cells["exception"].values
    return Waiver(
        rules=tuple(rules),
        source=texts.get("from", ""),
        target=texts.get("to", ""),
        until=_day(texts.get("until", "")),
        location=Location(document.path, row.line),
        subject=texts.get("subject", ""),
        reason=texts.get("reason", ""),
    )


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
