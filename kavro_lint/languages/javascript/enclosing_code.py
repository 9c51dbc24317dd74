"""A place in a tree → whether it is code, and in what: one walk for all places of a file."""

from typing import TYPE_CHECKING

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.bound_names import BoundNames
from kavro_lint.languages.javascript.module_system import ARGUMENTS, COMPUTED, GIVEN_BY_NODE
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

# Leaves that are words of the language: all others are text, comments, properties.
_WORDS = {
    "import",
    "export",
    "identifier",
    "require",
    "type_identifier",
    "shorthand_property_identifier",
}
# Where a name is declared, and not used; of the last three only what they begin with.
_DECLARING = {
    "formal_parameters",
    "required_parameter",
    "optional_parameter",
    "rest_pattern",
    "object_pattern",
    "pair_pattern",
    "array_pattern",
    "function_declaration",
    "function_expression",
    "import_specifier",
    "import_clause",
    "namespace_import",
    "import_require_clause",
    "arrow_function",
    "variable_declarator",
    "assignment_expression",
    "assignment_pattern",
}
_FUNCTION_NAMES = {
    "function_declaration",
    "function_expression",
    "function_signature",
    "generator_function_declaration",
}
# What uses a value without passing it on.
_NOT_PASSED_ON = {"unary_expression", "expression_statement", "type_query", "export_specifier"}
_CONDITIONS = {"if_statement", "while_statement", "unary_expression"}
_LOGICAL = (b"&&", b"||", b"??")
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

_CALLED_INDIRECTLY = expression(rb"\s*(?:\?\s*)?\.\s*(?:call|apply|bind)\b")
_EXPORTS_NEXT = expression(rb"\s*,\s*exports\b")


@frozen
class Around:
    """What is around a place: a function, a type, a syntax error; `word` is whether it is code.

    `optional` says that it stands in a `try`, so that a failure is caught; `called` that it stands
    in a function which has `arguments` of its own, as no arrow has.
    """

    type: str
    start: int
    end: int
    lazy: bool = False
    typed: bool = False
    broken: bool = False
    optional: bool = False
    called: bool = False

    @property
    def word(self) -> bool:
        """Whether what stands here is a word of the language."""
        return self.type in _WORDS


class Surroundings:
    """Walks down to one place after the other, in the order of the text.

    The ancestors of the last place are kept, so that all places together cost one walk, however
    deep the tree is.
    """

    def __init__(self, tree: "Tree", content: bytes) -> None:
        self._content = content
        self._cursor = tree.walk()
        root = tree.root_node
        self._modules = BoundNames(COMPUTED)
        self._ancestors = [Around(root.type, 0, len(content), broken=root.is_error)]

    def at(self, place: int) -> Around:
        """Return the innermost node that holds a place, which is not before the last one.

        Where none does, it is the node after it, which begins later.
        """
        ancestors, cursor = self._ancestors, self._cursor
        while len(ancestors) > 1 and ancestors[-1].end <= place and not self._go_to_sibling(place):
            ancestors.pop()
            cursor.goto_parent()
        while ancestors[-1].start <= place and cursor.goto_first_child_for_byte(place) is not None:
            if (node := cursor.node) is not None:
                ancestors.append(self._context_of(ancestors[-1], node))
        return ancestors[-1]

    def is_declared(self, word: bytes) -> bool:
        """Whether the script declares what stands at the last place: a function, or `module`.

        Functions but arrows have `arguments` of their own.
        """
        if word in GIVEN_BY_NODE:
            is_own_module = self._modules.is_declared_around
            return (
                self._ancestors[-1].called
                if word == ARGUMENTS
                else is_own_module(self._cursor.node)
            )
        return len(self._ancestors) > 1 and self._ancestors[-2].type in _FUNCTION_NAMES

    def is_taken_from_object(self) -> bool:
        """Whether the last place is a name in a pattern of an object: `{name: other} = x`."""
        if len(self._ancestors) < 2:
            return False
        leaf, parent = self._ancestors[-1], self._ancestors[-2]
        if leaf.type == "shorthand_property_identifier_pattern":
            return self._content[leaf.start : leaf.end] != b"require"
        return parent.type == "pair_pattern" and leaf.start == parent.start

    def is_doubtful(self) -> bool:
        """Whether the last place is in a regular expression that may be a division.

        `await` and `yield` are names in a script that is not a module.
        """
        literal = next((node for node in self._ancestors[-2:] if node.type == "regex"), None)
        if literal is None:
            return False
        before = self._content[max(0, literal.start - 60) : literal.start].rstrip()
        return before.endswith((b"await", b"yield"))

    def is_passed_on(self, place: int) -> bool:
        """Whether the name at a place, where `at` was last, is a value that other code may call."""
        ancestors, content = self._ancestors, self._content
        if len(ancestors) < 2:
            return True
        leaf, parent = ancestors[-1], ancestors[-2]
        is_first = parent.start == leaf.start
        kind = parent.type
        if kind in _NOT_PASSED_ON or leaf.typed:
            return False
        if kind in _DECLARING:
            only_first = kind.startswith(("variable", "assignment", "arrow"))
            return only_first and not is_first
        if kind == "binary_expression":
            before = content[max(0, place - 60) : place].rstrip()
            return not is_first and before.endswith(_LOGICAL)
        if kind == "parenthesized_expression":
            return len(ancestors) < 3 or ancestors[-3].type not in _CONDITIONS
        if kind == "member_expression":
            return _CALLED_INDIRECTLY.match(content, leaf.end) is not None
        if kind == "ternary_expression":
            return not is_first
        # A wrapper of UMD hands both to a function whose parameters have the same names.
        return kind != "arguments" or _EXPORTS_NEXT.match(content, leaf.end) is None

    def _go_to_sibling(self, place: int) -> bool:
        """Go on to the sibling that ends after a place, if there is one.

        It steps from sibling to sibling: a search from the first child takes quadratic time.
        """
        while self._cursor.goto_next_sibling():
            node = self._cursor.node
            if node is not None and node.end_byte > place:
                self._ancestors[-1] = self._context_of(self._ancestors[-2], node)
                return True
        return False

    def _context_of(self, around: Around, node: "Node") -> Around:
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
            kind == "try_statement" or (around.optional and kind not in _FUNCTIONS),
            around.called or (kind in _FUNCTIONS and kind != "arrow_function"),
        )
