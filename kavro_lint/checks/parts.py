"""The parts that a document must have: where each is, and whether it says anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kavro_lint.markdown import Document, is_placeholder, plain
from kavro_lint.model import Finding, Location, Severity

# Bullets, numbers, boxes and quotes before what a line says.
_LEAD = re.compile(r"\s*(?:[-*+>]|\d{1,9}[.)])?\s*(?:\[[ xX~!]\]\s)?")
# What a template leaves: text in square brackets that is no link.
_BRACKETS = re.compile(r"\[[^\[\]]{1,500}\](?!\()")
_CODE = re.compile(r"`[^`\s]+`")
_NOT_APPLICABLE = re.compile(r"(?i)n/?a\.?")


@dataclass(frozen=True, slots=True)
class Part:
    """A section or field of a document: its name's line, and its text."""

    line: int
    text: str


def part_of(document: Document, *names: str, first: int = 1, end: int | None = None) -> Part | None:
    """Return the first section or field whose normalised name begins with one of the names."""
    last = len(document.lines) + 1 if end is None else end
    for name in names:
        for heading in document.headings:
            if first <= heading.line < last and _is(heading.key, name):
                below, after = document.span(heading)
                return Part(heading.line, "\n".join(document.lines[below - 1 : after - 1]))
        for field in document.fields:
            if first <= field.line < last and _is(field.name, name):
                return Part(field.line, field.value)
    return None


def _is(key: str, name: str) -> bool:
    return key == name or key.startswith((f"{name} ", f"{name}(", f"{name},", f"{name}/"))


def says_something(text: str) -> bool:
    """Whether a text satisfies: neither empty, nor a placeholder, nor `N/A` without a reason."""
    return any(_says(line) for line in text.split("\n"))


def _says(line: str) -> bool:
    words = plain(line[_lead(line) :]).strip()
    if is_placeholder(words) or _NOT_APPLICABLE.fullmatch(words):
        return False
    if set(words) <= set("|-: "):
        return False
    return bool(re.search(r"\w", _BRACKETS.sub("", words))) or bool(_CODE.search(line))


def _lead(line: str) -> int:
    found = _LEAD.match(line)
    return found.end() if found else 0


def is_not_applicable(text: str) -> bool:
    """Whether a part is `N/A - reason`."""
    return bool(re.match(r"(?i)\W*n/?a\b\W+\w", text.strip()))


def missing(
    rule: str,
    document: Document,
    name: str,
    found: Part | None,
    shape: str,
    *,
    under: int = 1,
    severity: Severity | None = None,
    task: str | None = None,
) -> Iterator[Finding]:
    """Yield a finding where a part is not there or says nothing.

    `shape` shows what would satisfy; `under` is the line that a missing part belongs below.
    """
    if found is not None and says_something(found.text):
        return
    place = Location(document.path, found.line if found is not None else under)
    what = "says nothing" if found is not None else "is missing"
    label = f"task {task}: " if task else ""
    yield Finding(
        rule=rule,
        message=f"{label}{name} {what}",
        location=place,
        fix=f"write {shape}, or `N/A - <reason>`",
        atoms=frozenset({("artifact", document.path, rule, task or "", name)}),
        contract=place,
        severity=severity,
        task=task,
    )
