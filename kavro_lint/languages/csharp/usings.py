"""The `using` directives of a C# source."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kavro_lint.languages.csharp.names import IDENTIFIER, name_at
from kavro_lint.languages.csharp.occurrences import Span

LONGEST_TEXT = 200
_GAP = rb"(?:\s|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)"
_USING = re.compile(
    rb"(?P<everywhere>global%(gap)s++)?using%(gap)s++(?P<static>static%(gap)s++)?"
    rb"(?:unsafe%(gap)s++)?(?:(?P<alias>%(name)s)%(gap)s*+=%(gap)s*+)?(?=@?[A-Za-z_\x80-\xff])"
    % {b"gap": _GAP, b"name": IDENTIFIER}
)
# `using (x)` and `using var x` are statements.
_DIRECTIVE = re.compile(rb"(?<![\w.])(?:global\s++)?using\s++(?!var\b)[^;(){}]{1,1000};")


class Using(NamedTuple):
    """A directive: what it names, and where it stands."""

    start: int
    name: str
    is_static: bool
    alias: str
    is_everywhere: bool
    text: str


def usings(content: bytes, directives: Iterable[Span], errors: Iterable[Span]) -> Iterator[Using]:
    """Yield the directives of a source, also those in text that the grammar does not know."""
    for start, end in directives:
        yield from _using(content, start, end)
    for start, end in errors:
        for directive in _DIRECTIVE.finditer(content, start, end):
            yield from _using(content, directive.start(), directive.end())


def _using(content: bytes, start: int, end: int) -> Iterator[Using]:
    match = _USING.match(content, start, end)
    if match is None:
        return
    name = name_at(content, match.end(), is_value=False)
    if not name:
        return
    alias = (match["alias"] or b"").decode("utf-8", "replace").removeprefix("@")
    text = " ".join(content[start:end].decode("utf-8", "replace").split())[:LONGEST_TEXT]
    yield Using(
        start, name, match["static"] is not None, alias, match["everywhere"] is not None, text
    )
