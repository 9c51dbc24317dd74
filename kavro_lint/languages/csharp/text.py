"""The bytes of a C# source → UTF-8 texts in which every branch of `#if` is code once.

Directives follow ECMA-334, 6.5 (https://learn.microsoft.com/dotnet/csharp/language-reference).
"""

import codecs
import re
import sys
from collections.abc import Iterator

from kavro_lint.languages.decoding import decoded

# Of a chain of `#if`, `#elif` and `#else` so many branches are read.
MOST_BRANCHES = 6
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_CONDITION = re.compile(rb"(?m:^)[ \t]*+#[ \t]*+if\b")
# Comments and strings may hold lines that look like directives. What does not end runs to the end,
# and quotes are counted up to fifty, so that work grows with the length.
_TOKEN = re.compile(
    rb"""(?P<directive>(?m:^)[ \t]*+\#[ \t]*+(?P<word>if|elif|else|endif)\b[^\n]*+)"""
    rb"""|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"""
    rb"""|(?<!\$)\$*+(?P<raw>\"{3,50}+)(?:(?!(?P=raw))[\s\S])*+(?:(?P=raw)|\Z)"""
    rb"""|(?:\$@?|@\$?)\"(?:[^\"]|\"\")*+(?:\"|\Z)"""
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
    mark = next((mark for mark, _ in _BOMS if content.startswith(mark)), b"")
    if mark:
        content = content[len(mark) :].decode(dict(_BOMS)[mark], "replace").encode("utf-8")
    else:
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


def variants(content: bytes) -> Iterator[bytes]:
    """Yield the text once for each branch that its longest chain of `#if` has.

    Directives and the other branches are blank: lines and columns stay. A branch without `#else`
    is always there.
    """
    lines = _directives(content)
    if not lines:
        yield content
        return
    chains = _chains(lines)
    most = max(map(len, chains), default=1)
    for number in range(min(most, MOST_BRANCHES)):
        yield _variant(content, lines, chains, number)


def has_more(content: bytes) -> bool:
    """Whether a chain of `#if` has more branches than are read."""
    return content.count(b"elif") >= MOST_BRANCHES - 1 and any(
        len(branches) > MOST_BRANCHES for branches in _chains(_directives(content))
    )


def _directives(content: bytes) -> list[tuple[bytes, int, int]]:
    """Return the words of conditional directives, and where they begin and end."""
    if _CONDITION.search(content) is None:
        return []
    return [
        (match["word"], match.start(), match.end())
        for match in _TOKEN.finditer(content)
        if match["directive"] is not None
    ]


def hides_directive(content: bytes) -> bool:
    """Whether a comment or a string that begins behind an `#if` holds what could end its branch."""
    if _CONDITION.search(content) is None:
        return False
    depth = 0
    for match in _TOKEN.finditer(content):
        word = match["word"]
        if word is not None:
            depth += {b"if": 1, b"endif": -1}.get(word, 0)
        elif depth > 0 and _INNER.search(match[0]) is not None:
            return True
    return False


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
    for branches in chains:
        kept = min(number, len(branches) - 1)
        for place, (start, end) in enumerate(branches):
            if place != kept:
                text[start:end] = _BLANK.sub(b" ", text[start:end])
    return bytes(text)


_BLANK = re.compile(rb"[^\n]")
