"""Queries of tree-sitter over trees that were parsed, within bounds."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from kavro_lint.languages.registry import by_name
from kavro_lint.languages.syntax import SMALL, compiled_grammar
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node, Query, Tree

# Predicates of tree-sitter's Python binding; it treats all others as true.
PREDICATES = frozenset(
    "eq? not-eq? any-eq? any-not-eq? match? not-match? any-match? any-not-match? any-of? "
    "not-any-of?".split()
)
# People nest some dozens of nodes, and programs that write sources some hundreds.
DEEPEST = 2_000
# What stands side by side in one syntax error takes a query quadratic time: a second for so much.
WIDEST = 30_000


@frozen
class Capture:
    """What a query captured: lines and columns count from 1, columns in characters."""

    name: str
    line: int
    column: int
    text: str


@lru_cache(maxsize=1)
def _parsed(grammar: Callable[[], object], content: bytes) -> "Tree":
    """Parse a file once for all queries that are put to it one after the other."""
    from tree_sitter import Parser

    return Parser(compiled_grammar(grammar)).parse(content)


@cache
def compiled(grammar: Callable[[], object], query: str) -> "Query":
    """Compile a query. Raises ValueError that says what is wrong with it."""
    from tree_sitter import Query, QueryError

    for predicate in re.findall(r"\(\s*#([^\s()]+)", query):
        if predicate not in PREDICATES:
            raise ValueError(f"the predicate #{predicate} is not known")
    try:
        return Query(compiled_grammar(grammar), query)
    except (QueryError, ValueError, SyntaxError) as error:
        raise ValueError(str(error)) from None


def captures(grammar: Callable[[], object], query: str, node: "Node") -> Mapping[str, "list[Node]"]:
    """Return the nodes that a query captures below a root, by the captures' names.

    Raises Unreadable for a tree in which that would take time that grows with the square of it.
    """
    from tree_sitter import QueryCursor

    if _is_too_deep(node):
        raise Unreadable("a chain in it is longer than anybody writes")
    if _is_too_wide(node):
        raise Unreadable("a syntax error in it is longer than anybody writes")
    return QueryCursor(compiled(grammar, query)).captures(node)


def _is_too_deep(root: "Node") -> bool:
    """Whether nodes stand in each other deeper than a cursor of queries can take.

    `a.a.a` nests as deep as it is long, and all of it is around its beginning: whoever looks at
    one place in some thousand bytes sees it.
    """
    for place in range(0, root.end_byte if root.end_byte > SMALL else 0, SMALL):
        cursor, depth = root.walk(), 0
        while cursor.goto_first_child_for_byte(place) is not None:
            depth += 1
            if depth > DEEPEST:
                return True
    return False


def _is_too_wide(root: "Node") -> bool:
    """Whether a syntax error holds more nodes side by side than a cursor of queries can take."""
    if root.end_byte <= WIDEST or not root.has_error:
        return False
    cursor = root.walk()
    while True:
        node = cursor.node
        if node is not None and node.has_error:
            if node.is_error and node.child_count > WIDEST:
                return True
            if cursor.goto_first_child():
                continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False


@cache
def _grammar_of(language: str, suffix: str) -> Callable[[], object]:
    return partial(by_name(language).grammar, suffix)


def run_query(language: str, query: str, content: bytes, suffix: str) -> Iterator[Capture]:
    """Yield what a query captures in the bytes of a file of a suffix, in the order of the text.

    It takes what it takes: `guard` runs it in a process that may be ended. Raises ValueError for a
    query that the grammar does not know, KeyError for an unknown language, Unreadable for bytes
    that cannot be decoded.
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
