"""The home of tree-sitter: parsing, and queries over what was parsed."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from kavro_lint.languages.registry import by_name
from kavro_lint.model import Unreadable
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query, Tree


# What tree-sitter's Python binding knows; it would take all others for true.
PREDICATES = frozenset(
    "eq? not-eq? any-eq? any-not-eq? match? not-match? any-match? any-not-match? any-of? "
    "not-any-of?".split()
)

# The parser asks for so many bytes at once, and how often it may ask: as often as this for every
# part of a file, and as this for any file. Files that people write need three reads a part.
PART = 1024
MOST_READS_PER_PART = 16
MOST_READS = 500


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

    Raises Unreadable for a text that tree-sitter would read over and over again. It has no limit
    of its own that its binding can be told in every version, so the reads are counted.
    """
    from tree_sitter import Parser

    left = MOST_READS + MOST_READS_PER_PART * (len(content) // PART)

    def read(offset: int, point: object) -> bytes:
        nonlocal left
        left -= 1
        # An exception here would end the process; the end of the text ends the parser.
        return content[offset : offset + PART] if left > 0 else b""

    tree = Parser(_language(grammar)).parse(read)
    if left <= 0:
        raise Unreadable("it repeats what has no end, so parsing it would take too long")
    return tree


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
    for a query that the grammar does not know, KeyError for a language that there is not,
    Unreadable for bytes that cannot be decoded.
    """
    from tree_sitter import QueryCursor

    text = by_name(language).decode(content, suffix)
    grammar = _grammar_of(language, suffix)
    asked = compiled(grammar, query)
    cursor = QueryCursor(asked, match_limit=65_536)
    found = cursor.matches(_parsed(grammar, text).root_node)
    nodes = {
        (node.start_byte, name, node.end_byte): node
        for _, match in found
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
