"""Calls that import, read without a parser where they are plain.

Most take a name that is only known when they run: `import_module(path)`. Such a call is counted,
and needs no parser; neither does one whose only argument is a literal. Anything else does.
"""

import re
from collections.abc import Iterable

from kavro_lint.languages.python.dynamic import Importers, module_of
from kavro_lint.languages.python.statements import one_line
from kavro_lint.languages.python.strings import WHOLE_STRING, Unclear, is_in_string
from kavro_lint.model import PlacedStatement, Statement

FUNCTIONS = (b"import_module", b"__import__")

_WORD = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_." + bytes(range(128, 256))
_IN_TEXT = re.compile(rb"[\"'#]")
_OPENED = re.compile(rb"[ \t]*+\(\s*+")
# A string, and what makes it a part of an expression, or another argument, or nothing else.
_LITERAL = re.compile(
    rb"""[uU]?(?:"([^"\\\n]++)"|'([^'\\\n]++)')\s*+"""
    rb"(?:([%+.])|(?:,\s*+([A-Za-z_][\w.]*+)\s*+)?+(?:,\s*+)?+\))"
)
# What is no string and no argument by name: then the first argument is no literal.
_EXPRESSION = re.compile(rb"""[fF]["']|[A-Za-z_][\w.]*+\s*+(?:[^\w\s"'=]|==)""")


def read_calls(content: bytes, places: Iterable[int]) -> tuple[list[PlacedStatement], int]:
    """Return the calls with a literal, and how many have none.

    `places` are where one of `FUNCTIONS` is written, outside of triple quotes and of import
    statements; before every line of `content` is a line break. Raises Unclear.
    """
    importers = Importers(content)
    if importers.renamed:
        raise Unclear
    read = [_call(content, place, importers) for place in places]
    found = [each for each in read if isinstance(each, PlacedStatement)]
    return found, read.count("unanalysable")


def _call(content: bytes, place: int, importers: Importers) -> PlacedStatement | str | None:
    """Return what is called at a place: "unanalysable" without a literal, None for no call."""
    start = content.rfind(b"\n", 0, place) + 1
    begin = start + len(content[start:place].rstrip(_WORD))
    head = content[start:begin]
    if content[start - 2 : start - 1] == b"\\":
        raise Unclear
    if _is_text(head):
        return None
    end = place + len(next(each for each in FUNCTIONS if content.startswith(each, place)))
    opened = _OPENED.match(content, end)
    if opened is None:
        if content[end : end + 1] in (b" ", b"\t", b"\n", b"\\"):
            raise Unclear
        return None
    if content[begin:end] not in importers.names or _defines(head):
        return None
    literal = _LITERAL.match(content, opened.end())
    module = _module(literal, content[begin:end])
    if literal is None or module is None:
        if literal is None and _EXPRESSION.match(content, opened.end()) is None:
            raise Unclear
        return "unanalysable"
    line, column = content.count(b"\n", 0, start), len(head.decode("utf-8", "replace")) + 1
    text = one_line(content[begin : literal.end()])
    return PlacedStatement(line, column, "dynamic", Statement(((module, None),), text))


def _is_text(head: bytes) -> bool:
    """Whether a line that begins so is in a comment or a string then. Raises Unclear."""
    mark = _IN_TEXT.search(WHOLE_STRING.sub(b"", head))
    if mark is not None and mark[0] != b"#" and not is_in_string(head):
        raise Unclear
    return mark is not None


def _defines(head: bytes) -> bool:
    """Whether what follows is defined there. Raises Unclear where it may be of something else."""
    before = head.rstrip()
    if before.endswith(b"."):
        raise Unclear
    return before.endswith((b"def", b"class"))


def _module(literal: re.Match[bytes] | None, function: bytes) -> str | None:
    """Return the module that a call takes by its literal, None where nobody knows it."""
    if literal is None or literal[3] is not None:
        return None
    written = literal[1] or literal[2]
    plain = function.endswith(b"__import__")
    if plain and (written.startswith(b".") or literal[4] is not None):
        # It is relative to another place, and its second argument means something else.
        raise Unclear
    return module_of(written, literal[4])
