"""Files that a source loads by `require` and `include`, as far as their path is a literal."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kavro_lint.languages.php.lexical import line_at, text, without_comments

_WORD = re.compile(rb"(require|include)(?:_once)?\b", re.IGNORECASE)
_LITERAL = re.compile(rb"'((?:[^'\\]|\\[\\'])*+)'|\"([^\"\\$]*+)\"")
# `__DIR__`, `dirname(__FILE__)`, `dirname(__DIR__, 2)`, `dirname(dirname(__FILE__))`.
_OWN_PLACE = re.compile(
    rb"((?:\\?dirname\s*+\(\s*+)*+)(__DIR__|__FILE__)((?:\s*+(?:,\s*+\d{1,2}\s*+)?\))*+)",
    re.IGNORECASE,
)
_LEVELS = re.compile(rb"(?:,\s*+(\d{1,2})\s*+)?\)")
_SPACE = rb" \t\r\n"
# A path is asked for before it is loaded: `if (file_exists($path))`.
_EXISTENCE_TEST = re.compile(
    rb"(?:file_exists|is_file|is_readable|stream_resolve_include_path)\s*+\(", re.I
)
LOOK_BACK = 300
MOST_PARENTHESES = 10
LONGEST = 2000


class Include(NamedTuple):
    """A file that is loaded; `path` is None where it is not a literal.

    A path that begins with `./` is seen from the folder of the source, as `__DIR__` is. One that
    may be missing (`is_optional`) is included rather than required, or asked for before.
    """

    start: int
    path: str | None
    text: str
    is_optional: bool


def included(content: bytes, expressions: Iterable[tuple[int, int]]) -> Iterator[Include]:
    """Yield the files that expressions load, which begin and end at bytes."""
    for start, end in expressions:
        code = content[start : min(end, start + LONGEST)]
        word = _WORD.match(code)
        if word is None:
            continue
        expression = _bare(code[word.end() :])
        path = literal_path(expression)
        before = content[max(0, start - LOOK_BACK) : start]
        is_asked = _EXISTENCE_TEST.search(before) is not None and expression in before
        is_optional = word[1].lower() == b"include" or is_asked
        yield Include(start, path, line_at(content, start), is_optional)


def _bare(code: bytes) -> bytes:
    """Return an expression without the parentheses and white space around it."""
    code = code.strip(_SPACE)
    for _ in range(MOST_PARENTHESES):
        if not (code.startswith(b"(") and code.endswith(b")")):
            break
        code = code[1:-1].strip(_SPACE)
    return code


def literal_path(expression: bytes) -> str | None:
    """Return the path that an expression is, None where only a running program knows it."""
    if b"'" not in expression and b'"' not in expression:
        return None
    own_place = _OWN_PLACE.match(expression)
    prefix = ""
    if own_place is not None:
        up = _levels(own_place)
        if up is None:
            return None
        prefix = "./" + "../" * up
        expression = expression[own_place.end() :].lstrip(_SPACE)
        if not expression.startswith(b"."):
            return None
        expression = expression[1:].lstrip(_SPACE)
    pieces = []
    while True:
        piece = _LITERAL.match(expression)
        if piece is not None:
            pieces.append(text(piece[1] if piece[1] is not None else piece[2]))
        elif (piece := re.match(rb"DIRECTORY_SEPARATOR\b", expression)) is not None:
            pieces.append("/")
        else:
            return None
        expression = without_comments(expression[piece.end() :]).strip(_SPACE)
        if not expression:
            break
        if not expression.startswith(b"."):
            return None
        expression = expression[1:].lstrip(_SPACE)
    path = "".join(pieces).replace("\\\\", "\\")
    return prefix + path.lstrip("/") if prefix else path


def _levels(own_place: re.Match[bytes]) -> int | None:
    """Return how many folders above the source's own one an expression names."""
    calls = own_place[1].lower().count(b"dirname")
    ends = list(_LEVELS.finditer(own_place[3]))
    if calls != len(ends):
        return None
    up = sum(int(end[1] or 1) for end in ends)
    if own_place[2].upper() == b"__FILE__":
        return up - 1 if up else None
    return up
