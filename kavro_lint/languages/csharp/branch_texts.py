"""The bytes of a C# source → UTF-8 texts in which every branch of `#if` is code once.

Directives follow ECMA-334, 6.5 (https://learn.microsoft.com/dotnet/csharp/language-reference).
"""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.languages.csharp.conditions import TOKEN, Chains, chains_of, directives
from kavro_lint.languages.shapes import are_balanced
from kavro_lint.languages.utf8 import decoded

# So many texts are read of a source: one for each branch of its longest chain, and where chains
# stand in branches, for each of theirs.
MOST_TEXTS = 6
# What ends a line beside a line feed (6.3.2): U+0085, U+2028 and U+2029 in UTF-8.
_LINE_END = re.compile(rb"\xc2\x85|\xe2\x80[\xa8\xa9]")
# A letter of an identifier may be written as an escape (6.4.3).
_ESCAPE = re.compile(rb"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPE_OR_TOKEN = re.compile(_ESCAPE.pattern + rb"|" + TOKEN.pattern)
_BLANK = re.compile(rb"[^\n]")
_DIRECTIVE = re.compile(rb"#[^\n]*+")
# What begins a branch that is code by itself: no word that goes on with what stands before it.
_FIRST = re.compile(
    rb"\Z|[{\[]|(?!(?:else|catch|finally|while|when|where|and|or|is|as|with|switch|from|join|let"
    rb"|select|orderby|group|into|on|equals|by|ascending|descending|namespace)\b)[A-Za-z_@]"
)
# So far before a chain its last word is looked for, and so often its text is looked at.
_FURTHEST, _MOST_LOOKS = 2_000, 4


def utf8(content: bytes) -> bytes:
    """Return a source as UTF-8 with plain line ends and plain names; Windows writes UTF-16."""
    content = decoded(content)
    if not content.isascii():
        content = _LINE_END.sub(b"\n", content)
    if b"\\" in content and _ESCAPE.search(content) is not None:
        content = _ESCAPE_OR_TOKEN.sub(_plain, content)
    return content


def _plain(match: re.Match[bytes]) -> bytes:
    """Return the letter that an escape writes, and what is not a letter of a name as it is."""
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
    """Yield texts of which each has one branch of a chain of `#if`, and all together all of them.

    Directives and the other branches are blank: lines and columns stay. A branch without `#else`
    is always there.
    """
    return _variants(content, chains_of(directives(content).lines))


def joined_texts(content: bytes) -> Iterator[bytes]:
    """Yield fewer texts than `variants`: branches that are code by themselves stand in the same.

    Such are whole statements, declarations or attributes behind others. A variable of one is then
    in the same text as what stands in another.
    """
    lines, is_one_hidden = directives(content)
    if is_one_hidden or not any(word in (b"else", b"elif") for word, _, _ in lines):
        chains = chains_of(lines)
    else:
        chains = chains_of(lines, _Wholeness(content).is_whole)
    return (variant.text for variant in _variants(content, chains))


def has_more(content: bytes) -> bool:
    """Whether branches of a source stand in none of the texts that are read."""
    return chains_of(directives(content).lines).texts > MOST_TEXTS


def hides_directive(content: bytes) -> bool:
    """Whether a comment or a string that begins behind an `#if` holds what could end its branch."""
    return directives(content).is_one_hidden


class _Wholeness:
    """Tells which branches of a text are code by themselves."""

    def __init__(self, content: bytes) -> None:
        self._code = _DIRECTIVE.sub(_blank, TOKEN.sub(_blank, content))
        # Chains in chains are looked at again and again.
        self._left = _MOST_LOOKS * len(content)

    def is_whole(self, branches: list[tuple[int, int]]) -> bool:
        """Whether branches are statements, declarations or attributes behind such."""
        start = branches[0][0]
        self._left -= branches[-1][1] - start
        if self._left < 0:
            return False
        before = self._code[max(start - _FURTHEST, 0) : start].rstrip()[-1:]
        return all(self._follows(before, self._code[start:end].strip()) for start, end in branches)

    def _follows(self, before: bytes, text: bytes) -> bool:
        """Whether a branch is code by itself behind a mark."""
        if text[:1] == b"[" and text[-1:] == b"]":
            is_whole = before in b";{}]"
        else:
            is_whole = before in b";{}" and text[-1:] in b";}" and _FIRST.match(text) is not None
        return is_whole and are_balanced(text)


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])


def _variants(content: bytes, chains: Chains) -> Iterator[Variant]:
    """Yield the texts that show the branches of chains."""
    differing: list[tuple[int, int]] = []
    for chain in chains.rows:
        start, end = chain.branches[0][0], chain.branches[-1][1]
        if len(set(chain.shown)) > 1 and (not differing or start >= differing[-1][1]):
            differing.append((start, end))
    for number in range(min(chains.texts, MOST_TEXTS)):
        yield Variant(_variant(content, chains, number) if chains.rows else content, differing)


def _variant(content: bytes, chains: Chains, number: int) -> bytes:
    """Blank directives, and the branches that a text does not show."""
    text = bytearray(content)
    for _, start, end in directives(content).lines:
        text[start:end] = b" " * (end - start)
    left_out = sorted(
        branch
        for chain in chains.rows
        for branch, (first, last) in zip(chain.branches, chain.shown, strict=True)
        if not first <= number < last
    )
    blanked = 0
    for start, end in left_out:
        # One that stands in another is blank already.
        if end > blanked:
            text[start:end] = _BLANK.sub(b" ", text[start:end])
            blanked = end
    return bytes(text)
