"""The types that a Java source declares, and names that hide types where they are in scope."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.java.lexical import dotted, plain
from kavro_lint.languages.jvm.declared import DeclaredType
from kavro_lint.languages.jvm.scopes import Scope, TypeNode
from kavro_lint.languages.syntax import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE_HOLDERS = frozenset(
    "program class_body interface_body enum_body enum_body_declarations "
    "annotation_type_body".split()
)


def declared_types(
    content: bytes, nodes: Mapping[str, "list[Node]"]
) -> tuple[list[TypeNode], list[Scope]]:
    """Return the declared types in the order of the text, and scopes of names that hide some."""
    hidden = [
        scope for node in nodes.get("parameters", ()) for scope in _type_parameters(content, node)
    ]
    rows = [
        (body, node)
        for kind in ("class", "anonymous")
        for node in nodes.get(kind, ())
        if (body := _body(node)) is not None
    ]
    rows.sort(key=lambda row: row[0].start_byte)
    types: list[TypeNode] = []
    around: list[int] = []
    for body, node in rows:
        while around and types[around[-1]].end <= node.start_byte:
            around.pop()
        identifier = node.child_by_field_name("name")
        name = ""
        if identifier is not None:
            name = plain(text_of(content, identifier))
            holder = node.parent
            if holder is not None and holder.type not in _TYPE_HOLDERS:
                hidden.append(Scope(name.encode(), node.start_byte, holder.end_byte))
                name = ""
        supertypes = tuple(_supertypes(content, node))
        declared = DeclaredType(name, around[-1] if around else -1, supertypes)
        around.append(len(types))
        types.append(TypeNode(body.start_byte, body.end_byte, declared))
    return types, hidden


def _body(node: "Node") -> "Node | None":
    """Return the body of a type; that of an anonymous class comes behind its arguments."""
    if node.type != "object_creation_expression":
        return node.child_by_field_name("body")
    return next((child for child in node.named_children if child.type == "class_body"), None)


def _supertypes(content: bytes, node: "Node") -> Iterator[str]:
    """Yield the types that a type's header says it extends and implements."""
    if node.type == "object_creation_expression":
        extended = [node.child_by_field_name("type")]
    elif node.type == "interface_declaration":
        extended = [child for child in node.named_children if child.type == "extends_interfaces"]
    else:
        extended = [node.child_by_field_name(field) for field in ("superclass", "interfaces")]
    for header in extended:
        for start in _heads(content, header) if header is not None else ():
            name = plain(dotted(content, start))
            if name:
                yield name


def _heads(content: bytes, node: "Node") -> Iterator[int]:
    """Yield where the types begin that a header lists, without their type arguments."""
    if node.type in ("superclass", "super_interfaces", "extends_interfaces", "type_list"):
        for child in node.named_children:
            yield from _heads(content, child)
    elif node.type in ("type_identifier", "scoped_type_identifier"):
        yield node.start_byte
    elif node.type in ("generic_type", "annotated_type"):
        inner = [
            child
            for child in node.named_children
            if child.type in ("type_identifier", "scoped_type_identifier", "generic_type")
        ]
        yield from _heads(content, inner[0]) if inner else ()


def _type_parameters(content: bytes, node: "Node") -> Iterator[Scope]:
    owner = node.parent
    if owner is None:
        return
    for parameter in node.named_children:
        names = [child for child in parameter.named_children if child.type == "type_identifier"]
        if names:
            yield Scope(text_of(content, names[0]), owner.start_byte, owner.end_byte)
