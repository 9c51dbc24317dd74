"""PHP source → its declarations and names, as the grammar has them."""

from typing import TYPE_CHECKING

from kavro_lint.languages.php.names_in_strings import names_in_strings
from kavro_lint.languages.php.occurrences import Occurrences, Span
from kavro_lint.languages.php.queries import QUERY
from kavro_lint.languages.php.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import parse_once
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

_NAMES = frozenset(("name", "qualified_name", "relative_name"))
_VARIABLES = frozenset(("variable_name", "dynamic_variable_name"))
_EXPRESSIONS = _VARIABLES | {
    "member_access_expression", "subscript_expression", "scoped_property_access_expression",
    "parenthesized_expression",
}  # fmt: skip
_STRINGS = frozenset(("string", "encapsed_string"))
_PARENTHESES = frozenset(("parenthesized_expression",))
# What a node is in a place: a name, a class that only a running program knows, or what may be
# a string that names what is loaded or called.
_MEANINGS = {
    "of_creation": ((_NAMES, "class"), (_EXPRESSIONS, "computed"), (_PARENTHESES, "by_name")),
    "of_static_call": (
        (_NAMES, "class"), (_EXPRESSIONS, "computed"), (_STRINGS | _PARENTHESES, "by_name"),
    ),
    "of_static_property": ((_NAMES, "class"), (_VARIABLES, "computed"), (_STRINGS, "by_name")),
    "of_constant": ((_NAMES, "class"),),
    "of_call": (
        (_NAMES, "function"), (_STRINGS | _PARENTHESES | {"array_creation_expression"}, "by_name"),
    ),
}  # fmt: skip


def occurrences_by_grammar(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Unreadable where parsing takes too much work."""
    root = parse_once(grammar, content).root_node
    nodes = _sorted(captures(grammar, QUERY, root))

    def spans(name: str) -> list[Span]:
        return [_span(node) for node in nodes.get(name, ())]

    def starts(name: str) -> list[int]:
        return [node.start_byte for node in nodes.get(name, ())]

    return Occurrences(
        spans("namespace"), spans("use"),
        spans("declares_class"), spans("declares_function"), spans("declares_constant"),
        starts("class"), starts("function"), starts("constant"),
        spans("include"), len(nodes.get("computed", ())), spans("error"),
        names_in_strings(content, root, nodes),
    )  # fmt: skip


def _sorted(captured: "Mapping[str, list[Node]]") -> "dict[str, list[Node]]":
    """Return nodes by what they are, where they were captured by where they stand."""
    nodes = {name: [*rows] for name, rows in captured.items() if name not in _MEANINGS}
    for place in captured.keys() & _MEANINGS.keys():
        for node in captured[place]:
            for kinds, meaning in _MEANINGS[place]:
                if node.type in kinds:
                    nodes.setdefault(meaning, []).append(node)
    return nodes


def _span(node: "Node") -> Span:
    return node.start_byte, node.end_byte
