"""The types that a Java source declares, and names that hide types where they are in scope."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kavro_lint.languages.java.lexical import dotted, plain
from kavro_lint.languages.jvm.declared import DeclaredType

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE_HOLDERS = frozenset(
    "program class_body interface_body enum_body enum_body_declarations "
    "annotation_type_body".split()
)


class Scope(NamedTuple):
    """Bytes from `start` to `end` in which a name stands for something that is no type."""

    name: bytes
    start: int
    end: int


class TypeNode(NamedTuple):
    """A declared type and the bytes of its body."""

    start: int
    end: int
    declared: DeclaredType


def declared_types(
    content: bytes, structure: Sequence[Mapping[str, "list[Node]"]]
) -> tuple[list[TypeNode], list[Scope]]:
    """Return the declared types in the order of the text, and scopes of names that hide some."""
    rows = []
    hidden: list[Scope] = []
    for match in structure:
        if "parameters" in match:
            hidden += _type_parameters(match["parameters"][0])
        if "body" in match:
            rows.append(match)
    rows.sort(key=lambda match: match["body"][0].start_byte)
    types: list[TypeNode] = []
    around: list[int] = []
    for match in rows:
        body = match["body"][0]
        whole = match.get("type", match.get("anonymous", [body]))[0]
        while around and types[around[-1]].end < whole.start_byte:
            around.pop()
        name = ""
        if "name" in match:
            name = plain(match["name"][0].text or b"")
            holder = whole.parent
            if holder is not None and holder.type not in _TYPE_HOLDERS:
                hidden.append(Scope(name.encode(), whole.start_byte, holder.end_byte))
                name = ""
        supertypes = [
            plain(dotted(content, start))
            for key in ("extends", "implements")
            for node in match.get(key, ())
            for start in _heads(content, node)
        ]
        outer = around[-1] if around else -1
        declared = DeclaredType(name, outer, tuple(filter(None, supertypes)))
        around.append(len(types))
        types.append(TypeNode(body.start_byte, body.end_byte, declared))
    return types, hidden


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


def _type_parameters(node: "Node") -> Iterator[Scope]:
    owner = node.parent
    if owner is None:
        return
    for parameter in node.named_children:
        names = [child for child in parameter.named_children if child.type == "type_identifier"]
        if names:
            yield Scope(names[0].text or b"", owner.start_byte, owner.end_byte)


class Bodies:
    """The bodies of types, asked for which of them is around a place."""

    def __init__(self, types: Sequence[TypeNode]) -> None:
        self._types = types
        self._starts = [node.start for node in types]

    def around(self, place: int) -> int:
        """Return the number of the innermost type whose body is around a place, -1 for none."""
        number = bisect_right(self._starts, place) - 1
        while number >= 0 and self._types[number].end <= place:
            number = self._types[number].declared.outer
        return number
