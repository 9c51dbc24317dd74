"""Java source → its types, names and variables, as the grammar has them."""

from typing import TYPE_CHECKING

from kavro_lint.languages.java.lexical import identifier
from kavro_lint.languages.java.occurrences import Occurrences, Span
from kavro_lint.languages.java.queries import SOURCE
from kavro_lint.languages.java.tree_sitter_wheel import grammar
from kavro_lint.languages.java.types import declared_types
from kavro_lint.languages.java.variables import variables_of
from kavro_lint.languages.syntax import parse_once, text_of
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from tree_sitter import Node


def occurrences_by_grammar(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Unreadable where parsing takes too much work."""
    nodes = captures(grammar, SOURCE, parse_once(grammar, content).root_node)
    types, hidden = declared_types(content, nodes)
    heads = {node.start_byte: text_of(content, node) for node in nodes.get("type", ())}
    # A name behind a dot is read from its beginning.
    for node in nodes.get("tail", ()):
        heads.pop(node.start_byte, None)
    taken_apart = [node.start_byte for node in nodes.get("taken_apart", ())]
    heads.update(
        (start, head[0])
        for start in taken_apart
        if (head := identifier(content, start)) is not None
    )
    values = {node.start_byte: text_of(content, node) for node in nodes.get("value", ())}
    package, module = (next(iter(nodes.get(kind, ())), None) for kind in ("package", "module"))
    name = module.child_by_field_name("name") if module is not None else None
    return Occurrences(
        text_of(content, package) if package is not None else b"",
        [_span(node) for node in nodes.get("import", ())],
        types,
        hidden,
        heads,
        [*(node.start_byte for node in nodes.get("dotted", ())), *taken_apart],
        values,
        variables_of(content, nodes.get("variable", ()), types, frozenset(values.values())),
        [_span(node) for node in nodes.get("error", ())],
        _span(module) if module is not None else None,
        text_of(content, name) if name is not None else b"",
    )


def _span(node: "Node") -> Span:
    return node.start_byte, node.end_byte
