"""The namespace blocks and the types that a C# source declares, by where they begin."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kavro_lint.languages.csharp.names import name_at

if TYPE_CHECKING:
    from tree_sitter import Node

# The nodes of a source by what the query calls them.
Nodes = Mapping[str, Sequence["Node"]]

_NAMES = frozenset("identifier generic_name qualified_name alias_qualified_name".split())


class Block(NamedTuple):
    """A namespace block: its own name, and the bytes in which it is in force."""

    start: int
    end: int
    name: str


class TypeNode(NamedTuple):
    """A type: the bytes of its body, in which its members are known, and what it derives from."""

    start: int
    end: int
    name: str
    is_partial: bool
    bases: tuple[str, ...]


class Parameters(NamedTuple):
    """Bytes in which a name is a type parameter."""

    start: int
    end: int
    name: str


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
        head = content[node.start_byte : name.start_byte]
        body = node.child_by_field_name("body")
        yield TypeNode(
            body.start_byte if body is not None else node.end_byte - 1,
            node.end_byte,
            f"{_text(content, name)}`{count}" if count else _text(content, name),
            re.search(rb"\bpartial\b", head) is not None,
            tuple(filter(None, _bases(content, node))),
        )


def parameters(content: bytes, nodes: Nodes) -> Iterator[Parameters]:
    """Yield the type parameters of types and methods, which hide types."""
    for node in nodes.get("declaration", ()):
        for name in _parameters_of(content, node):
            yield Parameters(node.start_byte, node.end_byte, name)
    for node in nodes.get("parameters", ()):
        owner = node.parent
        for name in _names_in(content, node) if owner is not None else ():
            yield Parameters(owner.start_byte, owner.end_byte, name)  # type: ignore[union-attr]


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
    text = content[node.start_byte : node.end_byte] if node is not None else b""
    return b"".join(text.split()).decode("utf-8", "replace").replace("@", "")


class Around:
    """Nested spans of bytes, asked for the innermost one around a place."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """Take spans in the order of their starts; none crosses another."""
        self._spans = spans
        self._starts = [start for start, _ in spans]
        # The last answer, and the bytes for which it is the same.
        self._last = 0, 0, -1
        self.outer: list[int] = []
        for number, (start, _) in enumerate(spans):
            self.outer.append(self._enclosing(number - 1, start))

    def _enclosing(self, number: int, place: int) -> int:
        while number >= 0 and self._spans[number][1] <= place:
            number = self.outer[number]
        return number

    def of(self, place: int) -> int:
        """Return the number of the innermost span around a place, -1 for none."""
        first, end, number = self._last
        if not first <= place < end:
            following = bisect_right(self._starts, place)
            number = self._enclosing(following - 1, place)
            ends = [self._spans[number][1]] if number >= 0 else []
            self._last = (
                place,
                min(ends + self._starts[following : following + 1] or [place]),
                number,
            )
        return number
