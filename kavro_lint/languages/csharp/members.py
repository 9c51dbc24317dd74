"""The members and the variables of a C# source: what hides types, and what types give."""

import re
from typing import TYPE_CHECKING, NamedTuple

from kavro_lint.languages.csharp.names import name_at
from kavro_lint.languages.csharp.types import Around, Nodes

if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset(
    "block switch_section lambda_expression for_statement foreach_statement method_declaration "
    "constructor_declaration local_function_statement property_declaration accessor_declaration "
    "anonymous_method_expression catch_clause using_statement operator_declaration "
    "conversion_operator_declaration indexer_declaration if_statement while_statement "
    "query_expression arrow_expression_clause switch_expression_arm".split()
)
_FIELDS = ("field_declaration", "event_field_declaration")
_STATIC = re.compile(rb"\b(?:static|const)\b")
_EXTENSION = re.compile(rb"\(\s*+(?:\[[^\]]*+\]\s*+)?(?:(?:ref|in|scoped|readonly)\s++)*+this\b")


class Members(NamedTuple):
    """What the types of a source hold, each by the number of the type."""

    values: dict[int, set[str]]
    likes: dict[int, set[str]]
    statics: dict[int, set[str]]
    extensions: dict[int, set[str]]


class Locals:
    """The variables of a source that could be taken for types, and where they are in scope."""

    def __init__(self) -> None:
        self._nodes: dict[str, list[Node]] = {}
        self._scopes: dict[str, list[tuple[int, int]]] = {}

    def add(self, name: str, node: "Node") -> None:
        """Note a variable at the node of its name."""
        self._nodes.setdefault(name, []).append(node)

    def hide(self, name: str, place: int) -> bool:
        """Whether a variable of a name is in scope at a place."""
        nodes = self._nodes.get(name)
        if nodes is None:
            return False
        if not name[:1].isupper():
            return True
        if name not in self._scopes:
            self._scopes[name] = [_scope_of(node) for node in nodes]
        return any(start <= place < end for start, end in self._scopes[name])


def members_of(content: bytes, nodes: Nodes, bodies: Around) -> tuple[Members, Locals]:
    """Return the members of types, numbered as their bodies, and the variables."""
    members, variables = Members({}, {}, {}, {}), Locals()
    for node in nodes.get("member", ()):
        _add_value(members, content, node, node.parent, bodies.of(node.start_byte))
    for node in nodes.get("constant", ()):
        _put(members.values, bodies.of(node.start_byte), _text(node))
        _put(members.statics, bodies.of(node.start_byte), _text(node))
    for node in nodes.get("variable", ()):
        declaration = node.parent.parent if node.parent is not None else None
        holder = declaration.parent if declaration is not None else None
        if holder is not None and holder.type in _FIELDS:
            _add_value(members, content, node, declaration, bodies.of(node.start_byte))
        else:
            variables.add(_text(node), node)
    for node in nodes.get("parameter", ()):
        owner = node.parent.parent.parent if node.parent and node.parent.parent else None
        if owner is not None and owner.type == "record_declaration":
            body = owner.child_by_field_name("body")
            at = body.start_byte if body is not None else owner.end_byte - 1
            _add_value(members, content, node, node.parent, bodies.of(at))
        else:
            variables.add(_text(node), node)
    for node in nodes.get("local", ()):
        variables.add(_text(node), node)
    for node in nodes.get("method", ()):
        _add_method(members, content, node, bodies)
    return members, variables


def _add_value(
    members: Members, content: bytes, node: "Node", typed: "Node | None", inside: int
) -> None:
    """Add a property or a field of a type; `typed` is the node that has its type."""
    name = _text(node)
    type_ = typed.child_by_field_name("type") if typed is not None else None
    _put(members.values, inside, name)
    if type_ is not None:
        own = name_at(content, type_.start_byte, is_value=False).rpartition(".")[2]
        if own.partition("`")[0] == name:
            _put(members.likes, inside, name)
    holder = typed.parent if typed is not None and typed.type == "variable_declaration" else typed
    if holder is not None and _STATIC.search(content, holder.start_byte, node.start_byte):
        _put(members.statics, inside, name)


def _add_method(members: Members, content: bytes, node: "Node", bodies: Around) -> None:
    owner = node.parent
    if owner is None or not _STATIC.search(content, owner.start_byte, node.start_byte):
        return
    inside = bodies.of(node.start_byte)
    _put(members.statics, inside, _text(node))
    parameters = owner.child_by_field_name("parameters")
    if parameters is not None and _EXTENSION.match(content, parameters.start_byte):
        _put(members.extensions, inside, _text(node))


def _put(table: dict[int, set[str]], number: int, name: str) -> None:
    table.setdefault(number, set()).add(name)


def _text(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "replace").removeprefix("@")


def _scope_of(node: "Node") -> tuple[int, int]:
    """Return the bytes in which a variable hides a type: the block around its declaration."""
    above = node.parent
    while above is not None and above.type not in _BLOCKS:
        above = above.parent
    return (above.start_byte, above.end_byte) if above is not None else (0, 0)
