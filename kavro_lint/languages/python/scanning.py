"""Import statements found without a syntax tree.

A plain statement begins a line and ends it, and the word `import` elsewhere is in a comment, in a
string or in a longer name. What a plain statement says is read by tree-sitter, once for all the
files that it is in (`known`). A file with anything else (a statement after a colon or semicolon, a
line that goes on, an odd condition, brackets that do not match, a function that imports) is left to
the full parse. `benchmarks/compare_extraction.py` compares the two file by file.
"""

import re
from itertools import compress
from typing import NamedTuple

from kavro_lint.languages.python.checking import checking_sources, type_checked
from kavro_lint.languages.python.extents import Extent, find_extents, find_lines
from kavro_lint.languages.python.importers import CALLED_WITH_IMPORT
from kavro_lint.languages.python.known import KNOWN, KnownStatements
from kavro_lint.languages.python.optional import optional_places
from kavro_lint.languages.python.strings import (
    Bounds,
    Unclear,
    is_in_string,
    is_within,
    triple_quoted,
)
from kavro_lint.model import ImportKind, PlacedStatement, SourceFacts

# Words of calls that run what a text says.
_RUNNING = (b"exec", b"eval", b"compile")
_CONFLICT = b"<<<<<<<"
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_NO_MARKS = bytes(set(range(256)).difference(b"()[]{}<"))
# Comments and strings, in which brackets are only text.
_COMMENTS_AND_STRINGS = re.compile(
    rb"#[^\n]*+"
    rb'|"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\[\s\S])*+"'
    rb"|'(?:[^'\\\n]++|\\[\s\S])*+'"
)
_BACKSLASH = ord("\\")


class Scan(NamedTuple):
    """The plain statements of a file, before what they say is known.

    `type_only` are the parts that run for a type checker only, `optional` the places of the
    statements that may fail. `content` is the file's where it names TYPE_CHECKING.
    """

    places: list[Extent]
    texts: list[bytes]
    kind: ImportKind
    type_only: Bounds
    optional: tuple[tuple[int, int], ...]
    content: bytes | None

    def facts(self, known: KnownStatements) -> SourceFacts | None:
        """Return what the statements say, or None where the full parse is needed."""
        texts, kind, new = self.texts, self.kind, tuple.__new__
        if not known.plain.issuperset(texts):
            return None
        statements = map(known.statements.__getitem__, texts)
        placed = [
            new(PlacedStatement, (line, column, kind, statement))
            for (_, _, line, column), statement in zip(self.places, statements, strict=True)
        ]
        if self.type_only:
            placed = [
                statement._replace(kind="type-only")
                if is_within(place.start, self.type_only)
                else statement
                for place, statement in zip(self.places, placed, strict=True)
            ]
        checking: tuple[str, ...] = ()
        if self.content is not None:
            statements = map(known.statements.__getitem__, texts)
            try:
                checking = checking_sources(self.content, set(texts), statements)
            except Unclear:
                return None
        return SourceFacts(tuple(placed), optional=self.optional, checking=checking)


def scan(content: bytes, stub: bool) -> Scan | None:
    """Return the plain statements of a file, or None where the full parse is needed."""
    if any(word in content for word in _RUNNING) and CALLED_WITH_IMPORT.search(content):
        return None
    marks = content.translate(None, _NO_MARKS)
    if not _brackets_balance(marks):
        marks = _COMMENTS_AND_STRINGS.sub(b"", content).translate(None, _NO_MARKS)
        if not _brackets_balance(marks):
            return None
    # Every line begins after a line break and ends before one.
    content = b"\n%b\n" % content
    if _CONFLICT in marks and b"\n" + _CONFLICT in content:
        return None
    try:
        return _scan(content, "type-only" if stub else "import")
    except Unclear:
        return None


def scanned_facts(content: bytes, stub: bool) -> SourceFacts | None:
    """Return the imports of a file, or None where the full parse is needed."""
    scanned = scan(content, stub)
    if scanned is None:
        return None
    KNOWN.learn(scanned.texts)
    return scanned.facts(KNOWN)


def plain_statements(content: bytes, stub: bool) -> tuple[PlacedStatement, ...]:
    """Return every line that looks like a plain statement, in strings too.

    This is used where the full parse would take too much work.
    """
    lines = list(find_lines(b"\n%b\n" % content))
    KNOWN.learn(text for _, _, text in lines)
    kind: ImportKind = "type-only" if stub else "import"
    return tuple(
        PlacedStatement(line, column, kind, statement)
        for line, column, text in lines
        if (statement := KNOWN.statements.get(text)) is not None
    )


def _brackets_balance(marks: bytes) -> bool:
    """Whether as many brackets close as open: else the file is left to the full parse."""
    return all(marks.count(opened) == marks.count(closed) for opened, closed in _BRACKETS)


def _scan(content: bytes, kind: ImportKind) -> Scan:
    places, texts, odd = find_extents(content)
    last = max(places[-1].end if places else 0, *odd[-1:], 0)
    strings = triple_quoted(content, last)
    if not all(_is_text(content, place, strings) for place in odd):
        raise Unclear
    # Mostly the only string is at the top, and all statements are below it.
    if strings and places and places[0].start < strings[-1]:
        is_code = [not is_within(place.start + place.column, strings) for place in places]
        places, texts = list(compress(places, is_code)), list(compress(texts, is_code))
    if _BACKSLASH in [content[place[0] - 1] for place in places]:
        raise Unclear
    checked: Bounds = []
    is_checking = b"TYPE_CHECKING" in content
    if is_checking:
        checked = type_checked(content, [place[:2] for place in places], strings)
    indented = [place[2:] for place in places if place[3] > 1]
    optional = optional_places(content[1:-1], indented) if indented else ()
    return Scan(places, texts, kind, checked, optional, content if is_checking else None)


def _is_text(content: bytes, place: int, strings: Bounds) -> bool:
    """Whether a place is in a string: in triple quotes, or in one that its line begins."""
    if is_within(place, strings):
        return True
    start = content.rfind(b"\n", 0, place)
    if is_within(start + 1, strings) or content[start - 1] == _BACKSLASH:
        return False
    return is_in_string(content[start + 1 : place])
