"""The shape of a source: one byte for each of its words, over which expressions find places.

A tree takes four times as long to make and to ask. Where the shape leaves a doubt, as in code that
is older or newer than the expressions, Doubt is raised and the grammar reads the source.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import TypeVar

_Value = TypeVar("_Value")

# A word with a long comment behind it comes once.
_LONGEST_KEPT = 40
# Words are remembered until there are so many: those of files side by side are much the same.
_MOST_KEPT = 30_000
# The bit of a kind that says that a line break follows.
LINE = 0x80
# Longer sources are data, and what is read of them is bounded by the grammar's reader.
LONGEST = 1_000_000


class Doubt(Exception):
    """The shape of a source does not tell what it says; the message is for whoever looks why."""


def by_shape_or_grammar(
    content: bytes, by_shape: Callable[[bytes], _Value], by_grammar: Callable[[bytes], _Value]
) -> _Value:
    """Return what stands in a source by its shape, by its grammar where that leaves a doubt."""
    try:
        return by_shape(content)
    except Doubt:
        return by_grammar(content)


class Kinds(dict[bytes, int]):
    """The kind of each word as one byte; a word may have blanks and comments behind it."""

    def __init__(
        self,
        words: Mapping[str, str],
        firsts: Mapping[str, bytes],
        others: re.Pattern[bytes],
        ignores_case: bool = False,
        marks_lines: bool = False,
    ) -> None:
        """Take words by their kinds, first bytes that tell the kind, and an expression.

        The expression's groups are named by kinds. What it matches and is neither a known word nor
        of a group stands for itself, as brackets do; what it does not match is `#`. With
        `marks_lines` the kind of a word that a line break follows has the bit `LINE`.
        """
        super().__init__()
        self._words = {word.encode(): ord(kind) for kind in words for word in words[kind].split()}
        self._firsts = {byte: ord(kind) for kind in firsts for byte in firsts[kind]}
        self._others = others
        self._ignores_case = ignores_case
        self._marks_lines = marks_lines

    def __missing__(self, token: bytes) -> int:
        """Return the kind of a word that is not remembered."""
        kind = self._firsts.get(token[0])
        if kind is None:
            match = self._others.match(token)
            if match is None:
                kind = ord("#")
            else:
                word = match[0].lower() if self._ignores_case else match[0]
                kind = self._words.get(word) or ord(match.lastgroup or match[0])
                if self._marks_lines and b"\n" in token[match.end() :]:
                    kind |= LINE
        if len(token) < _LONGEST_KEPT:
            _remember(self, token, kind)
        return kind


def _remember(known: dict[bytes, _Value], token: bytes, value: _Value) -> None:
    """Remember what is known of a word."""
    if len(known) >= _MOST_KEPT:
        known.clear()
    known[token] = value


def refuse_data(content: bytes) -> None:
    """Raise Doubt for what no tree reads as it is."""
    if len(content) > LONGEST or b"\0" in content:
        raise Doubt("data")


def refuse_unended(last: bytes) -> None:
    """Raise Doubt where a comment behind the last word does not end."""
    if b"/*" in last and not last.rstrip().endswith(b"*/"):
        raise Doubt("comment")


class Words:
    """The words of a source, each with what stands behind it, where they begin, and their kinds."""

    def __init__(self, content: bytes, words: re.Pattern[bytes], kinds: Kinds, start: int) -> None:
        """Split a text from a place on. Raises Doubt for data and comments without an end."""
        refuse_data(content)
        self.tokens = words.findall(content, start)
        self.starts = [*accumulate(map(len, self.tokens), initial=start)]
        self.kinds = bytes(map(kinds.__getitem__, self.tokens))
        refuse_unended(self.tokens[-1] if self.tokens else content)


class Names(dict[bytes, bytes]):
    """The name that each word is, found by a function where it is not remembered."""

    def __init__(self, find: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, token: bytes) -> bytes:
        """Return the name of a word that is not remembered."""
        name = self._find(token)
        if len(token) < _LONGEST_KEPT:
            _remember(self, token, name)
        return name


def _bare(token: bytes) -> bytes:
    word = token.rstrip()
    return word[: word.index(b"/")].rstrip() if b"/" in word else word


# Gives an identifier without the blanks and comments behind it.
bare = Names(_bare).__getitem__


def balanced(opening: bytes, closing: bytes, depth: int, plain: bytes = b"") -> bytes:
    """Return an expression for brackets in brackets, so deep; `plain` is what else is in them."""
    opened, closed = re.escape(opening), re.escape(closing)
    plain = plain or rb"[^%s%s]" % (opened, closed)
    text = rb"%s%s*+%s" % (opened, plain, closed)
    for _ in range(depth - 1):
        text = rb"%s(?:%s++|%s)*+%s" % (opened, plain, text, closed)
    return text


# People nest some dozens of brackets.
_DEEPEST = 200
_NO_BRACKETS = bytes(kind for kind in range(256) if kind not in b"()[]{}")


def are_balanced(kinds: bytes) -> bool:
    """Whether each bracket closes, and none around it before."""
    brackets = kinds.translate(None, _NO_BRACKETS)
    for _ in range(_DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
    return False


_BRACES = re.compile(rb"[{}]")


class Braces:
    """Where braces close, and which are around a place. Raises Doubt where one does not close."""

    def __init__(
        self, kinds: bytes, opening: bytes = b"{", brackets: re.Pattern[bytes] = _BRACES
    ) -> None:
        self.ends: dict[int, int] = {}
        self.outer: dict[int, int] = {}
        self._places, self._inner = [-1], [-1]
        opened = [-1]
        for at in starts_of(brackets, kinds, 0):
            if kinds[at] in opening:
                self.outer[at] = opened[-1]
                opened.append(at)
            elif len(opened) > 1:
                self.ends[opened.pop()] = at
            else:
                raise Doubt("braces")
            self._places.append(at)
            self._inner.append(opened[-1])
        if len(opened) > 1:
            raise Doubt("braces")

    def around(self, place: int) -> int:
        """Return the innermost brace that is open at a place, -1 for none."""
        return self._inner[bisect_right(self._places, place) - 1]


# Two kinds are one character of UTF-16, which has other uses for bytes from 0xd8 to 0xdf.
_CODES = bytes(kind & 0x87 if 0xD8 <= kind <= 0xDF else kind for kind in range(256))


def unknown_pairs(
    followers: Iterable[tuple[str, str]], followers_below: Iterable[tuple[str, str]] = ()
) -> re.Pattern[str]:
    """Return an expression for pairs of kinds but for those that may follow each other.

    Any kind of the first text of a row may stand before any of the second, in the second table
    where a line ends between the two.
    """
    pairs = {
        bytes((ord(kind) | line, ord(follower) | end)).translate(_CODES)
        for table, line in ((followers, 0), (followers_below, LINE))
        for kinds, follow in table
        for kind in kinds
        for follower in follow
        for end in (0, LINE)
    }
    return re.compile("[^" + b"".join(sorted(pairs)).decode("utf-16-le") + "]")


def unknown_pair(kinds: bytes, unknown: re.Pattern[str]) -> str | None:
    """Return two kinds that are not known to follow each other, None where all are."""
    codes = kinds.translate(_CODES)
    for first in (0, 1):
        last = first + (len(codes) - first) // 2 * 2
        match = unknown.search(codes[first:last].decode("utf-16-le"))
        if match is not None:
            at = first + 2 * match.start()
            return kinds[at : at + 2].decode("latin-1")
    return None


def filled(kinds: bytes, spans: Iterable[tuple[int, int]], mark: bytes) -> bytes:
    """Return kinds in which some stretches, in their order, are all of one kind."""
    parts: list[bytes] = []
    at = 0
    for start, end in spans:
        parts += kinds[at:start], mark * (end - start)
        at = end
    parts.append(kinds[at:])
    return b"".join(parts)


def starts_of(
    pattern: re.Pattern[bytes], kinds: bytes | bytearray, first: int, last: int = LONGEST
) -> list[int]:
    """Return where an expression matches, from a place on and before another one."""
    return [match.start() for match in pattern.finditer(kinds, first, last)]
