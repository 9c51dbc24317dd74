"""The tokens of JavaScript as parts of regular expressions, and the bytes they are matched with.

White space and line ends are those of https://tc39.es/ecma262/#sec-white-space, which are more
than ASCII's; a name may be written with escapes. Instead of teaching each expression both, a file
that has such bytes is matched in a view: the same length, so that every offset stays, with spaces
for white space, carriage returns for U+2028 and U+2029, and plain names. (A decoded file has no
carriage return of its own.) Every repetition is possessive, so that time grows with the length of
what is read and no faster.
"""

import re

from kavro_lint.expressions import expression

COMMENT = r"(?:/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/|//[^\n\r]*+)"
SPACES = rf"(?:\s++|{COMMENT})*+"
NAME = r"[\w$\\\x80-\xff]++"
LITERAL = r"(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')"
TEMPLATE = r"`(?:[^`\\$]|\\.|\$(?!\{))*+`"
TEXT = rf"(?:{LITERAL}|{TEMPLATE})"

# White space that is no ASCII, by an expression for some of it, and what stands for it.
_WIDE_SPACE = {
    expression(begin + b"[" + lasts + b"]"): {
        begin + bytes((last,)): b" " * (len(begin) + 1) for last in lasts
    }
    for begin, lasts in (
        (b"\xc2", b"\xa0"),
        (b"\xe1\x9a", b"\x80"),
        (b"\xe2\x80", b"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\xaf"),
        (b"\xe2\x81", b"\x9f"),
        (b"\xe3\x80", b"\x80"),
        (b"\xef\xbb", b"\xbf"),
    )
}
_WIDE_SPACE[expression(b"\xe2\x80[\xa8\xa9]")] = {
    b"\xe2\x80\xa8": b"\r\r\r",
    b"\xe2\x80\xa9": b"\r\r\r",
}
_UNICODE = r"\\u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\})"
_ESCAPED_NAME = expression(
    rf"(?<![\w$\x80-\xff\\])[\w$]*+{_UNICODE}(?:[\w$]|{_UNICODE})*+".encode("latin-1")
)
_NAME_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
# Of the words that matter, only letters can be escaped.
_ESCAPED_LETTER = expression(rb"\\u(?:00[4-7][0-9a-fA-F]|\{0*[4-7][0-9a-fA-F]\})")
# https://tc39.es/ecma262/#prod-EscapeSequence, and the octal ones of Annex B.
_ESCAPE = expression(
    r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})"
    r"|([0-3][0-7]{0,2}|[4-7][0-7]?)|([\n\u2028\u2029])|(.))",
    re.DOTALL,
)
_SIMPLE_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def pattern(text: str) -> re.Pattern[bytes]:
    """Return an expression for bytes; a dot also stands for the end of a line."""
    return expression(text.encode("latin-1"), re.DOTALL)


SPACE = pattern(SPACES)


def view(content: bytes, words: frozenset[bytes]) -> bytes:
    """Return a script as the expressions of this package read it, every offset as it was.

    `words` are the names that matter; other names keep their escapes.
    """
    if not content.isascii():
        for wide_space, spaces in _WIDE_SPACE.items():
            if wide_space.search(content):
                for wide, plain in spaces.items():
                    content = content.replace(wide, plain)
    if b"\\u" in content and _ESCAPED_LETTER.search(content):
        content = _with_plain_names(content, words)
    return content


def _with_plain_names(content: bytes, words: frozenset[bytes]) -> bytes:
    """Return a script in which the names that matter have no escapes.

    Names are looked for from their first escape back, as few names have one.
    """
    parts: list[bytes] = []
    done, at = 0, content.find(b"\\u")
    while at >= 0:
        start = at
        while start > done and content[start - 1] in _NAME_BYTES:
            start -= 1
        name = _ESCAPED_NAME.match(content, start)
        if name is not None:
            parts += content[done:start], _plain(name[0], words)
            done = name.end()
        at = content.find(b"\\u", max(done, at + 2))
    return b"".join((*parts, content[done:]))


def _plain(name: bytes, words: frozenset[bytes]) -> bytes:
    plain = unescaped(name.decode("utf-8", "replace")).encode("utf-8", "replace")
    return plain.ljust(len(name)) if plain in words else name


def text_of(literal: bytes) -> str:
    """Return the text of a string literal or a template without substitutions."""
    return unescaped(literal[1:-1].decode("utf-8", "replace"))


def unescaped(text: str) -> str:
    """Return a text with its escapes read; half of a surrogate pair is replaced."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_unescape, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(escape: re.Match[str]) -> str:
    hexadecimal, braced, four, octal, line_end, other = escape.groups()
    if octal is not None:
        return chr(int(octal, 8))
    if line_end is not None:
        return ""
    if other is not None:
        return _SIMPLE_ESCAPES.get(other, other)
    code = int(hexadecimal or braced or four, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
