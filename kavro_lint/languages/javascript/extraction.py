"""UTF-8 source → raw imports.

Two readers, and the second only where the first cannot know. Most files begin with their
imports: from the first byte on, comments, directives and whole import statements are taken
off one after the other, which needs no tree. Where a word that may begin another import stands
anywhere below, the whole file is parsed with tree-sitter, which tells for each such word
whether it is code, and in what. What is written there is read by `statements` in both cases.
"""

import re
from collections.abc import Callable

from kavro_lint.languages.javascript.places import Places
from kavro_lint.languages.javascript.statements import (
    SPACE,
    Read,
    read_import,
    read_mock,
    read_require,
    read_statement,
)
from kavro_lint.languages.javascript.surroundings import Surroundings
from kavro_lint.languages.syntax import parse
from kavro_lint.model import ImportKind, RawImport, SourceFacts, placed_statements

Grammar = Callable[[], object]

LONGEST_TEXT = 400
MOST_BEGUN = 1000

# Words that may begin an import, each with its own expression: one that begins with a literal is
# searched for much faster than one that begins with a choice. They may find too much (a word in
# a comment), never too little.
_NAME = rb"[\w$\x80-\xff\\]+"
_AFTER_NAME = rb"(?:,\s*[{*/]|=|/|from\b|type\b|" + _NAME + rb"\s*(?:=|,\s*[{*/]|from\b|/)|[{*])"
_LATER = {
    b"import": rb"\b(?=\s*(?:[(\"'{*/<]|\.\s*(?:(?:defer|source)\b|meta\s*\.\s*"
    rb"(?:glob|url|resolve))|" + _NAME + rb"\s*" + _AFTER_NAME + rb"))",
    b"require": rb"\b(?=\s*(?:\(|\?\.|/|\.\s*resolve\b))",
    b"export": rb"\b(?=\s*(?:[*{/]|type\s*[*{/]|[\w$]+\s+from\b))",
    b"jest": rb"\s*\.\s*\w*(?:[mM]ock|Actual|Module)",
    b"vitest": rb"\s*\.\s*\w*(?:[mM]ock|Actual|Module)",
    b"vi": rb"\s*\.\s*\w*(?:[mM]ock|Actual|Module)",
}
_CANDIDATES = {
    word: re.compile(
        word
        + rb"(?<![\w$\x80-\xff]"
        + word
        + rb")(?:(?<!\."
        + word
        + rb")|(?<=\.\.\."
        + word
        + rb"))"
        + later
    )
    for word, later in _LATER.items()
}
_FROM = re.compile(rb"from(?<!\wfrom)\b\s*[\"'/]")
_DIRECTIVE = re.compile(rb"(?:'use [\w ]{1,40}'|\"use [\w ]{1,40}\");?")
_DECLARED = re.compile(
    rb"(?:const|let|var)\s+(?:[\w$]+|\{[^{}\[\]()/=\"'`]*+\})\s*=\s*(?=require\s*\()"
)
_HASHBANG = re.compile(rb"#![^\n]*")
_REFERENCE = re.compile(
    rb"^///\s*<reference\s+(path|types)\s*=\s*(\"[^\"\n]*\"|'[^'\n]*')[^\n>]*>", re.MULTILINE
)


def facts(content: bytes, grammar: Grammar) -> SourceFacts:
    """Return the imports of a script; `grammar` gives the one it is parsed with if need be."""
    file = _File(content, grammar)
    at = file.header()
    rest = _candidates(content, at)
    if rest:
        file.body(rest)
    return file.facts()


def whole_tree(content: bytes, grammar: Grammar) -> SourceFacts:
    """Return the same as `facts`, told by the tree alone: the header is not taken off."""
    file = _File(content, grammar)
    file.references(0, len(SPACE.match(content)[0]))  # type: ignore[index]
    file.body(_candidates(content, 0))
    return file.facts()


def _candidates(content: bytes, at: int) -> list[tuple[int, bytes]]:
    """Return the places and words from which an import may begin, in the order of the text."""
    found: list[tuple[int, bytes]] = []
    for word, pattern in _CANDIDATES.items():
        if content.find(word, at) >= 0:
            found += [(each.start(), word) for each in pattern.finditer(content, at)]
    if any(word == b"export" for _, word in found) and not _FROM.search(content, at):
        found = [each for each in found if each[1] != b"export"]
    return sorted(found)


class _File:
    """One script while it is read; places come in the order of the text."""

    def __init__(self, content: bytes, grammar: Grammar) -> None:
        self.content = content = _bounded(content)
        self.grammar = grammar
        self.imports: list[RawImport] = []
        self.lost: list[tuple[int, int]] = []
        self.unanalysable = 0
        self._places = Places(content)

    def facts(self) -> SourceFacts:
        return SourceFacts(
            tuple(placed_statements(sorted(self.imports, key=lambda raw: (raw.line, raw.column)))),
            self.unanalysable,
            tuple(sorted(set(self.lost))),
        )

    def header(self) -> int:
        """Take off what the file begins with; return where something else begins."""
        content = self.content
        hashbang = _HASHBANG.match(content)
        at = hashbang.end() if hashbang else 0
        started = False
        while True:
            begun, at = at, SPACE.match(content, at).end()  # type: ignore[union-attr]
            if not started:
                self.references(begun, at)
                started = True
            read: Read | None = None
            if content.startswith((b"import", b"export"), at):
                read = read_statement(content, at)
            elif declared := _DECLARED.match(content, at):
                read = read_require(content, declared.end())
                read = read if read.specifiers and content[read.end - 1] == ord(")") else None
            elif directive := _DIRECTIVE.match(content, at):
                at = directive.end()
                continue
            elif content.startswith(b";", at):
                at += 1
                continue
            if read is None:
                return at
            self.add(read, read.kind)
            at = read.end

    def references(self, start: int, end: int) -> None:
        """Read the triple-slash references before the first statement."""
        for found in _REFERENCE.finditer(self.content, start, end):
            kind: ImportKind = "include" if found[1] == b"path" else "type-only"
            specifier = found[2][1:-1].decode("utf-8", "replace")
            if kind == "include" and not specifier.startswith("."):
                specifier = f"./{specifier}"
            self.add(Read(found.start(), found.end(), (specifier,), kind), kind)

    def body(self, candidates: list[tuple[int, bytes]]) -> None:
        """Read all candidates that the tree says are code."""
        surroundings = Surroundings(parse(self.grammar, self.content), self.content)
        past = 0
        for start, word in candidates:
            if start < past:
                continue
            around = surroundings.at(start)
            if not around.word or around.start != start:
                continue
            read = self._read(word, start)
            if read.broken and not around.broken:
                continue
            kind = read.kind
            if word == b"require" and kind == "import" and around.lazy:
                kind = "lazy"
            elif kind == "dynamic" and word == b"import" and around.typed:
                kind = "type-only"
            self.add(read, kind)
            past = read.end if read.specifiers and word in (b"import", b"export") else past

    def _read(self, word: bytes, at: int) -> Read:
        if word == b"import":
            return read_import(self.content, at)
        if word == b"require":
            return read_require(self.content, at)
        if word == b"export":
            return read_statement(self.content, at) or Read(at, at + len(word))
        return read_mock(self.content, at)

    def add(self, read: Read, kind: ImportKind) -> None:
        """Keep what was read at a place."""
        if not read.specifiers:
            self.unanalysable += read.opaque
            if read.broken:
                self.lost.append(self._places.of(read.start))
            return
        line, column = self._places.of(read.start)
        text = one_line(self.content[read.start : read.end])
        for specifier in read.specifiers:
            self.imports.append(RawImport(specifier, None, kind, line, column, text))


def _bounded(content: bytes) -> bytes:
    """Blank out comments that are begun a thousand times and never ended.

    Whoever looks for their end reads the rest of the file each time, tree-sitter too.
    """
    end = content.rfind(b"*/") + 2 if b"*/" in content else 0
    if content.count(b"/*", end) < MOST_BEGUN:
        return content
    return content[:end] + content[end:].replace(b"/*", b"  ")


def one_line(content: bytes) -> str:
    """Return a statement as one line: without comments, line breaks and doubled spaces."""
    text = content[: LONGEST_TEXT * 8].decode("utf-8", "replace")
    if "\n" in text:
        text = " ".join(
            re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", " ", text, flags=re.DOTALL).split()
        )
    return text[:LONGEST_TEXT].rstrip("; ")
