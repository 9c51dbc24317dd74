"""A script without the blocks in which nothing may import, so that little of it is parsed.

The blocks are found by an expression that knows texts, comments and brackets. Where it cannot tell
what a slash or `<` begins, or a bracket has no other one, the script has no outline, and all of it
is parsed: what is left out here no tree will show.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kavro_lint.languages.javascript.lexical import COMMENT, LITERAL, TEMPLATE, pattern

# A shorter block is parsed as soon as it is left out.
_SHORTEST = 16

_REGEX = r"/(?![/*])(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*+\])++/[a-z]*+"
# Where a slash is told by the byte before it, which is code: no comment ends so on its line.
_BEGINS = r"[(,=:\[&|?;{]"
_TEXT = r"[^\"'`/{}<\[\]]++"
_PIECES = (
    rf"{_TEXT}|\[[^\"'`/{{}}<\[\]]{{0,{_SHORTEST}}}+\]|{LITERAL}|{COMMENT}|{TEMPLATE}"
    rf"|(?<={_BEGINS}){_REGEX}|(?<={_BEGINS} ){_REGEX}"
)
# All up to a bracket, or to what these rules do not tell.
_UP_TO_MARK = pattern(rf"(?:{_PIECES}|<[<=]|(?<=[\]\d])/(?![/*>]))*+(?P<mark>[\"'`/{{}}<\[\]]|\Z)")
_PIECE = pattern(
    rf"(?P<comment>{COMMENT})|(?P<text>{_TEXT})|{_PIECES}|(?P<operator><[<=]|[/\[])|\]"
)
_REGEX_HERE = pattern(_REGEX)
_REST_OF_TEMPLATE = pattern(r"(?:[^`\\$]|\\.|\$(?!\{))*+(?P<mark>`|\$\{)")
# The head of a function that has `arguments` of its own, on one line: no comment is part of it.
_FUNCTION = pattern(
    r"function(?<![\w$.]function)[ \t*]*+[\w$\x80-\xff]*+[ \t]*+\([\w$ \t,\x80-\xff]*+\)[ \t]*+\{"
)
_WORD = pattern(r"[\w$\\\x80-\xff]++\Z")
_PARENTHESES = pattern(r"[()]")
# Words that an operand follows, and those that one may follow: as names, or after a line's end.
_BEFORE_OPERAND = frozenset(
    b"return typeof case in do else void delete throw new instanceof".split()
)
_DOUBTFUL = frozenset(b"of yield await extends default break continue debugger".split())
_OPERATORS = frozenset(b"(,=:[!&|?;*%~^")
# Before `!` that is no assertion of TypeScript's.
_NEGATED = b"(,=:[!&|?; \n"
# Before a square bracket that is no member's and no computed name's.
_BEFORE_LIST = frozenset((b"(", b",", b"=", b":", b"[", b"?", b"&", b"|"))
_HEADS = frozenset((b"if", b"while", b"for", b"with"))
_LONGEST_WORD = 100
# What is longer takes longer to look at than a bracket.
_SHORT = 100


class _Piece(NamedTuple):
    """A text of code without quotes, slashes and brackets, an operator, or else a value."""

    text: bytes
    kind: str | None


_VALUE, _OPERATOR = _Piece(b"x", None), _Piece(b";", "operator")


class _Doubt(Exception):
    """A script has no outline."""


def blocks_of(code: bytes) -> list[tuple[int, int]] | None:
    """Return what is between brackets of a script that may be empty too, inner before outer ones.

    `code` is the view of the script (`lexical.view`). None where that is in doubt.
    """
    if b"<!--" in code or b"-->" in code or code.startswith(b"#!"):
        return None
    try:
        return _Reader(code).blocks()
    except _Doubt:
        return None


def parts_around(
    blocks: Iterable[tuple[int, int]], places: Sequence[int], size: int
) -> list[tuple[int, int]]:
    """Return the parts of a script of some size without the blocks that hold none of some places.

    All are in the order of the text, but for blocks, which are as `blocks_of` returns them.
    """
    without: list[tuple[int, int]] = []
    for start, end in blocks:
        if bisect_left(places, start) == bisect_left(places, end):
            while without and without[-1][0] > start:
                without.pop()
            without.append((start, end))
    starts = [0, *(end for _, end in without)]
    ends = [*(start for start, _ in without), size]
    return list(zip(starts, ends, strict=True))


def function_bodies(code: bytes, blocks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the blocks that are outermost bodies of functions, as far as their heads are plain."""
    ends = dict(blocks)
    bodies: list[tuple[int, int]] = []
    for match in _FUNCTION.finditer(code):
        start = match.end()
        if start in ends and (not bodies or start > bodies[-1][1]):
            bodies.append((start, ends[start]))
    return bodies


class _Reader:
    """Reads a script once from its beginning to its end; what it cannot tell raises _Doubt."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        # Brackets that are not closed, with where what is in them begins.
        self._opened: list[tuple[bytes, int]] = []
        self._blocks: list[tuple[int, int]] = []
        # What the last slash or `<` stood behind since a bracket that tells, and where that ended.
        self._pieces, self._told_to = [_OPERATOR], 0
        # So much is looked at again, to find where a `)` was opened.
        self._steps = len(code)

    def blocks(self) -> list[tuple[int, int]]:
        """Return what is between brackets, without them."""
        at = 0
        while match := _UP_TO_MARK.match(self._code, at):
            start, at, mark = match.start("mark"), match.end(), match["mark"]
            if mark == b"{":
                self._opened.append((mark, at))
                self._pieces, self._told_to = [_OPERATOR], at
            elif mark == b"[":
                self._opened.append((mark if self._is_list(start) else b"", at))
            elif mark in (b"}", b"]"):
                at = self._close(mark, start)
            elif mark in (b"/", b"<"):
                at = self._told_to = self._tell(start)
            elif mark == b"`":
                at = self._template(at)
            elif mark or self._opened:
                raise _Doubt
            else:
                break
        return self._blocks

    def _is_list(self, start: int) -> bool:
        """Whether a square bracket begins a list, which may as well be empty."""
        before = self._code[max(0, start - 2) : start]
        return before.removesuffix(b" ")[-1:] in _BEFORE_LIST

    def _close(self, mark: bytes, start: int) -> int:
        """Close a bracket; return where code goes on."""
        if not self._opened:
            raise _Doubt
        opened, block = self._opened.pop()
        if opened == b"${" and mark == b"}":
            return self._template(start + 1)
        if (opened == b"{") != (mark == b"}"):
            raise _Doubt
        if opened and start - block >= _SHORTEST:
            self._blocks.append((block, start))
        if mark == b"}":
            # Of a statement or of a value: what follows is not told.
            self._pieces, self._told_to = [], start + 1
        return start + 1

    def _template(self, at: int) -> int:
        """Read on in a template; return where code goes on."""
        match = _REST_OF_TEMPLATE.match(self._code, at)
        if match is None:
            raise _Doubt
        if match["mark"] == b"`":
            self._pieces = [_VALUE]
        else:
            self._opened.append((b"${", match.end()))
            self._pieces = [_OPERATOR]
        self._told_to = match.end()
        return match.end()

    def _tell(self, start: int) -> int:
        """Tell what a slash or `<` is by what stands before it; return where it ends."""
        code, pieces = self._code, self._pieces
        for match in _PIECE.finditer(code, self._told_to, start):
            if match.lastgroup != "comment" and (text := match[0].rstrip()):
                pieces.append(_Piece(text, match.lastgroup))
        if self._is_after_value():
            # Not the end of an element of JSX.
            if code.startswith((b"/>", b"</"), start):
                raise _Doubt
            pieces.append(_OPERATOR)
            return start + 1
        regex = _REGEX_HERE.match(code, start)
        if regex is None:
            raise _Doubt
        pieces.append(_VALUE)
        return regex.end()

    def _is_after_value(self) -> bool:
        """Whether the pieces end with a value."""
        if not self._pieces:
            raise _Doubt
        text, kind = self._pieces[-1]
        if kind != "text":
            return kind != "operator"
        if text.endswith((b"++", b"--")) or (text.endswith(b"!") and text[-2:-1] not in _NEGATED):
            raise _Doubt
        if text.endswith(b"=>") or text[-1] in _OPERATORS:
            return False
        if text.endswith(b")"):
            return not self._ends_head()
        word, is_property = _last_word(self._pieces[-2:])
        if word is None or word in _DOUBTFUL or (word in _BEFORE_OPERAND and is_property):
            raise _Doubt
        return word not in _BEFORE_OPERAND

    def _ends_head(self) -> bool:
        """Whether the `)` that the pieces end with is that of `if (…)` or the like."""
        pieces = self._pieces
        depth = 0
        for number in range(len(pieces) - 1, -1, -1):
            text, kind = pieces[number]
            self._steps -= 1 + len(text) // _SHORT
            for match in _PARENTHESES.finditer(text[::-1]) if kind == "text" else ():
                self._steps -= 1
                depth += 1 if match[0] == b")" else -1
                if depth == 0:
                    head = text[: len(text) - match.end()].rstrip()
                    before = [_Piece(head, "text")] if head else []
                    word, is_property = _last_word([*pieces[max(0, number - 2) : number], *before])
                    if word in _DOUBTFUL:
                        raise _Doubt
                    return word in _HEADS and not is_property
            if self._steps < 0:
                break
        raise _Doubt


def _last_word(pieces: Sequence[_Piece]) -> tuple[bytes | None, bool]:
    """Return the word that pieces end with, and whether it is the name of a property."""
    text, kind = pieces[-1] if pieces else _OPERATOR
    match = _WORD.search(text, max(0, len(text) - _LONGEST_WORD)) if kind == "text" else None
    if match is None:
        return None, False
    rest = text[: match.start()].rstrip() or (pieces[-2].text if len(pieces) > 1 else b"")
    return match[0], rest.endswith((b".", b"#"))
