"""The bytes of C and C++ files as the UTF-8 that is read."""

import codecs
import re

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A directive goes on where only blanks stand behind its backslash ([lex.phases] since C++23, GCC).
# Other lines are left alone, for MSVC would read what follows them.
_BLANK_BEHIND_BACKSLASH = re.compile(rb"(?m:^)([ \t]*+#(?:[^\n\\]++|\\(?![ \t]++\n))*+\\)[ \t]++\n")
_LONE_RETURN = re.compile(rb"\r(?!\n)")


def decoded(content: bytes) -> bytes:
    """Return a file as UTF-8 with line feeds and without NUL bytes.

    What is not UTF-8 is taken for Latin 1: outside of comments and strings old sources are ASCII.
    A carriage return ends a line, as it does for GCC.
    """
    if content.startswith(_UTF_16):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError:
            content = content.decode("latin-1").encode()
    if b"\r" in content:
        content = _LONE_RETURN.sub(b"\n", content).replace(b"\r\n", b"\n")
    if b"\\ " in content or b"\\\t" in content:
        content = _BLANK_BEHIND_BACKSLASH.sub(rb"\1\n", content)
    return content.replace(b"\0", b" ")
