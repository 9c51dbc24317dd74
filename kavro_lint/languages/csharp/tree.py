"""C# text → its types, members, names and variables, as the grammar has them."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from kavro_lint.languages.csharp.names import identifier, is_dotted, name_at, plain_text
from kavro_lint.languages.csharp.occurrences import Method, Occurrences, Span, Value, Variables
from kavro_lint.languages.csharp.parsing import trees
from kavro_lint.languages.csharp.queries import QUERY
from kavro_lint.languages.csharp.tree_sitter_wheel import grammar
from kavro_lint.languages.csharp.types import Nodes, blocks, parameters, types
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset(
    "block switch_section lambda_expression for_statement foreach_statement method_declaration "
    "constructor_declaration local_function_statement property_declaration accessor_declaration "
    "anonymous_method_expression catch_clause using_statement operator_declaration "
    "conversion_operator_declaration indexer_declaration if_statement while_statement "
    "query_expression arrow_expression_clause switch_expression_arm".split()
)


_is_out = re.compile(rb"\b(?:out|ref)\s++\Z").search


def occurrences_by_grammar(content: bytes) -> Iterator[tuple[bytes, Occurrences]]:
    """Yield the texts that a source may be, and what stands in them.

    Raises Unreadable where parsing takes too much work.
    """
    for text, tree in trees(content):
        yield text, _occurrences(text, captures(grammar, QUERY, tree.root_node))


def _occurrences(content: bytes, nodes: Nodes) -> Occurrences:
    types_, values = _names(content, nodes)
    properties = [*_properties(nodes), *_fields(nodes), *_components(nodes)]
    others = {value.name[0] for value in properties}
    others.update([node.start_byte for node in nodes.get("multiplied", ())])
    variables = _variables(
        content,
        (node for node in nodes.get("variable", ()) if node.start_byte not in others),
        _heads(content, values),
    )
    return Occurrences(
        blocks=[*blocks(content, nodes)],
        usings=[_span(node) for node in nodes.get("using", ())],
        declared=sorted(types(content, nodes)),
        parameters=[*parameters(content, nodes)],
        properties=properties,
        constants=[_span(node) for node in nodes.get("constant", ())],
        methods=[*_methods(nodes)],
        types={start: name_at(content, start, is_value=False) for start in types_},
        attributes={
            node.start_byte: name_at(content, node.start_byte, is_value=False)
            for node in nodes.get("attribute", ())
        },
        values={
            start: name_at(content, start, is_value=True)
            for start, end in values
            # Most values are variables, and where they lead is of no interest.
            if content[start:end] not in variables.lower and _is_head(content, start)
        },
        called=[*_called(nodes)],
        variables=variables,
        errors=[_span(node) for node in nodes.get("error", ())],
    )


def _is_head(content: bytes, start: int) -> bool:
    """Whether a name does not stand behind a dot: the whole name is read from its beginning."""
    behind = content[start - 2 : start]
    return behind == b".." or (not behind.endswith(b".") and behind != b"::")


def _names(content: bytes, nodes: Nodes) -> tuple[set[int], list[Span]]:
    """Return where names of types begin, and the expressions that begin with a name."""
    types = {node.start_byte for node in nodes.get("type", ())}
    types.update(node.start_byte for node in _parts(nodes, "as", "right"))
    values = {_span(node) for node in nodes.get("value", ())}
    # A simple name behind `is` is a type; one with dots may be a constant as well.
    patterns = _parts(nodes, "is_pattern", "pattern")
    constants = [node for node in patterns if node.type == "constant_pattern"]
    for node in (*_parts(nodes, "is", "right"), *constants):
        start, end = _span(node)
        if is_dotted(content, start):
            types.discard(start)
            values.add((start, end))
        else:
            types.add(start)
            values.discard((start, end))
    for node in nodes.get("factor", ()):
        if _is_out(content, max(0, node.start_byte - 10), node.start_byte):
            continue
        types.discard(node.start_byte)
        if is_dotted(content, node.start_byte):
            values.add(_span(node))
    return types, sorted(values)


def _called(nodes: Nodes) -> Iterator[Span]:
    """Yield the names of methods that are called of a value or a type."""
    yield from (_span(node) for node in nodes.get("called", ()))
    for function in _parts(nodes, "call", "function"):
        name = function.child_by_field_name("name")
        if name is not None and function.type == "member_access_expression":
            yield _span(name)


def _parts(nodes: Nodes, captured: str, field: str) -> "Iterator[Node]":
    """Yield a part of each node that was captured by a name."""
    for node in nodes.get(captured, ()):
        part = node.child_by_field_name(field)
        if part is not None:
            yield part


def _span(node: "Node") -> Span:
    return node.start_byte, node.end_byte


def _properties(nodes: Nodes) -> Iterator[Value]:
    """Yield properties, and events with accessors."""
    for node in nodes.get("property", ()):
        name = node.child_by_field_name("name")
        if name is not None:
            yield _value(node, node.child_by_field_name("type"), name, name.start_byte)


def _fields(nodes: Nodes) -> Iterator[Value]:
    for field in nodes.get("field", ()):
        for variables in field.named_children:
            type_ = variables.child_by_field_name("type")
            for variable in variables.named_children:
                name = variable.child_by_field_name("name")
                if name is not None and variable.type == "variable_declarator":
                    yield _value(field, type_, name, name.start_byte)


def _components(nodes: Nodes) -> Iterator[Value]:
    """Yield the parameters of records, which are properties."""
    for record in nodes.get("declaration", ()):
        for row in record.named_children if record.type == "record_declaration" else ():
            if row.type != "parameter_list":
                continue
            body = record.child_by_field_name("body")
            place = body.start_byte if body is not None else record.end_byte - 1
            for parameter in row.named_children:
                name = parameter.child_by_field_name("name")
                if name is not None and parameter.type == "parameter":
                    yield _value(parameter, parameter.child_by_field_name("type"), name, place)


def _value(node: "Node", type_: "Node | None", name: "Node", inside: int) -> Value:
    """Return a value; no node is asked for its parent, which walks down from the root."""
    return Value(
        node.start_byte, type_.start_byte if type_ is not None else -1, _span(name), inside
    )


def _methods(nodes: Nodes) -> Iterator[Method]:
    for method in nodes.get("method", ()):
        name = method.child_by_field_name("name")
        if name is not None:
            parameters = method.child_by_field_name("parameters")
            place = parameters.start_byte if parameters is not None else -1
            yield Method(method.start_byte, _span(name), place)


def _heads(content: bytes, values: Iterable[Span]) -> frozenset[str]:
    """Return the first names of expressions."""
    matches = [identifier(content, start) for start, _ in values]
    return frozenset([plain_text(match[0]) for match in matches if match is not None])


def _variables(content: bytes, nodes: Iterable["Node"], heads: Collection[str]) -> Variables:
    """Return the variables at the nodes of their names; only of heads where they are in scope."""
    lower: set[bytes] = set()
    others: set[str] = set()
    scopes: dict[str, list[Span]] = {}
    for node in nodes:
        written = content[node.start_byte : node.end_byte]
        name = plain_text(written)
        if written[:1].islower():
            lower.add(written)
        elif not name[:1].isupper():
            others.add(name)
        elif name in heads:
            scopes.setdefault(name, []).append(_scope_of(node))
    return Variables(frozenset(lower), frozenset(others), scopes)


def _scope_of(node: "Node") -> Span:
    """Return the bytes in which a variable hides a type: the block around its declaration."""
    above = node.parent
    while above is not None and above.type not in _BLOCKS:
        above = above.parent
    return (above.start_byte, above.end_byte) if above is not None else (0, 0)
