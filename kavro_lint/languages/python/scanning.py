"""Import statements found without a syntax tree.

A plain statement begins a line and ends it, and the word `import` elsewhere is in a comment, in a
string or in a longer name. What a plain statement says is read by tree-sitter, once for all the
files that it is in (`known`); so are the parts of a file that may call a function that imports
(`snippets`). A file with anything else (a statement after a colon or semicolon, a line that goes
on, an odd condition, brackets that do not match) is left to the full parse.
`benchmarks/compare_extraction.py` compares the two file by file.
"""

from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from kavro_lint.languages.python.extents import Extent, find_extents, find_lines
from kavro_lint.languages.python.importers import runs_text
from kavro_lint.languages.python.parsed_statements import KNOWN, KnownStatements
from kavro_lint.languages.python.strings import (
    Bounds,
    Unclear,
    brackets_balance,
    is_in_string,
    is_within,
    triple_quoted,
)
from kavro_lint.model.facts import SourceFacts
from kavro_lint.model.places import ImportKind, PlacedStatement

_CONFLICT = b"\n<<<<<<<"
_BACKSLASH = ord("\\")


class Scan(NamedTuple):
    """The plain statements of a file, before what they say is known.

    `content` is the file's between two line breaks, `type_only` the parts that run for a type
    checker only; `is_checking` says that it names TYPE_CHECKING, `is_calling` that it names a
    built-in function that imports.
    """

    content: bytes
    places: list[Extent]
    texts: list[bytes]
    kind: ImportKind
    type_only: Bounds
    is_checking: bool
    is_calling: bool

    def facts(self, known: KnownStatements) -> SourceFacts | None:
        """Return what the statements say, or None where the full parse is needed."""
        is_plain = known.plain.issuperset(self.texts)
        if not is_plain and not all(map(known.statements.__contains__, self.texts)):
            return None
        placed_statements = self._placed(known)
        unanalysable = 0
        checking: tuple[str, ...] = ()
        try:
            if self.is_checking:
                from kavro_lint.languages.python.checking import checking_sources

                statements = map(known.statements.__getitem__, self.texts)
                checking = checking_sources(self.content, set(self.texts), statements)
            if self.is_calling or not is_plain:
                calls, unanalysable = self._calls(known)
                placed_statements = sorted([*placed_statements, *calls], key=itemgetter(0, 1))
        except Unclear:
            return None
        optional: tuple[tuple[int, int], ...] = ()
        indented = [statement[:2] for statement in placed_statements if statement[1] > 1]
        if indented:
            from kavro_lint.languages.python.optional import optional_places

            optional = optional_places(self.content[1:-1], indented)
        return SourceFacts(
            tuple(placed_statements), unanalysable, optional=optional, checking=checking
        )

    def _placed(self, known: KnownStatements) -> list[PlacedStatement]:
        kind, new = self.kind, tuple.__new__
        statements = map(known.statements.__getitem__, self.texts)
        placed_statements = [
            new(PlacedStatement, (line, column, kind, statement))
            for (_, _, line, column), statement in zip(self.places, statements, strict=True)
        ]
        if not self.type_only:
            return placed_statements
        return [
            statement._replace(kind="type-only")
            if is_within(place.start, self.type_only)
            else statement
            for place, statement in zip(self.places, placed_statements, strict=True)
        ]

    def _calls(self, known: KnownStatements) -> tuple[list[PlacedStatement], int]:
        """Return the calls that import, and how many cannot be analysed. Raises Unclear."""
        from kavro_lint.languages.python.snippets import calls_in_parts

        # The statements that bind functions that import, each to the end of its line.
        bindings = [
            (place.start + place.column, self.content.find(b"\n", place.end) + 1)
            for place, text in zip(self.places, self.texts, strict=True)
            if text not in known.plain
        ]
        return calls_in_parts(self.content, bindings)


def scan(content: bytes, stub: bool) -> Scan | None:
    """Return the plain statements of a file, or None where the full parse is needed."""
    if not brackets_balance(content):
        return None
    # Every line begins after a line break and ends before one.
    content = b"\n%b\n" % content
    if b"<" in content and _CONFLICT in content:
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


def _scan(content: bytes, kind: ImportKind) -> Scan:
    places, texts, odd, is_calling, may_evaluate = find_extents(content)
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
        # Few files name it.
        from kavro_lint.languages.python.checking import type_checked

        checked = type_checked(content, [place[:2] for place in places], strings)
    is_calling = is_calling or runs_text(content, may_evaluate)
    return Scan(content, places, texts, kind, checked, is_checking, is_calling)


def _is_text(content: bytes, place: int, strings: Bounds) -> bool:
    """Whether a place is in a string: in triple quotes, or in one that its line begins."""
    if is_within(place, strings):
        return True
    start = content.rfind(b"\n", 0, place)
    if is_within(start + 1, strings) or content[start - 1] == _BACKSLASH:
        return False
    return is_in_string(content[start + 1 : place])
