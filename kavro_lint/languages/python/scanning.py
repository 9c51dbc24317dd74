"""Import statements found without a syntax tree.

A plain statement begins a line and ends it, and the word `import` elsewhere is in a comment, in a
string or in a longer name. A plain statement is parsed with tree-sitter, once for all the files
that it is in. A file with anything else (a statement after a colon or semicolon, a line that
goes on, a function that imports, an odd condition, brackets that do not match) is left to the full
parse. `benchmarks/compare_extraction.py` compares the two file by file.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.languages.python.checking import checking_sources, type_checked
from kavro_lint.languages.python.importers import WORDS
from kavro_lint.languages.python.optional import optional_places
from kavro_lint.languages.python.statements import read_statements
from kavro_lint.languages.python.strings import (
    Bounds,
    Unclear,
    is_in_string,
    is_within,
    triple_quoted,
)
from kavro_lint.model import ImportKind, PlacedStatement, SourceFacts, Statement

_STATEMENT = re.compile(
    rb"\n([ \t\f]*+)(?:"
    rb"from[ \t]++\.*+[\w.\x80-\xff]*+[ \t]++import[ \t]*+(?:\([^()]*+\)|[^\n(#\\;]++)"
    rb"|import[ \t]++[^\n(#\\;]++)"
    rb"(?=[ \t]*+(?:#[^\n]*+)?\n)"
)
_WORD_GOES_ON = re.compile(rb"[\w\x80-\xff]")
_STARTS = re.compile(rb"(?:lazy\b|from\b|$)")
_CLAUSE_END = re.compile(rb"[;:\\]")
_EXEC = re.compile(rb"exec\s*+\(")
_CONFLICT = b"\n<<<<<<<"
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_NO_BRACKETS = bytes(set(range(256)).difference(b"()[]{}"))
# A longer line is data; it is left to the full parse.
LONGEST_LINE = 5_000
# So many statements are remembered: most of them are in more than one file.
MOST_STATEMENTS = 50_000
# Comments and strings, in which brackets are only text.
_COMMENTS_AND_STRINGS = re.compile(
    rb"#[^\n]*+"
    rb'|"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\[\s\S])*+"'
    rb"|'(?:[^'\\\n]++|\\[\s\S])*+'"
)
_BACKSLASH = ord("\\")


class Extent(NamedTuple):
    """Where a plain statement stands, in bytes, with its line and column, and its text."""

    start: int
    end: int
    line: int
    column: int
    text: bytes


def scanned_facts(content: bytes, stub: bool) -> SourceFacts | None:
    """Return the imports of a file, or None where the full parse is needed."""
    if any(word in content for word in WORDS) or (b"exec" in content and _EXEC.search(content)):
        return None
    if not _brackets_balance(content) and not _brackets_balance(
        _COMMENTS_AND_STRINGS.sub(b"", content)
    ):
        return None
    # Every line begins after a line break and ends before one.
    content = b"\n%b\n" % content
    if _CONFLICT in content:
        return None
    try:
        return _facts(content, stub)
    except Unclear:
        return None


def plain_statements(content: bytes, stub: bool) -> tuple[PlacedStatement, ...]:
    """Return every line that looks like a plain statement, in strings too.

    This is used where the full parse would take too much work.
    """
    content = b"\n%b\n" % content
    extents = [extent for extent in map(_extent_at, _lines_of(content)) if extent is not None]
    statements_by_text = _statements_by_text(extents)
    kind: ImportKind = "type-only" if stub else "import"
    return tuple(
        PlacedStatement(extent.line, extent.column, kind, statement)
        for extent in extents
        if (statement := statements_by_text[extent.text]) is not None
    )


def _lines_of(content: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Yield the matches that look like a statement, each with its line."""
    line = counted = 0
    for match in _STATEMENT.finditer(content):
        line += content.count(b"\n", counted, match.start() + 1)
        counted = match.start() + 1
        yield match, line


def _extent_at(match_and_line: tuple[re.Match[bytes], int]) -> Extent | None:
    match, line = match_and_line
    column = len(match[1]) + 1
    return Extent(match.start(), match.end(), line, column, match[0][column:].rstrip())


def _brackets_balance(content: bytes) -> bool:
    """Whether as many brackets close as open: else the file is left to the full parse."""
    brackets = content.translate(None, _NO_BRACKETS)
    return all(brackets.count(opened) == brackets.count(closed) for opened, closed in _BRACKETS)


def _facts(content: bytes, stub: bool) -> SourceFacts:
    extents, odd = _find_extents(content)
    last = max(extents[-1].end if extents else 0, *odd[-1:], 0)
    strings = triple_quoted(content, last)
    if not all(_is_text(content, place, strings) for place in odd):
        raise Unclear
    statements = tuple(_statements(content, stub, extents, strings))
    optional = optional_places(content[1:-1], statements)
    checking: tuple[str, ...] = ()
    if b"TYPE_CHECKING" in content:
        texts = {extent.text for extent in extents}
        checking = checking_sources(content, texts, (placed.statement for placed in statements))
    return SourceFacts(statements, optional=optional, checking=checking)


def _statements(
    content: bytes, stub: bool, extents: list[Extent], strings: Bounds
) -> Iterator[PlacedStatement]:
    # Mostly the only string is at the top, and all statements are below it.
    if strings and extents and extents[0].start < strings[-1]:
        extents = [
            extent for extent in extents if not is_within(extent.start + extent.column, strings)
        ]
    statements_by_text = _statements_by_text(extents)
    checked: Bounds = []
    if b"TYPE_CHECKING" in content:
        checked = type_checked(content, [extent[:2] for extent in extents], strings)
    kind: ImportKind = "type-only" if stub else "import"
    for start, _, line, column, text in extents:
        statement = statements_by_text[text]
        if statement is None or content[start - 1] == _BACKSLASH:
            raise Unclear
        if checked and not stub:
            kind = "type-only" if is_within(start, checked) else "import"
        yield PlacedStatement(line, column, kind, statement)


# Statements by their text; None for a text that is not a statement.
_STATEMENT_CACHE: dict[bytes, Statement | None] = {}

# Column and text of statements, by the line that they stand on with its first line break.
_LINE_CACHE: dict[bytes, tuple[int, bytes]] = {}


def _statements_by_text(extents: list[Extent]) -> dict[bytes, Statement | None]:
    """Return the statements by their text; new ones are parsed together."""
    unknown = {extent.text for extent in extents if extent.text not in _STATEMENT_CACHE}
    if unknown:
        if len(_STATEMENT_CACHE) + len(unknown) > MOST_STATEMENTS:
            _STATEMENT_CACHE.clear()
            unknown = {extent.text for extent in extents}
        texts = sorted(unknown)
        _STATEMENT_CACHE.update(zip(texts, read_statements(texts), strict=True))
    return _STATEMENT_CACHE


def _find_extents(content: bytes) -> tuple[list[Extent], list[int]]:
    """Return the plain statements, and where `import` may belong to one that is not plain."""
    extents: list[Extent] = []
    odd: list[int] = []
    find, last_break, count = content.find, content.rfind, content.count
    match, new, lines = _STATEMENT.match, tuple.__new__, _LINE_CACHE
    if len(lines) > MOST_STATEMENTS:
        lines.clear()
    line = end = counted = 0
    at = find(b"import")
    while at >= 0:
        start, stop = last_break(b"\n", end, at), find(b"\n", at, at + LONGEST_LINE)
        if stop < 0 or at - start > LONGEST_LINE:
            # Each word of a line is looked at with all that stands before it.
            raise Unclear
        # Most statements are on one line, and were seen before.
        column_and_text = lines.get(content[start:stop])
        if column_and_text is None and (statement := match(content, start)) is not None:
            begin, stop = statement.end(1), statement.end()
            column_and_text = begin - start, content[begin:stop].rstrip()
            lines[content[start:stop]] = column_and_text
        if column_and_text is not None:
            line, counted = line + count(b"\n", counted, start + 1), start + 1
            extents.append(new(Extent, (start, stop, line, *column_and_text)))
            # What follows on the line is a comment.
            end = find(b"\n", stop)
            at = find(b"import", end)
            continue
        if _may_be_statement(content, start, at):
            odd.append(at)
        at = find(b"import", at + len(b"import"))
    return extents, odd


def _may_be_statement(content: bytes, start: int, at: int) -> bool:
    """Whether `import` on the line that begins at `start` may begin or belong to a statement."""
    if _WORD_GOES_ON.match(content, at + len(b"import")):
        return False
    head = content[start + 1 : at]
    if _WORD_GOES_ON.match(head[-1:]) or head.lstrip()[:1] == b"#":
        return False
    if content[start - 1] == _BACKSLASH:
        # The line before goes on here: whatever it begins with is unknown.
        return True
    return _STARTS.match(_CLAUSE_END.split(head)[-1].strip()) is not None


def _is_text(content: bytes, place: int, strings: Bounds) -> bool:
    """Whether a place is in a string: in triple quotes, or in one that its line begins."""
    if is_within(place, strings):
        return True
    start = content.rfind(b"\n", 0, place)
    if is_within(start + 1, strings) or content[start - 1] == _BACKSLASH:
        return False
    return is_in_string(content[start + 1 : place])
