"""Java source → what it declares, what it imports and which names it writes.

Scopes follow the Java Language Specification, 6.3 to 6.5
(https://docs.oracle.com/javase/specs/jls/se21/html/jls-6.html): names of type parameters, local
classes and variables hide types where they are in scope, and a type's header does not see its
members.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kavro_lint.languages.java.lexical import DOTTED, identifier, plain, without_strings
from kavro_lint.languages.java.queries import NAMES, STRUCTURE
from kavro_lint.languages.java.statements import import_statements, required, served
from kavro_lint.languages.java.tree_sitter_wheel import grammar
from kavro_lint.languages.java.types import Bodies, Scope, TypeNode, declared_types
from kavro_lint.languages.java.variables import Variables
from kavro_lint.languages.jvm.declared import (
    Declarations,
    WrittenName,
)
from kavro_lint.languages.syntax import Places, captures, matches, parse

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_TEXT = 200
# Names that are read of a source. Code that people write has a few hundred.
MOST_NAMES = 20_000


class Extracted(NamedTuple):
    """What a source says; `lost` are bytes where an import may be missing."""

    declarations: Declarations
    names: list[WrittenName]
    lost: list[int]
    given_up: bool = False


def extracted(content: bytes) -> Extracted:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    root = parse(grammar, content).root_node
    structure = list(matches(grammar, STRUCTURE, root))
    places = Places(content)
    types, hidden = declared_types(content, structure)
    errors = [match["error"][0] for match in structure if "error" in match]
    imports, lost = import_statements(content, structure, errors, places)
    nodes = captures(grammar, NAMES, root)
    variables = Variables(content, nodes.get("variable", ()), types)
    starts = _starts(content, nodes, variables, hidden, errors)
    names = _names(content, starts[:MOST_NAMES], types)
    module = next((match["module"][0] for match in structure if "module" in match), None)
    if module is not None:
        code = without_strings(content[module.start_byte : module.end_byte])
        imports += required(code, module.start_byte, places)
        names += served(code, module.start_byte, places)
    declarations = Declarations(
        package=next((plain(m["package"][0].text or b"") for m in structure if "package" in m), ""),
        imports=tuple(imports),
        types=tuple(
            node.declared._replace(fields=tuple(sorted(variables.fields.get(number, ()))))
            for number, node in enumerate(types)
        ),
        module=_module_name(content, module),
    )
    return Extracted(declarations, names, lost, len(starts) > MOST_NAMES)


def _module_name(content: bytes, node: "Node | None") -> str:
    name = node.child_by_field_name("name") if node is not None else None
    return plain(name.text or b"") if name is not None else ""


def _starts(
    content: bytes,
    nodes: Mapping[str, "list[Node]"],
    variables: Variables,
    hidden: Sequence[Scope],
    errors: Sequence["Node"],
) -> list[tuple[int, bool]]:
    """Return where names begin that may stand for types, and whether they may be values."""
    starts = {
        node.start_byte: False for node in nodes.get("type", ()) if not _is_tail(content, node)
    }
    values = [node.start_byte for node in nodes.get("value", ())]
    values += [start for error in errors for start in _in_error(content, error)]
    for start in values:
        head = identifier(content, start)
        if head is not None and not variables.hide(head[0], start):
            starts.setdefault(start, True)
    if hidden:
        scopes: dict[bytes, list[Scope]] = {}
        for scope in hidden:
            scopes.setdefault(scope.name, []).append(scope)
        starts = {
            start: is_value
            for start, is_value in starts.items()
            if not _is_hidden(content, start, scopes)
        }
    return sorted(starts.items())


def _is_tail(content: bytes, node: "Node") -> bool:
    """Whether a type name stands behind a dot: the whole name is read from its beginning."""
    start = node.start_byte
    if content[start - 1 : start] == b".":
        return content[start - 3 : start] != b"..."
    return False


def _is_hidden(content: bytes, start: int, scopes: Mapping[bytes, Collection[Scope]]) -> bool:
    head = identifier(content, start)
    return head is not None and any(
        scope.start <= start < scope.end for scope in scopes.get(head[0], ())
    )


def _in_error(content: bytes, error: "Node") -> Iterator[int]:
    """Yield where capitalised names begin in text that the grammar does not know."""
    code = without_strings(content[error.start_byte : error.end_byte])
    for match in DOTTED.finditer(code):
        if re.search(rb"(?:^|\.)\s*+[A-Z]", match[0]):
            yield error.start_byte + match.start()


def _names(
    content: bytes, starts: Sequence[tuple[int, bool]], types: Sequence[TypeNode]
) -> list[WrittenName]:
    """Return the names at places, each once for a type that it is written in."""
    bodies, places = Bodies(types), Places(content)
    seen: dict[tuple[int, bytes], int] = {}
    for start, is_value in starts:
        match = DOTTED.match(content, start)
        if match is None:
            continue
        name = match[0]
        if is_value and content[match.end() : match.end() + 1] == b"(":
            # What is called is a method.
            name = name[: name.rfind(b".")] if b"." in name else b""
        key = (bodies.around(start), name)
        if name and key not in seen:
            seen[key] = start
    names = []
    for (inside, name), start in seen.items():
        line, column = places.of(start)
        names.append(WrittenName(inside, plain(name), line, column, _line(content, start)))
    return names


def _line(content: bytes, start: int) -> str:
    first = content.rfind(b"\n", 0, start) + 1
    end = content.find(b"\n", start)
    line = content[first : end if end >= 0 else len(content)][: 4 * LONGEST_TEXT]
    return " ".join(line.decode("utf-8", "replace").split())[:LONGEST_TEXT]
