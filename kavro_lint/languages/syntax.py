"""The home of tree-sitter: parsing, and queries over what was parsed."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from time import process_time
from typing import TYPE_CHECKING

from kavro_lint.languages.registry import by_name
from kavro_lint.model import Unreadable
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query, Tree


# Predicates of tree-sitter's Python binding; it treats all others as true.
PREDICATES = frozenset(
    "eq? not-eq? any-eq? any-not-eq? match? not-match? any-match? any-not-match? any-of? "
    "not-any-of?".split()
)

# The parser asks for so many bytes at once, and may ask as often as this for each such part of a
# file, and as this for any file: a token that is looked for again and again costs reads. Files
# that people write need three a part, functions with context parameters in Kotlin eighty.
PART = 1024
# A text of this length is parsed soon, whatever is in it.
SMALL = 4 * PART
MOST_READS_PER_PART = 200
MOST_READS = 2_000
# What grows in the parser itself, such as thousands of comments after a syntax error, costs no
# reads; only the processor's time shows it. Files that people write take 0.2 s for a megabyte.
MOST_SECONDS = 5.0
MOST_SECONDS_PER_BYTE = 5e-6


@frozen
class Capture:
    """What a query captured: lines and columns count from 1, columns in characters."""

    name: str
    line: int
    column: int
    text: str


@cache
def _language(grammar: Callable[[], object]) -> "Language":
    from tree_sitter import Language

    return Language(grammar())


def parse(grammar: Callable[[], object], content: bytes) -> "Tree":
    """Parse UTF-8 bytes; a syntax error is a node of the tree, never an exception.

    Raises Unreadable for a text that takes tree-sitter too much work.
    """
    from tree_sitter import Parser

    tree = parse_once(grammar, content)
    if len(content) <= SMALL:
        return tree
    # Parsed once more from the bytes, which takes next to nothing where the tree can be reused: a
    # node of the first tree would read the whole file for its text.
    parser = Parser(_language(grammar))
    return parser.parse(content) if tree.root_node.has_error else parser.parse(content, tree)


def parse_once(grammar: Callable[[], object], content: bytes) -> "Tree":
    """Parse UTF-8 bytes for a reader that takes what nodes say by `text_of`.

    Raises Unreadable for a text that takes tree-sitter too much work.
    """
    from tree_sitter import Parser

    parser = Parser(_language(grammar))
    if len(content) <= SMALL:
        return parser.parse(content)
    reads = MOST_READS + MOST_READS_PER_PART * (len(content) // PART)
    end = process_time() + MOST_SECONDS + MOST_SECONDS_PER_BYTE * len(content)

    def read(offset: int, point: object) -> bytes:
        nonlocal reads
        reads -= 1
        # An exception here would end the process; the end of the text ends the parser.
        return content[offset : offset + PART] if reads > 0 else b""

    steps = 0

    def is_too_much(offset: int, has_error: bool) -> bool:
        nonlocal steps
        steps += 1
        return not steps % 32 and process_time() > end

    try:
        tree = parser.parse(read, progress_callback=is_too_much)
    except ValueError:
        tree = None
    if tree is None or reads <= 0:
        raise Unreadable("parsing it would take too long: it repeats what has no end")
    return tree


def text_of(content: bytes, node: "Node") -> bytes:
    """Return what a node says."""
    return content[node.start_byte : node.end_byte]


# tree-sitter calls back once in a hundred of its steps. Five megabytes that people have written
# take fewer calls than this; what takes more is data. A call stands for 7 kB of memory.
MOST_CALLS = 30_000
# Fewer bytes never take so many calls.
_ALWAYS_FEW = 400_000
# As many bytes are handed to the parser at once, and to whoever asks for a node's text.
_CHUNK = 2_048


class TooMuchWork(Exception):
    """A source takes more of the parser's steps than code that people write."""


def parse_bounded(grammar: Callable[[], object], content: bytes, most: int = MOST_CALLS) -> "Tree":
    """Parse with a grammar whose steps are bounded by the text's length. Raises TooMuchWork."""
    from tree_sitter import Parser

    if len(content) <= _ALWAYS_FEW:
        return Parser(_language(grammar)).parse(content)
    calls = 0

    def read(offset: int, _: object) -> bytes | None:
        return content[offset : offset + _CHUNK] or None

    def is_over(_offset: int, _has_error: bool) -> bool:
        nonlocal calls
        calls += 1
        return calls > most

    try:
        return Parser(_language(grammar)).parse(read, progress_callback=is_over)
    except ValueError:
        raise TooMuchWork from None


def parse_parts(
    grammar: Callable[[], object], content: bytes, parts: Iterable[tuple[int, int]]
) -> "Tree":
    """Parse parts of a text, from the first byte to before the last, as if they were all of it.

    Nodes stand where they do in the whole text. Raises TooMuchWork for what is not few bytes.
    """
    from tree_sitter import Parser, Range

    ranges = []
    line = counted = size = 0
    for start, end in parts:
        first = line + content.count(b"\n", counted, start)
        line = first + content.count(b"\n", start, end)
        counted, size = end, size + end - start
        points = (first, _column(content, start)), (line, _column(content, end))
        ranges.append(Range(*points, start, end))
    if size > _ALWAYS_FEW:
        raise TooMuchWork
    return Parser(_language(grammar), included_ranges=ranges).parse(content)


def _column(content: bytes, place: int) -> int:
    return place - content.rfind(b"\n", 0, place) - 1


def walk(tree: "Tree", kinds: Collection[str]) -> "Iterator[Node]":
    """Yield the nodes of some kinds in the order of the text, an outer one before its inner ones.

    It takes a step a node; a query takes quadratic time where brackets do not close.
    """
    cursor = tree.walk()
    first, following, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        node = cursor.node
        if node is not None and node.type in kinds:
            yield node
        if first():
            continue
        while not following():
            if not up():
                return


# The rules on standards ask one file after the other: each is parsed once for all of them.
_parsed = lru_cache(maxsize=1)(parse)


@cache
def compiled(grammar: Callable[[], object], query: str) -> "Query":
    """Compile a query. Raises ValueError that says what is wrong with it."""
    from tree_sitter import Query, QueryError

    for predicate in re.findall(r"\(\s*#([^\s()]+)", query):
        if predicate not in PREDICATES:
            raise ValueError(f"the predicate #{predicate} is not known")
    try:
        return Query(_language(grammar), query)
    except (QueryError, ValueError, SyntaxError) as error:
        raise ValueError(str(error)) from None


def captures(grammar: Callable[[], object], query: str, node: "Node") -> Mapping[str, "list[Node]"]:
    """Return the nodes that a query captures below a node, by the captures' names."""
    from tree_sitter import QueryCursor

    return QueryCursor(compiled(grammar, query)).captures(node)


@cache
def _grammar_of(language: str, suffix: str) -> Callable[[], object]:
    return partial(by_name(language).grammar, suffix)


def run_query(language: str, query: str, content: bytes, suffix: str) -> Iterator[Capture]:
    """Yield what a query captures in the bytes of a file of a suffix, in the order of the text.

    It takes the time it takes: a query that is not ours runs under `guard`. Raises ValueError
    for a query that the grammar does not know, KeyError for an unknown language,
    Unreadable for bytes that cannot be decoded.
    """
    from tree_sitter import QueryCursor

    text = by_name(language).decode(content, suffix)
    grammar = _grammar_of(language, suffix)
    compiled_query = compiled(grammar, query)
    cursor = QueryCursor(compiled_query, match_limit=65_536)
    matches = cursor.matches(_parsed(grammar, text).root_node)
    nodes = {
        (node.start_byte, name, node.end_byte): node
        for _, match in matches
        for name, nodes in match.items()
        for node in nodes
    }
    lines = text.split(b"\n")
    for (_, name, _), node in sorted(nodes.items()):
        line, column = position(node, lines)
        shown = (node.text or b"").decode("utf-8", "replace")
        yield Capture(name, line, column, shown)


def position(node: "Node", lines: list[bytes]) -> tuple[int, int]:
    """Return the line and the column, in characters, at which a node begins; both from 1."""
    row, column = node.start_point
    if column:
        column = len(lines[row][:column].decode("utf-8", "replace"))
    return row + 1, column + 1


# So much of a line is shown.
LONGEST_LINE = 800


class Places:
    """Lines and columns of places in UTF-8, asked for in the order of the text."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._is_ascii = content.isascii()
        self._starts: list[int] | None = None
        # The last line that was asked for, and where it starts and ends.
        self._row, self._start, self._end = 1, 0, _end_of_line(content, 0)
        # The last place in it, and its column.
        self._last = 0, 0

    def of(self, place: int) -> tuple[int, int]:
        """Return the line and the column, in characters, of a byte; both from 1."""
        if not self._start <= place <= self._end:
            self._go_to_line_of(place)
        if self._is_ascii:
            return self._row, place - self._start + 1
        # Of a long line only what lies behind the last place is decoded.
        last, column = self._last if self._last[0] <= place else (self._start, 0)
        column += len(self._content[last:place].decode("utf-8", "replace"))
        self._last = place, column
        return self._row, column + 1

    def lines(self, places: Iterable[int]) -> Iterator[tuple[int, int, str]]:
        """Yield line, column and text of the lines of bytes, of a long line its beginning."""
        text, row = "", 0
        for place in places:
            if not self._start <= place <= self._end:
                self._go_to_line_of(place)
            if self._row != row:
                end = min(self._end, self._start + LONGEST_LINE)
                text, row = self._content[self._start : end].decode("utf-8", "replace"), self._row
            column = place - self._start + 1 if self._is_ascii else self.of(place)[1]
            yield row, column, text

    def _go_to_line_of(self, place: int) -> None:
        content = self._content
        if place > self._end and self._starts is None:
            self._row += content.count(b"\n", self._end, place)
            self._start = content.rfind(b"\n", self._end, place) + 1
        else:
            # Asked for out of order: to count from the beginning each time takes quadratic time.
            if self._starts is None:
                self._starts = [0, *_after_breaks(content)]
            self._row = bisect_right(self._starts, place)
            self._start = self._starts[self._row - 1]
        self._end = _end_of_line(content, place)
        self._last = self._start, 0


def _end_of_line(content: bytes, place: int) -> int:
    end = content.find(b"\n", place)
    return end if end >= 0 else len(content)


def _after_breaks(content: bytes) -> Iterator[int]:
    at = content.find(b"\n")
    while at >= 0:
        yield at + 1
        at = content.find(b"\n", at + 1)


def matches(
    grammar: Callable[[], object], query: str, node: "Node"
) -> Iterator[Mapping[str, "list[Node]"]]:
    """Yield what each match of a query captures below a node, by the captures' names."""
    from tree_sitter import QueryCursor

    for _, match in QueryCursor(compiled(grammar, query)).matches(node):
        yield match
