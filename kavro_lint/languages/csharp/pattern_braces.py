"""The braces of patterns among the words of a C# text: `x is Point { X: > 0 } p`."""

import re

from kavro_lint.languages.shapes import Braces, Doubt

# Where a text has any.
_any = re.compile(rb"[iqC](?:[Nn][De]*+|p)?[<{]|X\{").search
_LONGEST_ARGUMENTS = 200


def with_pattern_braces(kinds: bytes) -> bytes:
    """Return kinds in which such a brace is `"`, and the one that closes it `'`.

    Raises Doubt where braces do not close.
    """
    if _any(kinds) is None:
        return kinds
    braces = Braces(kinds)
    marks = bytearray(kinds)
    for opening, outer in braces.outer.items():
        if _is_of_pattern(kinds, marks, opening, outer):
            marks[opening] = ord('"')
            marks[braces.ends[opening]] = ord("'")
    return bytes(marks)


def _is_of_pattern(kinds: bytes, marks: bytearray, opening: int, outer: int) -> bool:
    before = before_name(kinds, opening - 1)
    has_name = before != opening - 1
    mark = kinds[before : before + 1] if before >= 0 else b""
    if mark in (b"i", b"q") or (mark == b"C" and kinds[before - 1] != ord("r")):
        return True
    if outer < 0:
        return False
    is_in_pattern = marks[outer] == ord('"')
    if mark in (b"{", b","):
        return (is_in_pattern and has_name) or kinds[outer - 1 : outer] == b"X"
    return (mark == b":" and is_in_pattern) or (mark in (b"(", b"[") and not has_name)


def before_name(kinds: bytes, at: int) -> int:
    """Return the word before the name of a type that ends at a word, that word for no name.

    Raises Doubt where type arguments do not begin.
    """
    end = at
    while at >= 0:
        if kinds[at] in b"De":
            at -= 1
        elif kinds[at] in b"Nnp":
            return at - 1
        elif kinds[at] == ord(">"):
            depth, first = 0, max(0, at - _LONGEST_ARGUMENTS)
            while at >= first:
                depth += (kinds[at] == ord(">")) - (kinds[at] == ord("<"))
                at -= 1
                if depth == 0:
                    break
            else:
                raise Doubt("type arguments")
        else:
            break
    return end
