"""The members and the variables of a C# source: what hides types, and what types give."""

import re
from collections.abc import Iterable, Iterator
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
_STATIC = re.compile(rb"\b(?:static|const)\b")
_EXTENSION = re.compile(rb"\(\s*+(?:\[[^\]]*+\]\s*+)?(?:(?:ref|in|scoped|readonly)\s++)*+this\b")


class Members(NamedTuple):
    """What the types of a source hold, each by the number of the type."""

    values: dict[int, set[str]]
    likes: dict[int, set[str]]
    statics: dict[int, set[str]]
    extensions: dict[int, set[str]]


class _Value(NamedTuple):
    """A property, an event or a field: where it begins, its type, its name, a byte in its owner.

    No node is asked for its parent: that walks down from the root.
    """

    start: int
    type: "Node | None"
    name: "Node"
    inside: int


class Locals:
    """The variables of a source that could be taken for types, and where they are in scope."""

    def __init__(self, content: bytes, nodes: Iterable["Node"]) -> None:
        """Take the nodes of their names."""
        self._nodes: dict[str, list[Node]] = {}
        self._scopes: dict[str, list[tuple[int, int]]] = {}
        # Names that no type would have: they hide one wherever they are written.
        self.hidden_everywhere: set[bytes] = set()
        for node in nodes:
            written = content[node.start_byte : node.end_byte]
            if written[:1].islower():
                self.hidden_everywhere.add(written)
            else:
                self._nodes.setdefault(_plain(written), []).append(node)

    def hide(self, name: str, place: int) -> bool:
        """Whether a variable of a name is in scope at a place."""
        nodes = self._nodes.get(name)
        if nodes is None:
            return name.encode() in self.hidden_everywhere
        if not name[:1].isupper():
            return True
        if name not in self._scopes:
            self._scopes[name] = [_scope_of(node) for node in nodes]
        return any(start <= place < end for start, end in self._scopes[name])


def members_of(content: bytes, nodes: Nodes, bodies: Around) -> tuple[Members, Locals]:
    """Return the members of types, numbered as their bodies, and the variables."""
    members = Members({}, {}, {}, {})
    values: set[int] = set()
    for value in (*_fields(nodes), *_components(nodes)):
        values.add(value.name.start_byte)
        _add_value(members, content, value, bodies.of(value.inside))
    for node in nodes.get("constant", ()):
        name, inside = _text(content, node), bodies.of(node.start_byte)
        _put(members.values, inside, name)
        _put(members.statics, inside, name)
    for node in nodes.get("method", ()):
        _add_method(members, content, node, bodies)
    variables = (node for node in nodes.get("variable", ()) if node.start_byte not in values)
    return members, Locals(content, variables)


def _fields(nodes: Nodes) -> Iterator[_Value]:
    """Yield properties, events and fields."""
    for node in nodes.get("property", ()):
        name = node.child_by_field_name("name")
        if name is not None:
            type_ = node.child_by_field_name("type")
            yield _Value(node.start_byte, type_, name, name.start_byte)
    for field in nodes.get("field", ()):
        for variables in field.named_children:
            type_ = variables.child_by_field_name("type")
            for variable in variables.named_children:
                name = variable.child_by_field_name("name")
                if name is not None and variable.type == "variable_declarator":
                    yield _Value(field.start_byte, type_, name, name.start_byte)


def _components(nodes: Nodes) -> Iterator[_Value]:
    """Yield the parameters of records, which are properties."""
    for record in nodes.get("declaration", ()):
        for parameters in record.named_children if record.type == "record_declaration" else ():
            if parameters.type != "parameter_list":
                continue
            body = record.child_by_field_name("body")
            place = body.start_byte if body is not None else record.end_byte - 1
            for parameter in parameters.named_children:
                name = parameter.child_by_field_name("name")
                if name is not None and parameter.type == "parameter":
                    type_ = parameter.child_by_field_name("type")
                    yield _Value(parameter.start_byte, type_, name, place)


def _add_value(members: Members, content: bytes, value: _Value, inside: int) -> None:
    """Add a property or a field of a type."""
    name = _text(content, value.name)
    _put(members.values, inside, name)
    if value.type is not None:
        own = name_at(content, value.type.start_byte, is_value=False).rpartition(".")[2]
        if own.partition("`")[0] == name:
            _put(members.likes, inside, name)
    if _STATIC.search(content, value.start, value.name.start_byte):
        _put(members.statics, inside, name)


def _add_method(members: Members, content: bytes, method: "Node", bodies: Around) -> None:
    node = method.child_by_field_name("name")
    if node is None or not _STATIC.search(content, method.start_byte, node.start_byte):
        return
    inside = bodies.of(node.start_byte)
    _put(members.statics, inside, _text(content, node))
    parameters = method.child_by_field_name("parameters")
    if parameters is not None and _EXTENSION.match(content, parameters.start_byte):
        _put(members.extensions, inside, _text(content, node))


def _put(table: dict[int, set[str]], number: int, name: str) -> None:
    table.setdefault(number, set()).add(name)


def _text(content: bytes, node: "Node") -> str:
    return _plain(content[node.start_byte : node.end_byte])


def _plain(written: bytes) -> str:
    return written.decode("utf-8", "replace").removeprefix("@")


def _scope_of(node: "Node") -> tuple[int, int]:
    """Return the bytes in which a variable hides a type: the block around its declaration."""
    above = node.parent
    while above is not None and above.type not in _BLOCKS:
        above = above.parent
    return (above.start_byte, above.end_byte) if above is not None else (0, 0)
