"""Imports of a file, read from its syntax tree."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.positions import Places
from kavro_lint.languages.python.calls import calls_in, importers_in, mentions
from kavro_lint.languages.python.checker_names import NAME, checker_names
from kavro_lint.languages.python.conditions import type_only_ranges
from kavro_lint.languages.python.importers import may_call_importer
from kavro_lint.languages.python.optional import optional_places
from kavro_lint.languages.python.statements import (
    KINDS,
    grammar,
    names_of,
    one_line,
    source_of,
    statements_of,
)
from kavro_lint.languages.syntax import parse, walk
from kavro_lint.model.facts import SourceFacts, Unreadable
from kavro_lint.model.places import ImportKind, PlacedStatement, Statement

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

# PEP 810: `lazy import x`. The grammar does not know it, so the word is blanked out. A line that
# continues another one begins no statement.
_LAZY = re.compile(
    rb"(?:^(?<!\\\n)(?<!\\\r\n)|;)[ \t\f]*(lazy)(?=([ \t]+)(?:import|from)[ \t])", re.MULTILINE
)
_WORD = re.compile(rb"[ \t\f]*(?:import\b|from[ \t]+[\w.\x80-\xff])")
# Lines with nothing but a backslash: the grammar reads each of them once for each one before it.
_EMPTY_CONTINUATION = re.compile(rb"^[ \t\f]*\\$", re.MULTILINE)
MOST_EMPTY_CONTINUATIONS = 1_000


def facts(content: bytes, stub: bool) -> SourceFacts | None:
    """Return the imports of a file, None where reading them takes more work than is allowed.

    Those of a stub (`.pyi`) are for type checkers only.
    """
    empty = _EMPTY_CONTINUATION.finditer(content) if b"\\\n" in content else ()
    if any(number >= MOST_EMPTY_CONTINUATIONS for number, _ in enumerate(empty)):
        return None
    lazy: dict[int, int] = {}
    if b"lazy" in content:
        lazy = {word.end(2): word.start(1) for word in _LAZY.finditer(content)}
    if lazy:
        content = _LAZY.sub(lambda word: word[0][:-4] + b"    ", content)
    try:
        return _FileReader(content, stub, lazy).facts()
    except Unreadable:
        return None


class _FileReader:
    """One file while it is read."""

    def __init__(self, content: bytes, stub: bool, lazy: Mapping[int, int]) -> None:
        self.content = content
        self.stub = stub
        self.lazy = lazy  # start of a statement → start of its `lazy`
        self.tree: Tree = parse(grammar, content)
        self.places = Places(content)
        self.nodes: dict[str, list[Node]] = {kind: [] for kind in self._kinds()}
        for node in walk(self.tree, self.nodes):
            self.nodes[node.type].append(node)
        self.statements = statements_of(self.nodes)
        if self.tree.root_node.has_error:
            self.statements = [
                node for node in self.statements if _begins_statement(content, node.start_byte)
            ]
        self.type_only: list[int] = []
        self.checking: tuple[str, ...] = ()
        if "if_statement" in self.nodes:
            names = checker_names(content, self.tree.root_node, self.statements)
            self.type_only = type_only_ranges(self.nodes["if_statement"], names)
            self.checking = names.sources

    def _kinds(self) -> set[str]:
        """Return the kinds of nodes that matter in this file."""
        kinds = {"ERROR", *KINDS} if self.tree.root_node.has_error else {*KINDS}
        if NAME in self.content:
            kinds.add("if_statement")
        if may_call_importer(self.content):
            kinds |= {"call", "assignment"}
        return kinds

    def facts(self) -> SourceFacts:
        placed = [self._place_statement(node) for node in self.statements]
        unanalysable = 0
        if "call" in self.nodes:
            importers = importers_in(self.nodes)
            mentioned = mentions(self.content, importers.functions)
            calls, unanalysable = calls_in(
                self.tree, self.content, importers, self.nodes["call"], mentioned
            )
            placed += calls
        broken_places: set[tuple[int, int]] = set()
        if self.tree.root_node.has_error:
            broken_places |= {
                self.places.of(node.start_byte) for node in self.statements if node.has_error
            }
            for place, recovered in self._imports_in_errors():
                broken_places.add(place)
                placed += recovered
        statements = sorted(
            (placed_statement for placed_statement in placed if placed_statement.statement.names),
            key=_line_and_column,
        )
        indented = [placed[:2] for placed in statements if placed.column > 1]
        optional = optional_places(self.content, indented)
        return SourceFacts(
            tuple(statements),
            unanalysable,
            tuple(sorted(broken_places)),
            optional=optional,
            checking=self.checking,
        )

    def _place_statement(self, node: "Node") -> PlacedStatement:
        line, column = self.places.of(node.start_byte)
        text, start = one_line(source_of(node, self.content)), node.start_byte
        kind: ImportKind = "lazy" if start in self.lazy else "import"
        if start in self.lazy:
            column -= start - self.lazy[start]
            text = f"lazy {text}"
        if self.stub or bisect_right(self.type_only, start) % 2:
            kind = "type-only"
        return PlacedStatement(line, column, kind, Statement(tuple(names_of(node)), text))

    # Imports inside syntax errors.

    def _imports_in_errors(self) -> Iterator[tuple[tuple[int, int], list[PlacedStatement]]]:
        """Yield the lines inside syntax errors that look like imports and were not read.

        Each line is parsed alone once more: a statement that is whole on its line is kept.
        """
        lines = self.content.split(b"\n")
        whole_statements = [node for node in self.statements if not node.has_error]
        rows_read = {node.start_point[0] for node in whole_statements}
        last_row = -1
        for error in self.nodes["ERROR"]:
            first, end = error.start_point[0], error.end_point[0]
            # An error in an error adds no line.
            for row in range(max(first, last_row + 1), end + 1):
                line = lines[row]
                if row not in rows_read and _WORD.match(line) is not None:
                    column = len(line) - len(line.lstrip())
                    yield (
                        (row + 1, column + 1),
                        list(self._statements_in_line(line.strip(), row, column)),
                    )
            last_row = max(last_row, end)

    def _statements_in_line(self, line: bytes, row: int, column: int) -> Iterator[PlacedStatement]:
        """Yield the imports on one line of a broken statement, none where the line is broken."""
        tree, places = parse(grammar, line), Places(line)
        if tree.root_node.has_error:
            return
        kind: ImportKind = "type-only" if self.stub else "import"
        for node in walk(tree, KINDS):
            statement = Statement(tuple(names_of(node)), one_line(source_of(node, line)))
            yield PlacedStatement(row + 1, column + places.of(node.start_byte)[1], kind, statement)


def _begins_statement(content: bytes, start: int) -> bool:
    """Whether a statement may begin at a place: not behind something else on its line.

    After an error the parser may take the end of a line for a statement: `from {{ x }} import y`.
    """
    before = content[content.rfind(b"\n", 0, start) + 1 : start].strip()
    return not before or before.endswith((b";", b":"))


def _line_and_column(placed: PlacedStatement) -> tuple[int, int]:
    return placed.line, placed.column
