"""C# text → the same text in which strings of several parts are plain expressions.

`$"a {b.C} d"` becomes `0"[b.C]  ` and raw strings become numbers, of the same length, so that one
expression can split all of it into words: what is in holes stays where it is.
"""

import re

from kavro_lint.languages.blanks import blanked
from kavro_lint.languages.shapes import Doubt

# What begins a string that a single expression does not read.
_BEGINNINGS = (b'$"', b'$@"', b'@$"', b'"""')
# Up to the next of those; comments and strings are passed over. What does not end is passed over
# mark by mark.
_plain = re.compile(
    rb"(?:[^/'\"$@#]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|'(?:[^'\\\n]|\\.)*+'"
    rb"|@\"(?:[^\"]|\"\")*+\"|\"(?!\"\")(?:[^\"\\\n]|\\.)*+\""
    rb"|#[ \t]*+(?:region|endregion|pragma|error|warning)[^\n]*+|(?!\$+@?\"|@\$\"|\"\"\")[\s\S])*+"
).match
_OPENING = re.compile(rb"\$(?P<dollars>\$*+)(?:(?P<quotes>\"{3,49}+)|@?\")|@\$\"")
_RAW = re.compile(rb"\"(?P<raw>\"{2,49}+)(?:(?!\"(?P=raw))[\s\S])*+(?:\"(?P=raw)|\Z)")
_TEXT = re.compile(rb'(?:[^"\\{}\n]|\\[^\n]|\{\{|\}\})*+')
_VERBATIM_TEXT = re.compile(rb'(?:[^"{}]|""|\{\{|\}\})*+')
# Code in a hole, up to what ends it or opens brackets or a string in it.
_CODE = re.compile(rb"(?:[^\"'@$(){}\[\]:/,]|/(?![/*])|@(?=[A-Za-z_]))++|'(?:[^'\\\n]|\\.)*+'")
_ALIGNMENT = re.compile(rb",[ \t]*+-?\d++[ \t]*+(?=[:}])")
_FORMAT = re.compile(rb":[^\s{}\":][^{}\"\n]*+(?=\})")
_STRING = re.compile(rb'@"(?:[^"]|"")*+"|"(?:[^"\\\n]|\\.)*+"')
_CLOSING = {b"(": b")", b"[": b"]", b"{": b"}"}
_DEEPEST = 6


def without_interpolation(content: bytes) -> bytes:
    """Return a text without interpolated and raw strings. Raises Doubt where one is odd."""
    if not any(beginning in content for beginning in _BEGINNINGS):
        return content
    text = bytearray(content)
    place = 0
    while True:
        plain = _plain(content, place)
        place = plain.end() if plain is not None else place
        if place == len(content):
            return bytes(text)
        opening = _OPENING.match(content, place)
        if opening is not None:
            place = _interpolated(content, opening, text, 0)
            continue
        raw = _RAW.match(content, place)
        if raw is None or len(raw[0]) < 2 * len(raw["raw"]) + 2 or not raw[0].endswith(raw["raw"]):
            raise Doubt("string")
        _blank(text, place, raw.end(), b"0")
        place = raw.end()


def _blank(text: bytearray, start: int, end: int, mark: bytes = b"") -> None:
    text[start:end] = mark + blanked(bytes(text[start + len(mark) : end]))


def _interpolated(content: bytes, opening: re.Match[bytes], text: bytearray, depth: int) -> int:
    """Blank a string that begins at a mark, but for its holes, and return where it ends."""
    if opening["quotes"] is not None:
        return _raw(content, opening, text, depth)
    if opening["dollars"]:
        raise Doubt("string")
    texts = _VERBATIM_TEXT if b"@" in opening[0] else _TEXT
    start, place = opening.start(), opening.end()
    while True:
        match = texts.match(content, place)
        place = match.end() if match is not None else place
        _blank(text, start, place, b"0" if start == opening.start() else b"")
        mark = content[place : place + 1]
        if mark == b'"':
            _blank(text, place, place + 1)
            return place + 1
        if mark != b"{":
            raise Doubt("string")
        start = place = _hole(content, place, text, depth)


def _raw(content: bytes, opening: re.Match[bytes], text: bytearray, depth: int) -> int:
    """Blank a raw string, but for its holes, and return where it ends."""
    quotes, count = opening["quotes"], len(opening["dollars"]) + 1
    parts = re.compile(rb"\{{%d,}+|\"{%d,}+" % (count, len(quotes)))
    start, place = opening.start(), opening.end()
    while (mark := parts.search(content, place)) is not None:
        end = mark.end() - (count if mark[0][:1] == b"{" else 0)
        _blank(text, start, end, b"0" if start == opening.start() else b"")
        if mark[0][:1] == b'"':
            if len(mark[0]) != len(quotes):
                break
            return mark.end()
        place = _hole(content, mark.end() - 1, text, depth)
        _blank(text, end, mark.end() - 1)
        if content[place : place + count - 1] != b"}" * (count - 1):
            break
        _blank(text, place, place + count - 1)
        start = place = place + count - 1
    raise Doubt("string")


def _hole(content: bytes, brace: int, text: bytearray, depth: int) -> int:
    """Turn the braces of a hole into brackets, and return where it ends."""
    if depth > _DEEPEST:
        raise Doubt("string")
    text[brace : brace + 1] = b"["
    opened = [b"}"]
    place = brace + 1
    while opened:
        code = _CODE.match(content, place)
        if code is not None:
            place = code.end()
            continue
        mark = content[place : place + 1]
        if mark == opened[-1]:
            opened.pop()
            place += 1
        elif mark in _CLOSING:
            opened.append(_CLOSING[mark])
            place += 1
        elif mark in b",:" and mark:
            place = _separator(content, place, text, len(opened) == 1)
        else:
            place = _string(content, place, text, depth)
    text[place - 1 : place] = b"]"
    return place


def _separator(content: bytes, place: int, text: bytearray, is_outermost: bool) -> int:
    """Blank an alignment or a format, and return where it ends."""
    if not is_outermost:
        return place + 1
    match = _ALIGNMENT.match(content, place) or _FORMAT.match(content, place)
    if match is None:
        raise Doubt("hole")
    _blank(text, *match.span())
    return match.end()


def _string(content: bytes, place: int, text: bytearray, depth: int) -> int:
    """Pass over a string in a hole, and return where it ends."""
    opening = _OPENING.match(content, place)
    if opening is not None:
        return _interpolated(content, opening, text, depth + 1)
    match = _STRING.match(content, place)
    if match is None or (match[0] == b'""' and content[match.end() : match.end() + 1] == b'"'):
        raise Doubt("hole")
    return match.end()
