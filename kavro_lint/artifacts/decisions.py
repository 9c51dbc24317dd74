"""Decisions: in a folder, a file, or the blueprint's decision log.

See docs/contract.md#15-decisions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from kavro_lint.artifacts.exceptions import exceptions_of
from kavro_lint.artifacts.markdown import Document, Heading, key_of
from kavro_lint.artifacts.short_form import ShortDecision, short_decisions
from kavro_lint.expressions import expression
from kavro_lint.model.agreement import Decision
from kavro_lint.model.places import Location

FILES = ("decisions.md", "decision-log.md")
LOG = "decision log"

# How statuses are spelled in the wild → the status.
STATUSES = {
    "proposed": "proposed", "draft": "draft", "accepted": "accepted", "rejected": "rejected",
    "deprecated": "deprecated", "superseded": "superseded", "superceded": "superseded",
    "supersedes": "accepted",
}  # fmt: skip

# Files in a decisions folder that are not decisions.
_NO_DECISION = expression(
    r"(?i)(?:readme|index|changelog|_?(?:adr[-_])?(?:(?:0{1,4}|n{3,4}|x{3,4})[-_])?(?:adr[-_])?"
    r"template\b.*)\.md"
)
# Headings in a file of decisions that are not decisions.
_NO_TITLES = ("index", "contents", "table of contents", "template", "legend", "status legend")
_DECISION_HEADING = expression(r"(?i)decision\s*(?:[\w.]{1,10}\s*)?[-–—:#]")
_DATES = ("date", "decided", "decided on", "created", "created on", "accepted on")
_DATE = expression(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_LINK_TO_DOCUMENT = expression(r"\]\([^()\s]{1,500}\.md[^()\s]{0,200}\)")
_SUPERSEDED = expression(r"(?i)[\s*_>-]*super[sc]eded\s+by\b")


def read_decisions(
    documents: Iterable[Document],
    folder: str,
    blueprint: str | None,
    further_folders: Sequence[str] = (),
) -> tuple[Decision, ...]:
    """Return the decisions of the artifact folder `folder`, in the order of paths and lines.

    `further_folders` are others, in which each document is a decision.
    """
    folders = (f"{folder}/decisions", *further_folders)
    return tuple(
        decision
        for document in documents
        for decision in _decisions(document, folder, blueprint, folders)
    )


def _decisions(
    document: Document, folder: str, blueprint: str | None, folders: Sequence[str]
) -> Iterator[Decision]:
    name = document.path.removeprefix(f"{folder}/")
    if document.path.rpartition("/")[0] in folders:
        if not _NO_DECISION.fullmatch(name.rpartition("/")[2]):
            yield _decision_of_document(document)
    elif name in FILES:
        yield from _sections(document, 1, len(document.lines) + 1)
    elif document.path == blueprint:
        logs = [heading for heading in document.headings if heading.key.startswith(LOG)]
        for heading in logs:
            entries = _sections(document, *document.span(heading))
            yield from (entry for entry in entries if not _is_pointer(document, entry))
        for heading in document.headings:
            if _DECISION_HEADING.match(heading.text) and not logs:
                yield _decision_of_section(document, heading, *document.span(heading))


def _is_pointer(document: Document, decision: Decision) -> bool:
    """Whether an entry of a log only links to the decision."""
    line = decision.location.line
    heading = next((heading for heading in document.headings if heading.line == line), None)
    if heading is None:
        return False
    first, end = document.span(heading)
    lines = document.lines[first - 2 : end - 1]
    return set(decision.sections) <= {"date", "status"} and any(
        _LINK_TO_DOCUMENT.search(line[:2000]) for line in lines
    )


def _decision_of_document(document: Document) -> Decision:
    title = next((heading for heading in document.headings if heading.level == 1), None)
    place = Location(document.path, title.line if title else 1)
    first, end = 1, len(document.lines) + 1
    front = {key_of(name): value for name, value in document.front_matter.items()}
    stated = front.get("status")
    status = str(stated) if stated is not None else _stated_status(document, first, end)
    date = next((front[name] for name in _DATES if front.get(name) is not None), None)
    sections = _texts(document, first, end, title)
    for name in ("tags", "superseded by", "superceded by"):
        if front.get(name) is not None:
            sections.setdefault(name, str(front[name]))
    # `Superseded: 2019-12-19 by [ADR 14](0014-x.md)`, as GOV.UK's records have it.
    listed = _line_value(document, first, _preamble(document, first, end), r"super[sc]eded(?: by)?")
    if listed:
        sections.setdefault("superseded by", listed)
    return Decision(
        path=document.path,
        title=title.text if title else "",
        location=place,
        status=status_of(status),
        stated=status,
        date=_date(str(date)) if date is not None else _stated_date(document, first, end),
        waivers=tuple(exceptions_of(document, first, end)),
        sections=sections,
    )


def _sections(document: Document, first: int, end: int) -> Iterator[Decision]:
    """Yield a decision for each topmost heading between two lines, below the document's title."""
    headings = [
        heading
        for heading in document.headings
        if first <= heading.line < end
        and heading.level > 1
        and not heading.key.startswith(LOG)
        and heading.key not in _NO_TITLES
    ]
    level = min((heading.level for heading in headings), default=0)
    if not headings:
        for short in short_decisions(document, first, end):
            yield _decision_of_short_form(document, short)
    for heading in headings:
        if heading.level == level:
            below, last = document.span(heading)
            yield _decision_of_section(document, heading, below, min(last, end))


def _decision_of_section(document: Document, heading: Heading, first: int, end: int) -> Decision:
    stated = _stated_status(document, first, end)
    return Decision(
        path=document.path,
        title=heading.text,
        location=Location(document.path, heading.line),
        status=status_of(stated),
        stated=stated,
        date=_date(heading.text) or _stated_date(document, first, end),
        waivers=tuple(exceptions_of(document, first, end)),
        sections=_texts(document, first, end),
    )


def _decision_of_short_form(document: Document, short: ShortDecision) -> Decision:
    stated = short.values.get("status", "")
    return Decision(
        path=document.path,
        title=short.title,
        location=Location(document.path, short.first),
        status=status_of(stated),
        stated=stated,
        date=_date(short.values.get("date", "")),
        waivers=tuple(exceptions_of(document, short.first, short.end)),
        sections=dict(short.values),
    )


def status_of(text: str) -> str:
    """Return the normalised status that a text begins with, the text itself for an unknown one."""
    lines = [line for line in text.strip().split("\n")[:50] if line.strip()]
    # adr-tools adds a line below the first status, and keeps it.
    later = (line for line in lines[1:] if _SUPERSEDED.match(line[:200]))
    words = key_of(next(later, lines[0] if lines else "")[:200])
    first = re.match(r"[^\W\d_]*", words)
    return STATUSES.get(first[0] if first else "", words)


def _stated_status(document: Document, first: int, end: int) -> str:
    """Return the status of the preamble, or of a section of that name: never from body text."""
    preamble = _preamble(document, first, end)
    sections = {heading.line for heading in document.headings}
    for field in document.fields:
        inside = first <= field.line < (end if field.line in sections else preamble)
        if inside and field.name == "status" and field.value.strip():
            return field.value.strip()
    return _line_value(document, first, preamble, "status")


def _stated_date(document: Document, first: int, end: int) -> str | None:
    preamble = _preamble(document, first, end)
    for name in _DATES:
        for field in document.fields:
            if first <= field.line < preamble and field.name == name and field.value:
                return _date(field.value)
        listed = _line_value(document, first, preamble, name)
        if listed:
            return _date(listed)
    return None


def _preamble(document: Document, first: int, end: int) -> int:
    """Return the line that the first section begins on, which ends the preamble."""
    levels = [heading for heading in document.headings if first <= heading.line < end]
    title = 1 if levels and levels[0].level == 1 else 0
    return levels[title].line if len(levels) > title else end


def _line_value(document: Document, first: int, end: int, name: str) -> str:
    """Return the value of a line `* Name: value`, or `Name: value`, of the preamble."""
    for line in document.lines[first - 1 : end - 1]:
        match = re.match(rf"(?i)\s{{0,3}}(?:[-*+]\s+)?{name}\s*:\s*(\S.*)", line[:500])
        if match:
            return match[1].strip()
    return ""


def _date(text: str) -> str | None:
    match = _DATE.search(text)
    return match[0] if match else None


def _texts(
    document: Document, first: int, end: int, title: Heading | None = None
) -> dict[str, str]:
    """Return the text below each heading but the title, and of each field, by name."""
    texts: dict[str, str] = {}
    for heading in document.headings:
        if first <= heading.line < end and heading is not title:
            below, last = document.span(heading)
            texts.setdefault(heading.key, _joined_lines(document.lines[below - 1 : last - 1]))
    for field in document.fields:
        if first <= field.line < end and (title is None or field.line != title.line):
            block = _joined_lines(document.lines[field.line : field.end - 1])
            # Beside the name, or below it: then the indents of its list are kept.
            text = block if block.strip() == field.value else field.value
            texts.setdefault(field.name, text)
    for short in islice(short_decisions(document, first, end), 1):
        for name, value in short.values.items():
            texts.setdefault(name, value)
    return texts


def _joined_lines(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines).strip("\n").rstrip()
