"""bytes → UTF-8 with line feeds; and what is not a source in spite of its suffix."""

import codecs

from kavro_lint.expressions import expression
from kavro_lint.model.facts import Unreadable

# ISO/IEC 13818-1: packets of 188 bytes that begin with 0x47; M2TS puts four bytes before each.
_SYNC = 0x47
_PACKETS = ((0, 188), (4, 192))

# https://doc.qt.io/qt-6/linguist-ts-file-format.html
_TRANSLATION = expression(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE TS>|<TS\b)")

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def foreign(content: bytes, suffix: str) -> str | None:
    """Return what a file is that only has the suffix of TypeScript, None for source."""
    if suffix not in (".ts", ".mts"):
        return None
    if content[:1] < b"\x80" and _TRANSLATION.match(content.removeprefix(codecs.BOM_UTF8)):
        return "a translation of Qt Linguist"
    for start, length in _PACKETS:
        heads = content[start : start + 5 * length : length]
        if len(heads) >= 3 and set(heads) == {_SYNC} and not content[: 3 * length].isascii():
            return "an MPEG transport stream"
    return None


def decoded(content: bytes) -> bytes:
    """Return the file as UTF-8 without BOM. Raises Unreadable where it cannot be decoded."""
    if content[:2] in _UTF_16:
        content = _from_utf_16(content)
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise Unreadable(f"line {line} is not UTF-8, as the file should be") from None
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.replace(b"\0", b" ")


def _from_utf_16(content: bytes) -> bytes:
    try:
        return content.decode("utf-16").encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise Unreadable("it begins like UTF-16 and cannot be decoded so") from None
