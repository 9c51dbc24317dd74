"""A scanner that finds the import specs of a Go file and stops after them (decision 0009).

Go wants all imports after the package clause and before everything else, so a file need not
be parsed whole. `import` is a keyword: outside of comments and strings it is nothing else, and
one that stands further down is found as well, as a syntax error.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.languages.go.source_text import Places

# After this many broken lines the rest of the file is not read.
MOST_LOST = 100
LONGEST_PATH = 4096

# https://go.dev/ref/spec#Lexical_elements. What does not end runs to the end of line or file.
_COMMENT = rb"//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"
_RAW = rb"`[^`]*+`?"
_STRING = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"?'
_RUNE = rb"'[^'\\\n]*+(?:\\[^\n][^'\\\n]*+)*+'?"
_WORD = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+"
_SPACE = re.compile(rb"(?:[ \t\n\f\v]++|" + _COMMENT + rb")*+")
_TOKEN = re.compile(
    b"(?P<word>" + _WORD + b")|(?P<string>" + _RAW + b"|" + _STRING + rb")|(?P<other>(?:.|\n))"
)
_SKIPPED = re.compile(
    b"|".join((_COMMENT, _RAW, _STRING, _RUNE)) + b"|(?P<word>import(?![A-Za-z0-9_\x80-\xff]))"
)
# Comments, and what may look like one: strings and runes.
COMMENTS = re.compile(b"|".join((_COMMENT, _RAW, _STRING, _RUNE)))
# A word that begins another declaration: an import block that meets it was never closed.
_DECLARATIONS = frozenset((b"const", b"func", b"import", b"package", b"type", b"var"))


class _Token(NamedTuple):
    """A word, a string, one other character, or the end. A tuple, for there are many."""

    kind: str
    text: bytes
    start: int
    end: int


class FoundSpec(NamedTuple):
    """An import spec as it stands: its name and path, and the statement's text and place.

    `spec_place` is where the spec itself begins, which is later where a keyword is before it.
    """

    spec: bytes
    text: bytes
    place: tuple[int, int]
    spec_place: tuple[int, int]


class Scanner:
    """Finds the import specs of one file; `lost` are places where one may be lost."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.places = Places(content)
        self.token = self._scan(0)
        self.specs: list[FoundSpec] = []
        self.lost: dict[int, tuple[int, int]] = {}

    def scan(self) -> None:
        """Find all import specs, also those after other declarations."""
        if self._token_is(b"package"):
            self._next()
            self._next()
        self._declarations()
        if not self._may_be_late(self.token.start):
            return
        for start in self._late_keywords(self.token.start):
            if len(self.lost) >= MOST_LOST:
                return
            if start >= self.token.start:
                self.token = self._scan(start)
                self._note_lost(self.token)
                self._declarations()

    def _may_be_late(self, start: int) -> bool:
        """Whether `import` begins a line or a statement after `start`, be it in a string."""
        while (start := self.content.find(b"import", start)) >= 0:
            before = self.content[max(0, start - 60) : start].rstrip(b" \t")
            if before[-1:] in (b"", b"\n", b";", b")", b"}"):
                return True
            start += len(b"import")
        return False

    def _late_keywords(self, start: int) -> Iterator[int]:
        """Yield where `import` stands as a keyword after `start`."""
        for match in _SKIPPED.finditer(self.content, start):
            before = self.content[match.start() - 1 : match.start()]
            if match["word"] and not (before.isalnum() or before in b"_." or before >= b"\x80"):
                yield match.start()

    # Tokens.

    def _scan(self, offset: int) -> _Token:
        space = _SPACE.match(self.content, offset)
        start = space.end() if space else offset
        match = _TOKEN.match(self.content, start)
        if match is None:
            return _Token("end", b"", start, start)
        return _Token(match.lastgroup or "", match[0], start, match.end())

    def _next(self) -> None:
        self.token = self._scan(self.token.end)

    def _token_is(self, text: bytes) -> bool:
        return self.token.text == text

    def _note_lost(self, token: _Token) -> None:
        """Note that an import may be lost at a token, once a line."""
        line, column = self.places.at(token.start)
        self.lost.setdefault(line, (line, column))

    def _skip_line(self) -> None:
        end = self.content.find(b"\n", self.token.start)
        self.token = self._scan(end if end >= 0 else len(self.content))

    # https://go.dev/ref/spec#Import_declarations

    def _declarations(self) -> None:
        """Read the import declarations that begin at the token."""
        while self.token.kind != "end" and len(self.lost) < MOST_LOST:
            if self._token_is(b";"):
                self._next()
            elif self._token_is(b"import"):
                keyword = self.token
                self._next()
                if self._token_is(b"("):
                    self._next()
                    self._block()
                else:
                    self._spec(keyword)
            else:
                return

    def _block(self) -> None:
        while not self._token_is(b")"):
            if self.token.kind == "end" or self.token.text in _DECLARATIONS:
                self._note_lost(self.token)
                return
            if len(self.lost) >= MOST_LOST:
                return
            if self._token_is(b";"):
                self._next()
            else:
                self._spec(None)
        self._next()

    def _spec(self, keyword: _Token | None) -> None:
        """Read one import; note a broken one and, in a block, skip its line."""
        first = self.token
        name = b""
        named = self.token.kind == "word" and self.token.text not in _DECLARATIONS
        if named or self._token_is(b"."):
            name = self.token.text
            self._next()
        if self.token.kind != "string":
            self._note_lost(first)
            if keyword is None and not name:
                self._skip_line()
            return
        if len(self.token.text) > LONGEST_PATH:
            self._note_lost(first)
        else:
            spec = b" ".join([name] * bool(name) + [self.token.text])
            text = b"import " + spec if keyword is not None else spec
            place = spec_place = self.places.at((keyword or first).start)
            if keyword is not None:
                spec_place = self.places.at(first.start)
            self.specs.append(FoundSpec(spec, text, place, spec_place))
        self._next()
