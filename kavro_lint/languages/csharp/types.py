"""The namespace blocks and the types that a C# source declares, as its tree has them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.csharp.names import name_at, plain_text
from kavro_lint.languages.csharp.occurrences import Block, Parameter, TypeNode

if TYPE_CHECKING:
    from tree_sitter import Node

# The nodes of a source by what the query calls them.
Nodes = Mapping[str, Sequence["Node"]]

_NAMES = frozenset("identifier generic_name qualified_name alias_qualified_name".split())
is_partial = re.compile(rb"\bpartial\b").search


def blocks(content: bytes, nodes: Nodes) -> Iterator[Block]:
    """Yield the namespace blocks of a source."""
    for key in ("namespace", "file"):
        for node in nodes.get(key, ()):
            text = _text(content, node.child_by_field_name("name"))
            yield Block(node.start_byte, len(content) if key == "file" else node.end_byte, text)


def types(content: bytes, nodes: Nodes) -> Iterator[TypeNode]:
    """Yield the types of a source."""
    for node in nodes.get("declaration", ()):
        name = node.child_by_field_name("name")
        if name is None or name.is_missing:
            continue
        count = sum(1 for _ in _parameters_of(content, node))
        body = node.child_by_field_name("body")
        yield TypeNode(
            body.start_byte if body is not None else node.end_byte - 1,
            node.end_byte,
            f"{_text(content, name)}`{count}" if count else _text(content, name),
            is_partial(content, node.start_byte, name.start_byte) is not None,
            tuple(filter(None, _bases(content, node))),
        )


def parameters(content: bytes, nodes: Nodes) -> Iterator[Parameter]:
    """Yield the type parameters of types and methods, which hide types."""
    for node in nodes.get("declaration", ()):
        for name in _parameters_of(content, node):
            yield Parameter(node.start_byte, node.end_byte, name)
    for node in nodes.get("parameters", ()):
        owner = node.parent
        for name in _names_in(content, node) if owner is not None else ():
            yield Parameter(owner.start_byte, owner.end_byte, name)  # type: ignore[union-attr]


def _parameters_of(content: bytes, node: "Node") -> Iterator[str]:
    for child in node.named_children:
        if child.type == "type_parameter_list":
            yield from _names_in(content, child)


def _names_in(content: bytes, node: "Node") -> Iterator[str]:
    for child in node.named_children:
        name = child.child_by_field_name("name")
        if name is not None:
            yield _text(content, name)


def _bases(content: bytes, node: "Node") -> Iterator[str]:
    for child in node.named_children:
        if child.type == "base_list":
            for base in child.named_children:
                if base.type in _NAMES or base.type == "primary_constructor_base_type":
                    yield name_at(content, base.start_byte, is_value=False)


def _text(content: bytes, node: "Node | None") -> str:
    return plain_text(content[node.start_byte : node.end_byte]) if node is not None else ""
