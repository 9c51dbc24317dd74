"""Calls that import, read without a parser where they are plain.

Most take a name that is only known when they run: `import_module(path)`. Such a call is counted,
and needs no parser; neither does one whose only argument is a literal. Anything else does.
"""

import re
from collections.abc import Iterable

from kavro_lint.languages.python.dynamic import Importers, absolute_module
from kavro_lint.languages.python.statements import one_line
from kavro_lint.model import Placed, Statement

FUNCTIONS = (b"import_module", b"__import__")

_WORD = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_." + bytes(range(128, 256))
_IN_TEXT = re.compile(rb"[\"'#]")
_OPENED = re.compile(rb"[ \t]*+\(\s*+")
_LITERAL = re.compile(rb"""[uU]?(?:"([^"\\\n]++)"|'([^'\\\n]++)')\s*+(?:(%)|(?:,\s*+)?(\)))""")
# What is no string and no argument by name: then the first argument is no literal.
_EXPRESSION = re.compile(rb"""[fF]["']|[A-Za-z_][\w.]*+\s*+(?:[^\w\s"'=]|==)""")


class Unclear(Exception):
    """A call, or what looks like one, that only the parser can tell."""


def read_calls(content: bytes, places: Iterable[int]) -> tuple[list[Placed], int]:
    """Return the calls with a literal, and how many have none.

    `places` are where one of `FUNCTIONS` is written, outside of triple quotes and of import
    statements; before every line of `content` is a line break. Raises Unclear.
    """
    importers = Importers(content)
    if importers.renamed:
        raise Unclear
    read = [_call(content, place, importers) for place in places]
    found = [each for each in read if isinstance(each, Placed)]
    return found, read.count("unanalysable")


def _call(content: bytes, place: int, importers: Importers) -> Placed | str | None:
    """Return what is called at a place: "unanalysable" without a literal, None for no call."""
    start = content.rfind(b"\n", 0, place) + 1
    begin = start + len(content[start:place].rstrip(_WORD))
    head = content[start:begin]
    mark = _IN_TEXT.search(head)
    if mark is not None and mark[0] == b"#":
        return None
    if mark is not None or content[start - 2 : start - 1] == b"\\":
        raise Unclear
    end = place + len(next(each for each in FUNCTIONS if content.startswith(each, place)))
    opened = _OPENED.match(content, end)
    if opened is None:
        if content[end : end + 1] in (b" ", b"\t", b"\n", b"\\"):
            raise Unclear
        return None
    if content[begin:end] not in importers.names:
        return None
    before = head.rstrip()
    if before.endswith(b"."):
        raise Unclear
    if before.endswith((b"def", b"class")):
        return None
    literal = _LITERAL.match(content, opened.end())
    if literal is None:
        if _EXPRESSION.match(content, opened.end()) is None:
            raise Unclear
        return "unanalysable"
    written = literal[1] or literal[2]
    if literal[3] is not None:
        return "unanalysable"
    if written.startswith(b"."):
        raise Unclear
    module = absolute_module(written)
    if module is None:
        return "unanalysable"
    line, column = content.count(b"\n", 0, start), len(head.decode("utf-8", "replace")) + 1
    text = one_line(content[begin : literal.end()])
    return Placed(line, column, "dynamic", Statement(((module, None),), text))
