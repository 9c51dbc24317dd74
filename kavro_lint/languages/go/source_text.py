"""The text of Go files: bytes, string literals, and places in it."""

import codecs
import re

from kavro_lint.model.facts import Unreadable

# https://go.dev/ref/spec#String_literals; what follows a backslash.
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\\"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|(\\)"
)
_SIMPLE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# https://go.dev/ref/spec#Import_declarations; what a path must not have.
_EXCLUDED = re.compile(r"[!\"#$%&'()*,:;<=>?\[\]^`{|}�\\]|\s|[\x00-\x1f\x7f]")


def decoded(content: bytes) -> bytes:
    """Return a file as UTF-8 with line feeds. Raises Unreadable where it is not UTF-8.

    A carriage return within a line becomes a space, as in Go; so does a NUL byte.
    """
    if content.startswith(codecs.BOM_UTF8):
        content = content[3:]
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not UTF-8, which Go requires") from None
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    return content.replace(b"\0", b" ")


def unquoted(literal: str) -> str | None:
    """Return the value of a string literal, None for other text."""
    mark = literal[:1]
    if len(literal) < 2 or mark not in ('"', "`") or literal[-1] != mark:
        return None
    inner = literal[1:-1]
    if mark == "`":
        return None if "`" in inner else inner
    try:
        return _ESCAPE.sub(_unescape, inner)
    except ValueError:
        return None


def _unescape(escape: re.Match[str]) -> str:
    simple, octal, *hexadecimal, bare = escape.groups()
    if bare:
        raise ValueError("an escape that Go does not know")
    if simple:
        return _SIMPLE_ESCAPES.get(simple, simple)
    return chr(int(octal, 8)) if octal else chr(int(next(filter(None, hexadecimal)), 16))


def is_import_path(path: str) -> bool:
    """Whether a string is a valid import path for Go."""
    return bool(path) and not _EXCLUDED.search(path)


class Places:
    """Lines and columns of byte offsets that are asked for in rising order."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._offset = 0
        self._line = 1
        self._column = 1

    def at(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, in characters, of an offset; both from 1."""
        passed = self._content[self._offset : offset]
        start = passed.rfind(b"\n") + 1
        if start:
            self._line += passed.count(b"\n")
            self._column = 1
        self._column += len(passed[start:].decode("utf-8", "replace"))
        self._offset = offset
        return self._line, self._column
