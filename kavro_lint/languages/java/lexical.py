"""The small words of Java: identifiers, dotted names, comments and strings."""

import re
from functools import lru_cache

# Ranges alone are one look-up for a byte, with `\w` they are three.
IDENTIFIER = rb"[A-Za-z_$\x80-\xff][0-9A-Za-z_$\x80-\xff]*+"
identifier = re.compile(IDENTIFIER).match
_GAP = rb"(?:\s++|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+\n)*+"
DOTTED = re.compile(rb"%s(?:%s\.%s%s)*+" % (IDENTIFIER, _GAP, _GAP, IDENTIFIER))
dotted_name = DOTTED.match
# What is called is a method, and no part of a type's name.
dotted_type = re.compile(rb"%s(?:%s\.%s%s(?!\())*+" % (IDENTIFIER, _GAP, _GAP, IDENTIFIER)).match
_COMMENT = re.compile(rb"/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+")
_STRINGS = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\''
)


def dotted(content: bytes, start: int) -> bytes:
    """Return the dotted name that begins at a place, as it is written."""
    match = dotted_name(content, start)
    return match[0] if match is not None else b""


@lru_cache(10_000)
def plain(name: bytes) -> str:
    """Return a dotted name without the white space and comments that may stand in it."""
    if b"/" in name:
        name = _COMMENT.sub(b"", name)
    return b"".join(name.split()).decode("utf-8", "replace")


def without_strings(code: bytes) -> bytes:
    """Blank out comments and strings; places stay."""
    return _COMMENT.sub(_blank, _STRINGS.sub(_blank, code))


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])
