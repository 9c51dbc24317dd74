"""A place in a tree → whether it is code, and in what: one walk for all places of a file."""

from typing import TYPE_CHECKING

from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

# Leaves that are words of the language: all others are text, comments, properties.
_WORDS = {"import", "export", "identifier", "require", "type_identifier"}
_FUNCTIONS = {
    "function_declaration",
    "function_expression",
    "function",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
}
_TYPES = {
    "type_annotation",
    "type_alias_declaration",
    "type_query",
    "type_arguments",
    "constraint",
    "default_type",
    "extends_type_clause",
    "implements_clause",
    "interface_body",
    "object_type",
    "union_type",
    "intersection_type",
}
_CASTS = {"as_expression", "satisfies_expression"}


@frozen
class Around:
    """What is around a place: a function, a type, a syntax error; `word` says that it is code."""

    type: str
    start: int
    end: int
    lazy: bool = False
    typed: bool = False
    broken: bool = False

    @property
    def word(self) -> bool:
        """Whether what stands here is a word of the language."""
        return self.type in _WORDS


class Surroundings:
    """Walks down to one place after the other, in the order of the text.

    The way down is kept, so that all places together cost one walk, however deep the tree is.
    """

    def __init__(self, tree: "Tree", content: bytes) -> None:
        self._content = content
        self._cursor = tree.walk()
        root = tree.root_node
        self._way = [Around(root.type, 0, len(content), broken=root.is_error)]

    def at(self, place: int) -> Around:
        """Return the innermost node that holds a place, which is not before the last one.

        Where none does, it is the node after it, which begins later.
        """
        way, cursor = self._way, self._cursor
        while len(way) > 1 and way[-1].end <= place and not self._next(place):
            way.pop()
            cursor.goto_parent()
        while way[-1].start <= place and cursor.goto_first_child_for_byte(place) is not None:
            if (node := cursor.node) is not None:
                way.append(self._inside(way[-1], node))
        return way[-1]

    def _next(self, place: int) -> bool:
        """Go on to the sibling that ends after a place, if there is one.

        From one to the next, as a search from the first would look at all of them each time.
        """
        while self._cursor.goto_next_sibling():
            node = self._cursor.node
            if node is not None and node.end_byte > place:
                self._way[-1] = self._inside(self._way[-2], node)
                return True
        return False

    def _inside(self, around: Around, node: "Node") -> Around:
        kind = node.type
        typed = around.typed and not (kind in _FUNCTIONS or kind.endswith("statement"))
        typed = typed or kind in _TYPES
        typed = typed or (around.type in _CASTS and node.start_byte > around.start)
        if kind == "unary_expression" and self._content.startswith(b"typeof", node.start_byte):
            typed = True
        return Around(
            kind,
            node.start_byte,
            node.end_byte,
            around.lazy or kind in _FUNCTIONS,
            typed,
            around.broken or node.is_error or (kind == "import_statement" and node.has_error),
        )
