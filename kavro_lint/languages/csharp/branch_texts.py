"""The bytes of a C# source → UTF-8 texts in which every branch of `#if` is code once.

Directives follow ECMA-334, 6.5 (https://learn.microsoft.com/dotnet/csharp/language-reference).
"""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kavro_lint.languages.utf8 import decoded

# Of a chain of `#if`, `#elif` and `#else` so many branches are read.
MOST_BRANCHES = 6

# Where a directive may stand; it begins with its own mark, so that few places are tried.
_CONDITION = re.compile(rb"#[ \t]*+if\b")
# Comments and strings may hold lines that look like directives. What does not end runs to the end,
# and quotes are counted up to fifty, so that work grows with the length. Each alternative begins
# with its own mark: `re` then passes over what begins none.
_TOKEN = re.compile(
    rb"""\#[ \t]*+(?P<word>if|elif|else|endif)\b[^\n]*+"""
    rb"""|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"""
    rb"""|\"(?P<raw>\"{2,49}+)(?:(?!\"(?P=raw))[\s\S])*+(?:\"(?P=raw)|\Z)"""
    rb"""|@\$?\"(?:[^\"]|\"\")*+(?:\"|\Z)"""
    rb"""|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)++'?"""
)

# What ends a line beside a line feed (6.3.2): U+0085, U+2028 and U+2029 in UTF-8.
_LINE_END = re.compile(rb"\xc2\x85|\xe2\x80[\xa8\xa9]")
# A letter of an identifier may be written as an escape (6.4.3).
_ESCAPE = re.compile(rb"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPE_OR_TOKEN = re.compile(_ESCAPE.pattern + rb"|" + _TOKEN.pattern)
# A directive within a comment or a string: where that stands in a branch that is left out, it is
# no comment and no string, and the directive counts.
_INNER = re.compile(rb"\n[ \t]*+#[ \t]*+(?:elif|else|endif)\b")


def utf8(content: bytes) -> bytes:
    """Return a source as UTF-8 with plain line ends and plain names; Windows writes UTF-16."""
    content = decoded(content)
    if not content.isascii():
        content = _LINE_END.sub(b"\n", content)
    if b"\\" in content and _ESCAPE.search(content) is not None:
        content = _ESCAPE_OR_TOKEN.sub(_plain, content)
    return content


def _plain(match: re.Match[bytes]) -> bytes:
    """Return the letter that an escape writes, and what is no letter of a name as it is."""
    digits = match[1] or match[2]
    if digits is None or int(digits, 16) > sys.maxunicode:
        return match[0]
    letter = chr(int(digits, 16))
    return letter.encode() if f"a{letter}".isidentifier() else match[0]


class Variant(NamedTuple):
    """A text that a source may be, and the bytes in which such texts differ."""

    text: bytes
    differing: list[tuple[int, int]]


def variants(content: bytes) -> Iterator[Variant]:
    """Yield the text once for each branch that its longest chain of `#if` has.

    Directives and the other branches are blank: lines and columns stay. A branch without `#else`
    is always there.
    """
    lines = _directives(content).lines
    chains = _chains(lines)
    most = max(map(len, chains), default=1)
    differing: list[tuple[int, int]] = []
    for start, end in sorted((row[0][0], row[-1][1]) for row in chains if len(row) > 1):
        if not differing or start >= differing[-1][1]:
            differing.append((start, end))
    for number in range(min(most, MOST_BRANCHES)):
        text = _variant(content, lines, chains, number) if lines else content
        yield Variant(text, differing)


def has_more(content: bytes) -> bool:
    """Whether a chain of `#if` has more branches than are read."""
    return content.count(b"elif") >= MOST_BRANCHES - 1 and any(
        len(branches) > MOST_BRANCHES for branches in _chains(_directives(content).lines)
    )


def hides_directive(content: bytes) -> bool:
    """Whether a comment or a string that begins behind an `#if` holds what could end its branch."""
    return _directives(content).is_one_hidden


class _Directives(NamedTuple):
    """The words of conditional directives, and where they begin and end."""

    lines: list[tuple[bytes, int, int]]
    is_one_hidden: bool


@lru_cache(maxsize=1)
def _directives(content: bytes) -> _Directives:
    if _CONDITION.search(content) is None:
        return _Directives([], False)
    lines = []
    depth, is_one_hidden = 0, False
    for match in _TOKEN.finditer(content):
        word = match["word"]
        if word is None:
            is_one_hidden = is_one_hidden or (depth > 0 and _INNER.search(match[0]) is not None)
        elif not content[content.rfind(b"\n", 0, match.start()) + 1 : match.start()].strip(b" \t"):
            depth += {b"if": 1, b"endif": -1}.get(word, 0)
            lines.append((word, match.start(), match.end()))
    return _Directives(lines, is_one_hidden)


def _chains(lines: list[tuple[bytes, int, int]]) -> list[list[tuple[int, int]]]:
    """Return the branches of each chain, from the end of its directive to the next one's start."""
    chains: list[list[tuple[int, int]]] = []
    open_chains: list[tuple[list[tuple[int, int]], int]] = []
    for word, start, end in lines:
        if word == b"if":
            chains.append([])
            open_chains.append((chains[-1], end))
        elif open_chains:
            branches, begun = open_chains.pop()
            branches.append((begun, start))
            if word != b"endif":
                open_chains.append((branches, end))
    for branches, begun in open_chains:
        branches.append((begun, begun))
    return chains


def _variant(
    content: bytes,
    lines: list[tuple[bytes, int, int]],
    chains: list[list[tuple[int, int]]],
    number: int,
) -> bytes:
    """Blank the directives, and of each chain all branches but one."""
    text = bytearray(content)
    for _, start, end in lines:
        text[start:end] = b" " * (end - start)
    left_out = sorted(
        branch
        for branches in chains
        for place, branch in enumerate(branches)
        if place != min(number, len(branches) - 1)
    )
    blanked = 0
    for start, end in left_out:
        # One that stands in another is blank already.
        if end > blanked:
            text[start:end] = _BLANK.sub(b" ", text[start:end])
            blanked = end
    return bytes(text)


_BLANK = re.compile(rb"[^\n]")
