"""Calls that import, read from a syntax tree: of a whole file, or of the parts that matter."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from kavro_lint.languages.positions import Places
from kavro_lint.languages.python.dynamic import imported_by, imports_nothing
from kavro_lint.languages.python.importers import Importers
from kavro_lint.languages.python.statements import one_line, source_of, statements_of
from kavro_lint.model.places import PlacedStatement, Statement

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

# At most so many mentions of functions that import are checked: each is a search in the tree.
MOST_HANDED_ON = 1_000
_IN_WORDS = frozenset(b"_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PASSING_NODES = frozenset(
    "argument_list list tuple set pair return_statement default_parameter keyword_argument "
    "conditional_expression lambda expression_list boolean_operator subscript "
    "named_expression".split()
)
# The ends of what is asked for an attribute by its name.
_ASKING = (b"attr", b"attrgetter", b"methodcaller", b"__getattribute__")

# Where the name of a function begins and ends.
Mention = tuple[int, int]


def importers_in(nodes: "Mapping[str, list[Node]]") -> Importers:
    """Return the functions that import, by the statements and assignments among nodes by kinds."""
    return Importers(statements_of(nodes), nodes["assignment"])


def calls_in(
    tree: "Tree",
    content: bytes,
    importers: Importers,
    calls: "Iterable[Node]",
    mentioned: Iterable[Mention],
) -> tuple[list[PlacedStatement], int]:
    """Return which of the calls in a tree import, and how many cannot be analysed.

    `mentioned` are the mentions of functions that import.
    """
    places = Places(content)
    statements: list[PlacedStatement] = []
    unanalysable = 0
    functions: set[int] = set()
    for call in calls:
        function = call.child_by_field_name("function")
        form = importers.form(function)
        unanalysable += importers.is_asked_for_any(call)
        if form is None or function is None or imports_nothing(call, form):
            continue
        functions.add(function.id)
        names = imported_by(call, form)
        if names:
            line, column = places.of(call.start_byte)
            statement = Statement(names, one_line(source_of(call, content)))
            statements.append(PlacedStatement(line, column, "dynamic", statement))
        else:
            unanalysable += 1
    return statements, unanalysable + _count_passed_on(tree, mentioned, importers, functions)


def mentions(content: bytes, functions: Iterable[bytes]) -> list[Mention]:
    """Return where the names of functions begin and end as words, in the order of the text."""
    places: list[Mention] = []
    for name in functions:
        at = content.find(name)
        while at >= 0:
            end = at + len(name)
            # As bytes: the first one has none before it, the last one none after it.
            if _IN_WORDS.isdisjoint(content[max(at - 1, 0) : at] + content[end : end + 1]):
                places.append((at, end))
            at = content.find(name, end)
    return sorted(places)


def _count_passed_on(
    tree: "Tree", mentioned: Iterable[Mention], importers: Importers, called: set[int]
) -> int:
    """Count where functions that import are passed on rather than called."""
    places = islice(mentioned, MOST_HANDED_ON)
    nodes = (tree.root_node.descendant_for_byte_range(*place) for place in places)
    return sum(_is_passed_on(node, importers, called) for node in nodes)


def _is_passed_on(node: "Node | None", importers: Importers, called: set[int]) -> bool:
    """Whether a node names a function that imports and does not call it."""
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return False
    if node.type == "string_content":
        return _is_asked_for(parent)
    if node.type != "identifier":
        return False
    if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        node, parent = parent, parent.parent
    if parent is None or node.id in called or importers.form(node) is None:
        return False
    if parent.type == "assignment":
        # Another name for it, under which its calls are read.
        left = parent.child_by_field_name("left")
        return left is None or left.type != "identifier"
    return parent.type in _PASSING_NODES and parent.child_by_field_name("name") != node


def _is_asked_for(string: "Node") -> bool:
    """Whether a string is a whole name that something is asked for: `getattr(x, "name")`."""
    parent = string.parent
    if parent is None or string.named_child_count != 3 or b"." in (string.text or b""):
        return False
    if parent.type == "subscript":
        return True
    call = parent.parent if parent.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and (function.text or b"").endswith(_ASKING)
