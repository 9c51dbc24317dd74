"""UTF-8 source → raw imports, with tree-sitter."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.python.conditions import type_only_ranges
from kavro_lint.languages.python.dynamic import Importers, read_call
from kavro_lint.languages.python.statements import one_line
from kavro_lint.languages.syntax import captures, parse, position
from kavro_lint.model import ImportKind, RawImport, SourceFacts, placed_statements

if TYPE_CHECKING:
    from tree_sitter import Node

_STATEMENTS = """
(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import
"""
_CONDITIONALS = "(if_statement) @if"
_CALLS = "(call function: [(identifier) (attribute)]) @call"
_ERRORS = "(ERROR) @error"

# PEP 810: `lazy import x`. The grammar does not know it, so the word is blanked out.
_LAZY = re.compile(rb"(?:^|;)[ \t\f]*(lazy)(?=([ \t]+)(?:import|from)[ \t])", re.MULTILINE)
_WORD = re.compile(rb"[ \t]*\bimport\b|[ \t]*\bfrom[ \t]+[\w.]")


def facts(content: bytes, stub: bool) -> SourceFacts:
    """Return the imports of a file; those of a stub (`.pyi`) are for type checkers only."""
    lazy: dict[int, int] = {}
    if b"lazy" in content:
        lazy = {found.end(2): found.start(1) for found in _LAZY.finditer(content)}
    if lazy:
        content = _LAZY.sub(lambda found: found[0][:-4] + b"    ", content)
    return _File(content, stub, lazy).facts()


def _grammar() -> object:
    import tree_sitter_python

    return tree_sitter_python.language()


class _File:
    """One file while it is read."""

    def __init__(self, content: bytes, stub: bool, lazy: Mapping[int, int]) -> None:
        self.content = content
        self.stub = stub
        self.lazy = lazy  # start of a statement → start of its `lazy`
        self.lines = content.split(b"\n")
        self.root = parse(_grammar, content).root_node
        self.type_only: tuple[tuple[int, int], ...] = ()
        if b"TYPE_CHECKING" in content:
            conditionals = captures(_grammar, _CONDITIONALS, self.root).get("if", [])
            self.type_only = type_only_ranges(content, conditionals)

    def facts(self) -> SourceFacts:
        found = captures(_grammar, _STATEMENTS, self.root).get("import", [])
        statements = sorted(found, key=lambda node: node.start_byte)
        imports = [raw for node in statements for raw in self._statement(node)]
        unanalysable = 0
        if b"import_module" in self.content or b"__import__" in self.content:
            for call in self._calls():
                dynamic = list(self._call(call))
                imports += dynamic
                unanalysable += not dynamic
        lost: dict[tuple[int, int], None] = {}
        if self.root.has_error:
            broken = [node for node in statements if node.has_error]
            lost |= dict.fromkeys(position(node, self.lines) for node in broken)
            for place, raws in self._in_errors(statements):
                lost[place] = None
                imports += raws
        imports.sort(key=lambda raw: (raw.line, raw.column))
        return SourceFacts(tuple(placed_statements(imports)), unanalysable, tuple(sorted(lost)))

    def _calls(self) -> "list[Node]":
        importers = Importers(self.content)
        calls = captures(_grammar, _CALLS, self.root).get("call", [])
        return [call for call in calls if importers.imports(call)]

    def _call(self, call: "Node") -> Iterator[RawImport]:
        dynamic = read_call(call)
        if dynamic is None:
            return
        line, column = position(call, self.lines)
        text = one_line(call.text or b"")
        for name in dynamic.names:
            yield RawImport(dynamic.specifier, name, "dynamic", line, column, text)

    def _kind(self, node: "Node") -> ImportKind:
        start = node.start_byte
        if self.stub or any(first <= start < end for first, end in self.type_only):
            return "type-only"
        return "lazy" if start in self.lazy else "import"

    def _statement(self, node: "Node") -> Iterator[RawImport]:
        line, column = position(node, self.lines)
        kind, text = self._kind(node), one_line(node.text or b"")
        if node.start_byte in self.lazy:
            column -= node.start_byte - self.lazy[node.start_byte]
            text = f"lazy {text}"
        if node.type == "import_statement":
            for name in _names(node):
                yield RawImport(name, None, kind, line, column, text)
            return
        if node.type == "future_import_statement":
            yield RawImport("__future__", None, kind, line, column, text)
            return
        module = node.child_by_field_name("module_name")
        if module is None:
            return
        specifier = _dotted(module)
        wildcard = any(child.type == "wildcard_import" for child in node.children)
        for name in ["*"] if wildcard else _names(node):
            yield RawImport(specifier, name, kind, line, column, text)

    def _in_errors(
        self, statements: "list[Node]"
    ) -> "Iterator[tuple[tuple[int, int], list[RawImport]]]":
        """Yield the lines inside syntax errors that look like imports and were not read.

        Each is read by itself once more: what is whole on one line is not lost.
        """
        rows = {
            row
            for error in captures(_grammar, _ERRORS, self.root).get("error", [])
            for row in range(error.start_point[0], error.end_point[0] + 1)
        }
        read = {node.start_point[0] for node in statements if not node.has_error}
        for row in sorted(rows - read):
            line = self.lines[row]
            word = _WORD.match(line)
            if word is None:
                continue
            alone = _Line(line.strip(), row, len(line) - len(line.lstrip()))
            yield (row + 1, alone.column + 1), alone.imports(self.stub)


class _Line:
    """One line out of a broken statement."""

    def __init__(self, content: bytes, row: int, column: int) -> None:
        self.content = content
        self.row = row
        self.column = column

    def imports(self, stub: bool) -> list[RawImport]:
        file = _File(self.content, stub, {})
        if file.root.has_error:
            return []
        return [
            RawImport(raw.specifier, raw.name, raw.kind, self.row + 1, self.column + 1, raw.text)
            for raw in file.facts().imports
        ]


def _names(node: "Node") -> list[str]:
    """Return the modules or names that a statement imports, without their aliases."""
    names: list[str] = []
    for child in node.children_by_field_name("name"):
        inner = child.child_by_field_name("name") if child.type == "aliased_import" else child
        if inner is not None and not inner.is_missing:
            names.append(_dotted(inner))
    return [name for name in names if name]


def _dotted(node: "Node") -> str:
    """Return a dotted name without the spaces, comments and line breaks that may be in it."""
    text = (node.text or b"").decode("utf-8", "replace")
    if text.replace(".", "").isidentifier() or not text.strip("."):
        return text
    return re.sub(r"#[^\n]*|[\s\\]", "", text)
