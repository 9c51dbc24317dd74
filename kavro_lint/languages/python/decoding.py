"""Python source decoded to UTF-8 with line feeds, by the encoding cookie of PEP 263."""

import codecs
import re

from kavro_lint.expressions import expression
from kavro_lint.model.facts import Unreadable

_COOKIE = expression(rb"[ \t\f]*#[^\n]{0,400}?coding[:=][ \t]*([-\w.]{1,60})")
_BLANK = expression(rb"[ \t\f]*(?:#[^\n]*)?$")
_UTF_8 = {"utf-8", "utf-8-sig", "ascii"}
# Codecs that are text but no encoding of source, and slow on long input.
_REFUSED_CODECS = {
    "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem",
}  # fmt: skip
# A cookie cannot be read in these.
_WIDE_ENCODINGS = ("utf-16", "utf-32")
# The names that CPython knows by their beginning, as Emacs writes them: `utf-8-unix`.
# https://github.com/python/cpython/blob/main/Parser/tokenizer/helpers.c, get_normal_name
_ENCODINGS_BY_PREFIX = {
    "utf-8": "utf-8",
    "latin-1": "iso-8859-1", "iso-8859-1": "iso-8859-1", "iso-latin-1": "iso-8859-1",
}  # fmt: skip
_COMPARED_LENGTH = 12


def decoded(content: bytes) -> bytes:
    """Return the file as UTF-8. Raises Unreadable where it cannot be decoded."""
    if content.startswith(codecs.BOM_UTF8):
        content = content[3:]
    name = _encoding(content)
    if name not in _UTF_8 or not content.isascii():
        try:
            text = content.decode(name)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise Unreadable(f"line {line} is not {name}, as the file should be") from None
        except UnicodeError:
            raise Unreadable(f"it is not {name}, as the file should be") from None
        if name not in _UTF_8:
            content = text.encode("utf-8", "replace")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.replace(b"\0", b" ")


def _encoding(content: bytes) -> str:
    """Return the codec that the first two lines name, UTF-8 where they name none."""
    # Where lines end in carriage returns only, the whole head is looked at.
    second = content.find(b"\n", content.find(b"\n", 0, 2_000) + 1, 2_000)
    if content.find(b"coding", 0, second if second > 0 else 2_000) < 0:
        return "utf-8"
    lines = re.split(rb"\r\n|\r|\n", content[:2_000], maxsplit=2)[:2]
    for line in lines:
        cookie = _COOKIE.match(line)
        if cookie:
            return _codec(cookie[1].decode("ascii", "replace"))
        if not _BLANK.match(line):
            break
    return "utf-8"


def _codec(cookie_name: str) -> str:
    """Return the codec that a cookie names. Raises Unreadable where it is none of source text."""
    normalized = cookie_name[:_COMPARED_LENGTH].lower().replace("_", "-")
    for prefix, name in _ENCODINGS_BY_PREFIX.items():
        if normalized == prefix or normalized.startswith(f"{prefix}-"):
            return name
    try:
        codec = codecs.lookup(cookie_name)
    except LookupError:
        raise Unreadable(f"it names an unknown encoding: {cookie_name}") from None
    is_refused = codec.name in _REFUSED_CODECS or codec.name.startswith(_WIDE_ENCODINGS)
    if is_refused or not getattr(codec, "_is_text_encoding", True):
        raise Unreadable(f"it names {cookie_name}, which is not an encoding of source")
    return codec.name
