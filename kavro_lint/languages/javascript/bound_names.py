"""Whether a script declares a name itself, around a place."""

from typing import TYPE_CHECKING

from kavro_lint.expressions import expression

if TYPE_CHECKING:
    from tree_sitter import Node

# What binds names for what is in it, and the fields of the grammar that have them.
_BINDING = frozenset(
    "function_declaration generator_function_declaration function_expression generator_function "
    "arrow_function method_definition catch_clause for_in_statement".split()
)
_BOUND = ("parameters", "parameter", "left")
_BLOCKS = frozenset(("program", "statement_block", "for_statement", "switch_case"))
_DECLARATIONS = frozenset(("lexical_declaration", "variable_declaration", "export_statement"))
_NAMED = frozenset(
    "function_declaration generator_function_declaration class_declaration "
    "variable_declarator".split()
)
_WORD = rb"(?:\A|[({,\[:.]|\bas|\bimport)\s*%s(?![\w$\x80-\xff])"


class BoundNames:
    """A name of which it is asked whether the script declares it where it is used."""

    def __init__(self, name: bytes) -> None:
        self._bound = expression(_WORD % name)
        self._binding: dict[int, bool] = {}

    def is_declared_around(self, node: "Node | None") -> bool:
        """Whether a node stands in a scope that declares the name."""
        while node is not None:
            if node.id not in self._binding:
                self._binding[node.id] = self._binds(node)
            if self._binding[node.id]:
                return True
            node = node.parent
        return False

    def _binds(self, scope: "Node") -> bool:
        """Whether a node declares the name for what is in it: a parameter, or in a statement."""
        if scope.type in _BINDING:
            return any(self._is_in(scope.child_by_field_name(field)) for field in _BOUND)
        return scope.type in _BLOCKS and any(map(self._declares, scope.named_children))

    def _declares(self, statement: "Node") -> bool:
        if statement.type in _DECLARATIONS:
            return any(map(self._declares, statement.named_children))
        if statement.type == "import_statement":
            return self._is_in(statement)
        return statement.type in _NAMED and self._is_in(statement.child_by_field_name("name"))

    def _is_in(self, node: "Node | None") -> bool:
        return node is not None and self._bound.search(node.text or b"") is not None
