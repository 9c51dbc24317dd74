"""The variables of a Java source that could be taken for types, as its tree has them."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.java.occurrences import Variables
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


def variables_of(
    content: bytes, nodes: Sequence["Node"], types: Sequence[TypeNode], values: Collection[bytes]
) -> Variables:
    """Return the variables at nodes; where they are in scope only of names in `values`."""
    names = [content[node.start_byte : node.end_byte] for node in nodes]
    # Only of a name that could be a type's it matters where it is in scope.
    lower = frozenset([name for name in names if not name[:1].isupper()])
    scopes: dict[bytes, list[tuple[int, int]]] = {}
    fields: dict[int, set[str]] = {}
    bodies = Bodies(types)
    for name, node in zip(names, nodes, strict=True):
        if name in lower:
            continue
        if name in values:
            scopes.setdefault(name, []).append(_scope_of(node))
        if (len(name) < 3 or not name.isupper()) and _is_field(node):
            inside = bodies.around(node.start_byte)
            fields.setdefault(inside, set()).add(name.decode("utf-8", "replace"))
    return Variables(lower, scopes, fields)


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
