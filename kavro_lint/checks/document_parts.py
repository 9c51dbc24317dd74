"""The required parts of a document: their place, and whether they have content."""

import re
from collections.abc import Collection, Iterator

from kavro_lint.artifacts.markdown import Document, is_placeholder, key_of, plain
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Family, Finding, Severity
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.spelling import nearest

# Bullets, numbers, boxes and quotes before what a line says, and the name of a field.
_LIST_MARKER = expression(r"\s*(?:[-*+>](?=\s|$)|\d{1,9}[.)])?\s*(?:\[[ xX~!]\]\s)?")
_LABEL = expression(r"\*\*[^*\n]{1,80}?(?::\s?\*\*|\*\*\s?:)")
_HEADING = expression(r"\s{0,3}#{1,6}(?:\s|$)")
# What a template leaves: text in square brackets that is no link.
_BRACKETS = expression(r"\[[^\[\]]{1,500}\](?!\()")
_CODE = expression(r"`[^`\s]+`")
_NOT_APPLICABLE = expression(r"(?i)n/?a\b[\s\-–—:.,(]*")
_DANGLING = expression(r"(?i)(?:[:\-–—(]|\bbecause|\bas an?)\W*$")

# TBD and the like, as a writer of English leaves them; a `TODO list` is a thing.
OPEN = expression(
    r"(?<!\w)(?:(?i:TBD|FIXME|(?:figure|work) (?:this |it )?out later|decide later)"
    r"|TODO(?!s?[ -](?:list|app|item|comment)))(?!\w)"
)
# An owner, a date or a link beside it says who will see to it.
_OWNED = expression(
    r"(?i)@\w|\b20\d\d\b|\]\(|\]\[|https?://|\b(?:owner|owned by|assigned to)\b\W*\w|#\d+"
    r"|(?:TBD|TODO|FIXME)\s?\(\s*[a-z][\w .-]{1,40}\)"
)

# What the shapes of sections, and those of fields, have in common.
SECTION, FIELD = "`## NAME` and what there is to say", "`**NAME:** …`"

# So many names of a document are compared with that of a missing part.
MOST_NAMES = 200


@frozen
class Part:
    """A section or field of a document: the line of its name, its text, the line after it.

    The header of a table is none of its text: a table without rows says nothing.
    """

    line: int
    text: str
    end: int = 0


def part_of(document: Document, *names: str, first: int = 1, end: int | None = None) -> Part | None:
    """Return the first section or field whose normalised name begins with one of the names."""
    last = len(document.lines) + 1 if end is None else end
    title = document.headings[0] if document.headings else None
    for name in names:
        for heading in document.headings:
            if heading is title and heading.level == 1 and heading.key != name:
                continue
            if first <= heading.line < last and _is(heading.key, name):
                below, after = document.span(heading)
                return Part(heading.line, text_of(document, below, min(after, last)), after)
        for field in document.fields:
            if first <= field.line < last and _is(field.name, name):
                label = _LABEL.search(document.lines[field.line - 1])
                same_line = document.lines[field.line - 1][label.end() :] if label else ""
                next_lines = text_of(document, field.line + 1, field.end)
                return Part(field.line, f"{same_line}\n{next_lines}".strip(), field.end)
    return None


def text_of(document: Document, first: int, end: int) -> str:
    """Return the lines [first, end) without the headers of tables."""
    heads = {
        line
        for table in document.tables
        if first <= table.line < end
        for line in (table.line, table.line + 1)
    }
    lines = enumerate(document.lines[first - 1 : end - 1], first)
    return "\n".join(line for number, line in lines if number not in heads)


def _is(key: str, name: str) -> bool:
    return key == name or key.startswith((f"{name} ", f"{name}(", f"{name},", f"{name}/"))


def is_owned(line: str) -> bool:
    """Whether an owner, a date or a link stands in a line."""
    return _OWNED.search(line) is not None


def says_something(text: str) -> bool:
    """Whether a text satisfies: neither empty, nor a placeholder, nor `N/A` without a reason.

    A dash that stands alone says *explicitly nothing*.
    """
    return text.strip() in ("–", "—") or any(_says(line) for line in text.split("\n"))


def _says(line: str) -> bool:
    if _HEADING.match(line):
        return False
    body = line[_marker_length(line) :]
    label = _LABEL.match(body)
    words = plain(body[label.end() :] if label else body).strip()
    words = _NOT_APPLICABLE.sub("", words, count=1) if _NOT_APPLICABLE.match(words) else words
    if is_placeholder(words) or set(words) <= set("|-: "):
        return False
    text = _BRACKETS.sub("", words).strip()
    filled = bool(re.search(r"\w", text)) and (text == words or not _DANGLING.search(text))
    return filled or bool(_CODE.search(line))


def unfilled(name: str, text: str | None) -> str:
    """Return the name of a part that still holds a template's text, else ""."""
    lines = (line[_marker_length(line) :] for line in (text or "").split("\n"))
    return name if any(_BRACKETS.search(line) for line in lines) else ""


def _marker_length(line: str) -> int:
    match = _LIST_MARKER.match(line)
    return match.end() if match else 0


def is_not_applicable(text: str) -> bool:
    """Whether a part is `N/A - reason`."""
    return bool(re.match(r"(?i)\W*n/?a\b\W+\w", text.strip()))


def missing(
    rule: str,
    document: Document,
    name: str,
    part: Part | None,
    shape: str,
    *,
    under: int = 1,
    severity: Severity | None = None,
    task: str | None = None,
    known: Collection[str] = (),
    form: str | None = None,
) -> Iterator[Finding]:
    """Yield a finding if a part is missing or has no content.

    `shape` shows what would satisfy; `under` is the line that a missing part belongs below;
    `known` are the names of other parts there, which are not meant as this one. `form` is what
    the shapes of all parts have in common: then those of a document that lack are told together.
    """
    if part is not None and says_something(part.text):
        return
    place = Location(document.path, part.line if part is not None else under)
    lack = "has no content" if part is not None else "is missing"
    label = f"task {task}: " if task else ""
    similar = None if part is not None else _similar_name(document, name, under, known)
    fix = f"write {shape}, or `N/A - <reason>`"
    if similar is not None:
        fix = f"rename `{similar.name}` on line {similar.line} to `{name}`"
    yield Finding(
        rule=rule,
        message=f"{label}{name} {lack}",
        location=place,
        fix=fix,
        atoms=frozenset({("artifact", document.path, rule, task or "", name)}),
        contract=place,
        severity=severity,
        task=task,
        family=None
        if form is None or similar is not None
        else Family(
            f"{label or f'{document.path}: '}these parts are missing or have no content",
            f"write each as {form}, or `N/A - <reason>` in its place",
            f"{name} {lack}",
        ),
        unfilled=unfilled(name, part.text if part is not None else None),
    )


@frozen
class _Name:
    """The name of a heading or a field, as it is compared and as it is written, and its line."""

    key: str
    name: str
    line: int


def _similar_name(
    document: Document, name: str, under: int, known: Collection[str]
) -> _Name | None:
    """Return the heading or field below a line whose name is almost that of a missing part."""
    above = next((heading for heading in document.headings if heading.line == under), None)
    first, end = document.span(above) if above is not None else (1, len(document.lines) + 1)
    names = [
        _Name(field.name, field.name, field.line)
        for field in document.fields
        if first <= field.line < end
    ]
    names += [
        _Name(heading.key, heading.text, heading.line)
        for heading in document.headings
        if first <= heading.line < end
    ]
    by_key = {entry.key: entry for entry in names[:MOST_NAMES] if entry.key not in known}
    key = key_of(name)
    near = nearest(key, by_key, 0.75)
    if near is None:
        near = next((word for word in by_key if key.endswith(f" {word}") and len(word) > 3), None)
    return by_key[near] if near is not None else None


def lacking(rule: str, task: str, place: Location, wording: tuple[str, str], part: str) -> Finding:
    """Return a finding about a task's document; `says` is its message and its fix."""
    return Finding(
        rule=rule,
        message=wording[0],
        location=place,
        fix=wording[1],
        atoms=frozenset({("artifact", place.path, rule, task, part)}),
        contract=place,
        task=task,
    )
