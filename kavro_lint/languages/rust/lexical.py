"""The small words of Rust: identifiers, paths, and text without comments and strings.

See https://doc.rust-lang.org/reference/tokens.html.
"""

import re

from kavro_lint.languages.blanks import blanked

IDENTIFIER = rb"(?:r#)?[A-Za-z_\x80-\xff][\w\x80-\xff]*+"
# What follows the first letter of one.
IDENTIFIER_AFTER_FIRST = rb"(?:(?<=r)#[A-Za-z_\x80-\xff])?[\w\x80-\xff]*+"
# A path as it is written, up to the first generic argument.
_INNER = rb"/\*(?:[^*]|\*(?!/))*+\*/"
_GAP = rb"(?:\s++|/\*(?:[^*/]|\*(?!/)|/(?!\*)|%s)*+\*/|//[^\n]*+\n)*+" % _INNER
PATH = re.compile(
    rb"(?:\$crate|(?:::%s)?%s)(?:%s::%s%s)*+" % (_GAP, IDENTIFIER, _GAP, _GAP, IDENTIFIER)
)
_SPACE = re.compile(rb"\s++")
_OPENER = re.compile(rb"//|/\*|\b(?:[bc]?r)(#*+)\"|\"|'")
CHARACTER = (
    rb"b?'(?:\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F_]{1,12}\}|.)|[^\\'\n\x80-\xff]"
    rb"|[\xc0-\xff][\x80-\xbf]{1,3})'"
)
_character = re.compile(CHARACTER).match
_STRING_END = re.compile(rb"(?:[^\"\\]|\\.)*+\"", re.DOTALL)
_COMMENT_PART = re.compile(rb"/\*|\*/")


def segments(path: bytes) -> tuple[str, ...]:
    """Return the parts of a path; the first is empty where it begins with `::`."""
    if b"/" in path:
        path = masked(path)
    text = _SPACE.sub(b"", path).decode("utf-8", "replace")
    return tuple(part.removeprefix("r#") for part in text.split("::"))


def masked(code: bytes) -> bytes:
    """Blank out comments, strings and characters; places and lines stay.

    Comments nest. What has no end reaches to the end of the text, as it does for the compiler.
    """
    parts: list[bytes] = []
    at = 0
    while (match := _OPENER.search(code, at)) is not None:
        start, end = match.start(), _end(code, match)
        parts += code[at:start], blanked(code[start:end])
        at = end
    if not parts:
        return code
    parts.append(code[at:])
    return b"".join(parts)


def _end(code: bytes, opener: re.Match[bytes]) -> int:
    """Return where what begins with an opener ends."""
    text, start = opener[0], opener.start()
    if text == b"//":
        end = code.find(b"\n", start)
        return end if end >= 0 else len(code)
    if text == b"/*":
        return _comment_end(code, start)
    if text == b"'":
        character = _character(code, start)
        # Else a lifetime or a label.
        return character.end() if character is not None else start + 1
    if text == b'"':
        string = _STRING_END.match(code, start + 1)
        return string.end() if string is not None else len(code)
    closing = b'"' + opener[1]
    end = code.find(closing, opener.end())
    return end + len(closing) if end >= 0 else len(code)


def _comment_end(code: bytes, start: int) -> int:
    depth = 0
    for part in _COMMENT_PART.finditer(code, start):
        depth += 1 if part[0] == b"/*" else -1
        if not depth:
            return part.end()
    return len(code)
