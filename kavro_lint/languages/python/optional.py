"""Imports that may fail: those in a `try` that handles ImportError, found without a parser."""

from bisect import bisect_right
from collections.abc import Sequence

from kavro_lint.expressions import expression

_ERRORS = (b"ImportError", b"ModuleNotFoundError")
_NAMED = rb"[^\n]*(?:ImportError|ModuleNotFoundError)\b"
# It begins with the line break before: what begins with a choice is looked for ten times as long.
_HEAD = expression(
    rb"\n([ \t]*+)(?:(try)[ \t]*:"
    rb"|(except)\b(?:"
    + _NAMED
    + rb"|[ \t]*\((?:[^()]{0,400})(?:ImportError|ModuleNotFoundError)\b)"
    rb"|(with)\b[^\n]*suppress\(" + _NAMED + rb")"
)


def optional_places(
    content: bytes, indented: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Return those places of indented statements, lines and columns, where they may fail."""
    if not indented or not any(name in content for name in _ERRORS):
        return ()
    lines = content.split(b"\n")
    blocks = _blocks(content, lines)
    if not blocks:
        return ()
    bounds = [bound for first, end in blocks for bound in (first + 1, end)]
    return tuple(place for place in indented if bisect_right(bounds, place[0]) % 2)


def _blocks(content: bytes, lines: list[bytes]) -> list[tuple[int, int]]:
    """Return the lines on which a block begins that may fail, and after its last clause.

    Blocks inside of such a block are left out.
    """
    blocks: list[tuple[int, int]] = []
    tries: dict[bytes, int] = {}
    row = counted = 0
    for head in _HEAD.finditer(b"\n" + content):
        row += content.count(b"\n", counted, head.start())
        counted = head.start()
        indent, line = head[1], row + 1
        if head[2]:
            tries[indent] = line
            continue
        first = line if head[4] else tries.get(indent)
        if first is not None and (not blocks or first >= blocks[-1][1]):
            blocks.append((first, _end(lines, line, indent)))
    return blocks


def _end(lines: list[bytes], line: int, indent: bytes) -> int:
    """Return the first line after another that is no further indented."""
    inner = (indent + b" ", indent + b"\t")
    for number in range(line, len(lines)):
        text = lines[number]
        if not text.startswith(inner) and text.strip() and not text.lstrip().startswith(b"#"):
            return number + 1
    return len(lines) + 1
