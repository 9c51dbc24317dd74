"""Kavro's short forms: lines `Name: value` without bold, as its adapters teach them."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.artifacts.markdown import Document, key_of
from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen

# The lines of a short decision; the first begins it.
NAMES = (
    "decision", "chosen", "alternatives", "reasoning", "implications", "risks", "reversibility",
    "context", "status", "date",
)  # fmt: skip
LONGEST_LINE = 4000

_LINE = expression(r"\s{0,4}(?:[-*+]\s+)?([A-Za-z][A-Za-z ]{1,30}?)\s*:(?:\s+(.*)|$)")
_BRACKETED = expression(r"\[([^\[\]]+)\](?!\()")
# What the template leaves: `[Option A - rejected because X]`.
_TEMPLATE = expression(r"(?i)\s*option [ab]\s*-\s*rejected because [xy]\s*")


@frozen
class ShortDecision:
    """The lines [first, end) of one decision, and its values by name."""

    title: str
    first: int
    end: int
    values: Mapping[str, str]


def short_decisions(document: Document, first: int, end: int) -> Iterator[ShortDecision]:
    """Yield the short decisions between two lines: each has `Decision:` and `Chosen:`."""
    lines = [line for line in _lines(document, first, end) if line[1] in NAMES]
    starts = [place for place, (_, name, _) in enumerate(lines) if name == "decision"]
    for number, place in enumerate(starts):
        after = starts[number + 1] if number + 1 < len(starts) else len(lines)
        block = lines[place:after]
        last = lines[after][0] if after < len(lines) else end
        values = {name: _value(document, block, at, last) for at, (_, name, _) in enumerate(block)}
        if values.get("chosen"):
            alternatives = values.get("alternatives")
            if alternatives is not None:
                values["alternatives"] = _as_list(alternatives)
            title, values["decision"] = values["decision"], values["chosen"]
            yield ShortDecision(title, block[0][0], last, values)


def short_value(document: Document, first: int, end: int, names: Sequence[str]) -> Iterator[str]:
    """Yield the values of the lines of one of the names between two lines."""
    for _, name, value in _lines(document, first, end):
        if name in names:
            yield value


def _lines(document: Document, first: int, end: int) -> Iterator[tuple[int, str, str]]:
    """Yield each line `Name: value` outside of code, with its number and normalised name."""
    fenced = {
        line
        for fence in document.fences
        if first <= fence.line < end
        for line in range(fence.line, fence.line + fence.body.count("\n") + 2)
    }
    for number, text in enumerate(document.lines[first - 1 : end - 1], first):
        match = _LINE.match(text[:LONGEST_LINE]) if number not in fenced else None
        if match is not None:
            yield number, key_of(match[1]), (match[2] or "").strip()


def _value(document: Document, block: Sequence[tuple[int, str, str]], at: int, last: int) -> str:
    """Return the value of a line, with the lines below it down to the next or a blank one."""
    number, _, value = block[at]
    end = block[at + 1][0] if at + 1 < len(block) else last
    below: list[str] = []
    for line in document.lines[number : end - 1]:
        if not line.strip() or line.lstrip().startswith(("#", "```", "~~~", "|")):
            break
        below.append(line)
    return "\n".join([value, *below]).strip()


def _as_list(text: str) -> str:
    """Return alternatives in brackets, or between ` | `, as the items of a list."""
    parts = [part for inside in _BRACKETED.findall(text) for part in inside.split(" | ")]
    if not parts and " | " in text:
        parts = text.split(" | ")
    alternatives = [part.strip() for part in parts if not _TEMPLATE.fullmatch(part)]
    return "\n".join(f"- {part}" for part in alternatives) if parts else text
