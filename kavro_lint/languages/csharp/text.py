"""The bytes of a C# source → UTF-8 texts in which every branch of `#if` is code once.

Directives follow ECMA-334, 6.5 (https://learn.microsoft.com/dotnet/csharp/language-reference).
"""

import codecs
import re
from collections.abc import Iterator

from kavro_lint.languages.decoding import decoded

# Of a chain of `#if`, `#elif` and `#else` so many branches are read.
MOST_BRANCHES = 6
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_CONDITION = re.compile(rb"(?m:^)[ \t]*+#[ \t]*+if\b")
# Comments and strings may hold lines that look like directives.
_TOKEN = re.compile(
    rb"""(?P<directive>(?m:^)[ \t]*+\#[ \t]*+(?P<word>if|elif|else|endif)\b[^\n]*+)"""
    rb"""|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/"""
    rb"""|\$*+(?P<raw>\"{3,})(?:(?!(?P=raw))[\s\S])*+(?P=raw)"""
    rb"""|(?:\$@?|@\$?)\"(?:[^\"]|\"\")*+\"|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)++'"""
)


def utf8(content: bytes) -> bytes:
    """Return a source as UTF-8; Windows writes some in UTF-16."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace").encode("utf-8")
    return decoded(content)


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
