"""The variables of a Java source that could be taken for types (JLS 6.4.2)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.jvm.scopes import Bodies, TypeNode

if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset(
    "block class_body interface_body enum_body annotation_type_body lambda_expression "
    "for_statement "
    "method_declaration constructor_declaration enhanced_for_statement catch_clause "
    "try_with_resources_statement switch_block_statement_group compact_constructor_declaration "
    "record_declaration if_statement while_statement".split()
)


class Variables:
    """The variables of a source that could be taken for types, and where they are in scope."""

    def __init__(self, content: bytes, nodes: Sequence["Node"], types: Sequence[TypeNode]) -> None:
        names = [content[node.start_byte : node.end_byte] for node in nodes]
        # Only of a name that could be a type's it matters where it is in scope.
        self.lower = frozenset([name for name in names if not name[:1].isupper()])
        self.upper: dict[bytes, list[Node]] = {}
        self.fields: dict[int, set[str]] = {}
        self._scopes: dict[bytes, list[tuple[int, int]]] = {}
        bodies = Bodies(types)
        for name, node in zip(names, nodes, strict=True):
            if name in self.lower:
                continue
            self.upper.setdefault(name, []).append(node)
            if (len(name) < 3 or not name.isupper()) and _is_field(node):
                inside = bodies.around(node.start_byte)
                self.fields.setdefault(inside, set()).add(name.decode("utf-8", "replace"))

    def hide(self, name: bytes, start: int) -> bool:
        """Whether a variable of a name that could be a type's is in scope at a place."""
        if name not in self.upper:
            return False
        if name not in self._scopes:
            self._scopes[name] = [_scope_of(node) for node in self.upper[name]]
        return any(first <= start < end for first, end in self._scopes[name])


def _is_field(node: "Node") -> bool:
    above = node.parent
    if above is None or above.type == "enum_constant":
        return above is not None
    return above.parent is not None and above.parent.type in (
        "field_declaration",
        "constant_declaration",
    )


def _scope_of(node: "Node") -> tuple[int, int]:
    """Return the bytes in which a variable hides a type: the block around its declaration."""
    above = node.parent
    while above is not None and above.type not in _BLOCKS:
        above = above.parent
    if above is None:
        return 0, 0
    is_local = above.type not in ("class_body", "interface_body", "enum_body")
    return (node.start_byte if is_local else above.start_byte), above.end_byte
