"""The small words of PHP: names, comments, strings, and the text of a line."""

import re

from kavro_lint.languages.blanks import blanked

LONGEST_TEXT = 200

# Ranges alone are one look-up for a byte, with `\w` they are three.
PART = rb"[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+"
# A name as it is written: qualified or not, with `\` or `namespace\` before it.
NAME = re.compile(rb"(?:\\|namespace\s*+\\)?%s(?:\\%s)*+" % (PART, PART), re.IGNORECASE)
name_at = NAME.match
COMMENT = re.compile(rb"/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+|#(?!\[)[^\n]*+")
_STRING = rb"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\""
_STRING_OR_COMMENT = re.compile(rb"%s|%s" % (_STRING, COMMENT.pattern), re.DOTALL)

# Words in the place of a class that name no class of their own. `integer` and `resource` are none.
KEYWORDS = frozenset(
    b"self parent static bool int float string array callable iterable object mixed void null "
    b"never false true".split()
)


def without_strings(code: bytes) -> bytes:
    """Blank out comments and strings; places stay."""
    return _STRING_OR_COMMENT.sub(_blank, code)


def without_comments(code: bytes) -> bytes:
    """Blank out comments; places stay. The code has no strings."""
    return COMMENT.sub(_blank, code)


def _blank(match: re.Match[bytes]) -> bytes:
    return blanked(match[0])


def text(name: bytes) -> str:
    """Return a name as text."""
    return name.decode("utf-8", "replace")


def on_one_line(code: bytes) -> str:
    """Return code on one line, shortened."""
    return shortened(code[: 4 * LONGEST_TEXT].decode("utf-8", "replace"))


def shortened(line: str) -> str:
    """Return a line without indentation, shortened."""
    return " ".join(line.split())[:LONGEST_TEXT]


def line_at(content: bytes, start: int) -> str:
    """Return the line that a byte is on, shortened."""
    first = content.rfind(b"\n", 0, start) + 1
    end = content.find(b"\n", start)
    return on_one_line(content[first : end if end >= 0 else len(content)])
