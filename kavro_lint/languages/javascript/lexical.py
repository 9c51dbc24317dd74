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

_WIDE_SPACE = re.compile(
    rb"\xc2\xa0|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80|\xef\xbb\xbf"
    rb"|(?P<line>\xe2\x80[\xa8\xa9])"
)
_WIDE_BEGINS = (b"\xc2\xa0", b"\xe1\x9a", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80", b"\xef\xbb")
_UNICODE = r"\\u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\})"
_ESCAPED_NAME = re.compile(
    rf"(?<![\w$\x80-\xff\\])[\w$]*+{_UNICODE}(?:[\w$]|{_UNICODE})*+".encode("latin-1")
)
# Of the words that matter, only letters can be escaped.
_ESCAPED_LETTER = re.compile(rb"\\u(?:00[4-7][0-9a-fA-F]|\{0*[4-7][0-9a-fA-F]\})")
# https://tc39.es/ecma262/#prod-EscapeSequence, and the octal ones of Annex B.
_ESCAPE = re.compile(
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
    if not content.isascii() and any(begin in content for begin in _WIDE_BEGINS):
        content = _WIDE_SPACE.sub(
            lambda match: (b"\r" if match["line"] else b" ") * len(match[0]), content
        )
    if b"\\u" in content and _ESCAPED_LETTER.search(content):
        content = _ESCAPED_NAME.sub(lambda match: _plain(match[0], words), content)
    return content


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
