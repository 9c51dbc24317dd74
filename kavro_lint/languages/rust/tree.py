"""Rust source → what stands in it and where, as the grammar has it."""

from operator import attrgetter
from typing import TYPE_CHECKING

from kavro_lint.languages.rust.occurrences import Call, ExternCrate, Mod, Occurrences, Range
from kavro_lint.languages.rust.queries import QUERY
from kavro_lint.languages.rust.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import parse_once
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from tree_sitter import Node

_start = attrgetter("start_byte")


def occurrences_by_grammar(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Unreadable where parsing takes too much work."""
    nodes = captures(grammar, QUERY, parse_once(grammar, content).root_node)

    def ranges(name: str) -> list[Range]:
        return [_range(node) for node in sorted(nodes.get(name, ()), key=_start)]

    def field(node: "Node", name: str) -> Range | None:
        child = node.child_by_field_name(name)
        return _range(child) if child is not None else None

    def last_name(node: "Node") -> bytes:
        start, end = field(node, "macro") or (0, 0)
        return content[start:end].rpartition(b"::")[2].strip()

    items = dict(ranges("item"))
    blocks = ranges("block")
    return Occurrences(
        [
            Mod(node.start_byte, name, field(node, "body"))
            for node in nodes.get("mod", ())
            if (name := field(node, "name")) is not None
        ],
        ranges("use"),
        [
            ExternCrate(_range(node), field(node, "name") or (0, 0), field(node, "alias"))
            for node in nodes.get("extern", ())
        ],
        [(kind, range_) for kind in ("type", "value", "macro") for range_ in ranges(kind)],
        [*ranges("closed"), *blocks],
        blocks,
        ranges("attribute"),
        ranges("inner"),
        items.get,
        [start for start, _ in ranges("head")],
        ranges("visibility"),
        [
            Call(node.start_byte, node.end_byte, last_name(node))
            for node in sorted(nodes.get("call", ()), key=_start)
        ],
        ranges("definition"),
        ranges("error"),
    )


def _range(node: "Node") -> Range:
    return node.start_byte, node.end_byte
