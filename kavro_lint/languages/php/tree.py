"""PHP source → its declarations and names, as the grammar has them."""

from typing import TYPE_CHECKING

from kavro_lint.languages.php.names_in_strings import names_in_strings
from kavro_lint.languages.php.occurrences import Occurrences, Span
from kavro_lint.languages.php.queries import QUERY
from kavro_lint.languages.php.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import parse_bounded, parse_once
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from tree_sitter import Node

# So many bytes never take the parser longer than two seconds, whatever is in them.
SMALL = 64_000


def occurrences_by_grammar(content: bytes) -> Occurrences:
    """Return what stands in a source. Raises Unreadable where parsing takes too much work."""
    parsed = parse_bounded if len(content) <= SMALL else parse_once
    root = parsed(grammar, content).root_node
    nodes = captures(grammar, QUERY, root)

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


def _span(node: "Node") -> Span:
    return node.start_byte, node.end_byte
