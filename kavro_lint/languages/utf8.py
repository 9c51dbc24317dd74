"""The bytes of a source → UTF-8."""

import re

BOM = b"\xef\xbb\xbf"
# What editors of Windows call Unicode.
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_LONE_RETURN = re.compile(rb"\r(?!\n)")


def with_line_ends(content: bytes) -> bytes:
    """Return a source in which a carriage return alone ends a line, and with it a comment.

    So Java, Kotlin and PHP read it; Go and Rust do not. Every place stays where it was.
    """
    return _LONE_RETURN.sub(b"\n", content) if b"\r" in content else content


def decoded(content: bytes) -> bytes:
    """Return a source as UTF-8, without a byte order mark.

    Old sources are in Latin 1 (or Windows 1252): their names are ASCII all the same.
    """
    if content.startswith(UTF_16):
        return content.decode("utf-16", "replace").encode()
    if content.startswith(BOM):
        content = b" " * len(BOM) + content[len(BOM) :]
    if content.isascii():
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1").encode("utf-8")
    return content
