"""Java source → what it declares, what it imports and which names it writes.

Scopes follow the Java Language Specification, 6.3 to 6.5
(https://docs.oracle.com/javase/specs/jls/se21/html/jls-6.html): names of type parameters, local
classes and variables hide types where they are in scope, and a type's header does not see its
members.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kavro_lint.languages.java.lexical import (
    DOTTED,
    dotted_name,
    dotted_type,
    identifier,
    plain,
    without_strings,
)
from kavro_lint.languages.java.queries import SOURCE
from kavro_lint.languages.java.statements import import_statements, required, served
from kavro_lint.languages.java.tree_sitter_wheel import grammar
from kavro_lint.languages.java.types import declared_types
from kavro_lint.languages.java.variables import Variables
from kavro_lint.languages.jvm.declared import (
    Declarations,
    WrittenName,
)
from kavro_lint.languages.jvm.scopes import MOST_NAMES, Scope, first_names, remove_hidden
from kavro_lint.languages.positions import Places
from kavro_lint.languages.syntax import parse_once, text_of
from kavro_lint.languages.tree_queries import captures

if TYPE_CHECKING:
    from tree_sitter import Node


class Extracted(NamedTuple):
    """What a source says; `lost` are bytes where an import may be missing."""

    declarations: Declarations
    names: list[WrittenName]
    lost: list[int]
    given_up: bool = False


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    nodes = captures(grammar, SOURCE, parse_once(grammar, content).root_node)
    types, hidden = declared_types(content, nodes)
    errors, places = nodes.get("error", ()), Places(content)
    imports, lost = import_statements(content, nodes.get("import", ()), errors, places)
    variables = Variables(content, nodes.get("variable", ()), types)
    written = _written(content, nodes, variables, hidden, errors)
    names = first_names(content, written, types, plain)
    package, module = (next(iter(nodes.get(kind, ())), None) for kind in ("package", "module"))
    if module is not None:
        code = without_strings(content[module.start_byte : module.end_byte])
        imports += required(code, module.start_byte, places)
        names += served(code, module.start_byte, places)
    declarations = Declarations(
        package=plain(text_of(content, package)) if package is not None else "",
        imports=tuple(imports),
        types=tuple(
            node.declared._replace(fields=tuple(sorted(variables.fields.get(number, ()))))
            for number, node in enumerate(types)
        ),
        module=_module_name(content, module),
    )
    return Extracted(declarations, names, lost, len(written) > MOST_NAMES)


def _module_name(content: bytes, node: "Node | None") -> str:
    name = node.child_by_field_name("name") if node is not None else None
    return plain(text_of(content, name)) if name is not None else ""


def _written(
    content: bytes,
    nodes: Mapping[str, "list[Node]"],
    variables: Variables,
    hidden: Sequence[Scope],
    errors: Sequence["Node"],
) -> dict[int, bytes]:
    """Return the names that may stand for types, by the places where they begin."""
    heads = {(at := node.start_byte): content[at : node.end_byte] for node in nodes.get("type", ())}
    # A name behind a dot is read from its beginning.
    for node in nodes.get("tail", ()):
        heads.pop(node.start_byte, None)
    # Most are names of variables, whose scope does not matter.
    lower = variables.lower
    values = {
        start: name
        for node in nodes.get("value", ())
        if (name := content[(start := node.start_byte) : node.end_byte]) not in lower
    }
    for error in errors:
        for start in _in_error(content, error):
            head = identifier(content, start)
            if head is not None and head[0] not in lower:
                values[start] = head[0]
    if variables.upper:
        values = {at: name for at, name in values.items() if not variables.hide(name, at)}
    starts = {**values, **heads}
    remove_hidden(starts, hidden)
    # Whole names with dots in the place of their heads.
    for places, read in (
        ([node.start_byte for node in nodes.get("dotted", ())], dotted_name),
        (values.keys() - heads.keys(), dotted_type),
    ):
        for start in places:
            match = read(content, start) if start in starts else None
            if match is not None:
                starts[start] = match[0]
    return starts


def _in_error(content: bytes, error: "Node") -> Iterator[int]:
    """Yield where capitalised names begin in text that the grammar does not know."""
    code = without_strings(content[error.start_byte : error.end_byte])
    for match in DOTTED.finditer(code):
        if re.search(rb"(?:^|\.)\s*+[A-Z]", match[0]):
            yield error.start_byte + match.start()
