"""Strings of a source, found without a parser."""

from bisect import bisect_right

from kavro_lint.expressions import expression

_DOUBLE, _SINGLE = b'"""', b"'''"
_REST = {
    b'"""': expression(rb'(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'),
    b"'''": expression(rb"(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"),
}
# With its prefix; begun nowhere else in a word, or a long word would be read from each letter on.
WHOLE_STRING = expression(
    rb"""(?<![\w\x80-\xff])[\w\x80-\xff]*+(?:"[^"\\\n]*+"(?!")|'[^'\\\n]*+'(?!'))"""
)
_INTERPOLATED = expression(rb"[fFtT][rR]?[\"']")
# One quote is left, of a string in which nothing is an expression.
_OPEN_STRING = expression(rb"""[^"'#\\]*+(?<![fFtT])(?<![fFtT][rR])["'][^"'#\\]*+""")

_NO_BRACKETS = bytes(set(range(256)).difference(b"()[]{}"))
# Comments and strings, in which brackets are only text.
_COMMENTS_AND_STRINGS = expression(
    rb"#[^\n]*+"
    rb'|"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\[\s\S])*+"'
    rb"|'(?:[^'\\\n]++|\\[\s\S])*+'"
)

# Where each of several parts begins and ends, in their order: begin, end, begin, end …
Bounds = list[int]


class Unclear(Exception):
    """Raised where only the parser can tell what a part of the source is."""


def triple_quoted(content: bytes, last: int) -> Bounds:
    """Return where strings in triple quotes begin and end, as far as `last`. Raises Unclear."""
    bounds: Bounds = []
    find, at = content.find, 0
    double, single = find(_DOUBLE, 0, last), find(_SINGLE, 0, last)
    while double >= 0 or single >= 0:
        # Whichever comes first.
        opened = double if single < 0 or 0 <= double < single else single
        mark = _DOUBLE if opened == double else _SINGLE
        start = content.rfind(b"\n", 0, opened) + 1
        before, comment, _ = content[max(start, at) : opened].partition(b"#")
        if b'"' in before or b"'" in before or content[start - 2 : start] == b"\\\n":
            raise Unclear
        if comment:
            at = find(b"\n", opened)
        else:
            closed = _REST[mark].match(content, opened + len(mark))
            if closed is None or _holds_strings(content, opened, closed.end(), mark):
                raise Unclear
            at = closed.end()
            bounds += (opened, at)
        double = find(_DOUBLE, at, last) if 0 <= double < at else double
        single = find(_SINGLE, at, last) if 0 <= single < at else single
    return bounds


def _holds_strings(content: bytes, opened: int, end: int, mark: bytes) -> bool:
    """Whether other strings may stand in the expressions of a string, as they may in an f-string.

    One in the same quotes would end it too early: then its braces do not match (PEP 701).
    """
    if {*b"fFtT"}.isdisjoint(content[max(opened - 2, 0) : opened]):
        return False
    other = _SINGLE if mark == _DOUBLE else _DOUBLE
    is_even = content.count(b"{", opened, end) == content.count(b"}", opened, end)
    return not is_even or content.find(other, opened, end) >= 0


def is_within(place: int, bounds: Bounds) -> bool:
    """Whether a place is at or after a beginning and before its end."""
    return bisect_right(bounds, place) % 2 == 1


def is_in_string(head: bytes) -> bool:
    """Whether a line that begins so is in a string then, if it was in none before.

    False where an f-string is on the line: other strings may be in it.
    """
    if _INTERPOLATED.search(head) is not None:
        return False
    return _OPEN_STRING.fullmatch(WHOLE_STRING.sub(b"", head)) is not None


def brackets_balance(content: bytes) -> bool:
    """Whether as many brackets close as open, at least of those that are code."""
    return _balance(content) or _balance(_COMMENTS_AND_STRINGS.sub(b"", content))


def _balance(content: bytes) -> bool:
    count = content.translate(None, _NO_BRACKETS).count
    return count(b"(") == count(b")") and count(b"[") == count(b"]") and count(b"{") == count(b"}")
