"""A scanner that finds the preprocessor lines of C and C++, and knows comments and strings.

One expression passes over all that is not a line of interest (possessive throughout, so that time
grows with the length), and nothing behind the last word that could be of one is looked at.
See [lex.phases], [lex.pptoken] and [cpp] of the C++ standard (https://eel.is/c++draft/cpp).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# What does not end runs to the end of the line (strings) or of the file (comments).
_LINE_COMMENT = rb"//[^\n\\]*+(?:\\[\s\S][^\n\\]*+)*+"
_COMMENT = rb"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"
_STRING = rb'"[^"\\\n]*+(?:\\[\s\S][^"\\\n]*+)*+"?'
_CHARACTER = rb"'[^'\\\n]*+(?:\\[\s\S][^'\\\n]*+)*+'?"
# Between the digits of a number ([lex.icon]).
_SEPARATOR = rb"(?<=[0-9a-fA-F])(?<!u8)'(?=[0-9a-fA-F])"
GAP = rb"(?:[ \t\f\v]|\\\n|" + _COMMENT + rb")*+"
_HASH = rb"(?:\#|%:|\?\?=)"
_WORDS = rb"(?:include_next|include|embed|import|ifdef|ifndef|if|elifdef|elifndef|elif|else|endif)"
_MODULE = rb"(?:export\b" + GAP + rb")?+(?:import|module)\b"
_LINE = _HASH + GAP + _WORDS + rb"\b"
# All up to a line of interest, or to a string that may be a raw one.
_SKIPPED = (
    rb"(?:[^\n/\"'\\]++|\n(?!"
    + GAP
    + rb"(?:%s))|\\\n?+|"
    + rb"|".join((_LINE_COMMENT, _COMMENT, rb"/", rb"(?<!R)" + _STRING, _SEPARATOR, _CHARACTER))
    + rb")*+"
)
_SKIP = re.compile(_SKIPPED % _LINE)
_SKIP_MODULES = re.compile(_SKIPPED % (_LINE + b"|" + _MODULE))
_PREPROCESSOR_LINE = re.compile(
    rb"\n" + GAP + rb"(?:(?P<hash>" + _HASH + rb")" + GAP + rb"(?P<word>" + _WORDS + rb")\b|"
    rb"(?P<module>" + _MODULE + rb"))"
)
_WHOLE_STRING = re.compile(_STRING)
# [lex.string]: the letters before a raw string, and what is between its quote and its bracket.
_RAW_PREFIX = re.compile(rb"(?:\A|[^A-Za-z0-9_])(?:u8|[uUL])?R\Z")
_DELIMITER = re.compile(rb'"([^()\\\s"]{0,16})\(')
# A line break that a backslash takes away, within a word or a mark ([lex.phases], phase 2). It
# begins with the backslash: what `re` looks for first must be rare.
_SPLIT = re.compile(rb"\\\n(?<=[\w#/*%:]\\\n)[\w#/*%:]")
# The words of which one is in every line of interest that counts by itself.
_TELLING = (b"include", b"embed", b"import", b"module")


class Line(NamedTuple):
    """A line of interest: its first byte, what begins it, and where its rest begins."""

    start: int
    word: bytes
    rest: int


class Scanner:
    """Finds the lines of interest of one file, in its order.

    `content` begins with a line feed that the file has not. `unended` is where a raw string
    begins that has no end.
    """

    def __init__(self, content: bytes, has_modules: bool) -> None:
        self.content = content
        self.unended: int | None = None
        self._skip = _SKIP_MODULES if has_modules else _SKIP
        self._end = _end_of_interest(content, has_modules)

    def lines(self) -> Iterator[Line]:
        """Yield the lines of interest."""
        content, end, skip = self.content, self._end, self._skip
        place = 0
        while True:
            skipped = skip.match(content, place, end)
            place = skipped.end() if skipped is not None else end
            if place >= end:
                return
            if content[place] != 0x0A:
                place = self._after_string(place)
                continue
            line = _PREPROCESSOR_LINE.match(content, place, end)
            if line is None:
                place += 1
                continue
            if line["hash"] is not None:
                yield Line(line.start("hash"), line["word"], line.end())
            else:
                yield Line(line.start("module"), line["module"], line.end())
            place = line.end()

    def _after_string(self, start: int) -> int:
        """Return where a string ends that may be a raw one."""
        content = self.content
        delimiter = _DELIMITER.match(content, start)
        if delimiter is not None and _RAW_PREFIX.search(content[max(0, start - 4) : start]):
            close = b")" + delimiter[1] + b'"'
            end = content.find(close, delimiter.end())
            if end >= 0:
                return end + len(close)
            self.unended = start
            return self._end
        string = _WHOLE_STRING.match(content, start, self._end)
        return string.end() if string is not None else start + 1


def _end_of_interest(content: bytes, has_modules: bool) -> int:
    """Return where the last line ends that may be of interest."""
    words = _TELLING if has_modules else _TELLING[:3]
    last = max(content.rfind(word) for word in words)
    if last < 0:
        return 0
    while (last := content.find(b"\n", last)) >= 0:
        if content[last - 1] != 0x5C:
            return last
        last += 1
    return len(content)


def joined_lines(content: bytes) -> tuple[bytes, list[int]]:
    """Return a text whose words are not split by line breaks, and where breaks were taken out.

    Nothing is taken out where no word is split: blanks may be continued, which the scanner knows.
    """
    if b"\\\n" not in content or _SPLIT.search(content) is None:
        return content, []
    parts, places, length = [], [], 0
    for part in content.split(b"\\\n"):
        parts.append(part)
        length += len(part)
        places.append(length)
    return b"".join(parts), places[:-1]
