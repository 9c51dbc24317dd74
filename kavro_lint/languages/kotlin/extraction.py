"""Kotlin source → what it declares, what it imports and which names it writes.

See https://kotlinlang.org/spec/scopes-and-identifiers.html. What is merely inferred is not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.java.types import Bodies, Scope, TypeNode
from kavro_lint.languages.jvm.declared import (
    Declarations,
    DeclaredType,
    ImportedName,
    WrittenName,
    pack,
    pack_names,
    relevant,
)
from kavro_lint.languages.kotlin.queries import NAMES, STRUCTURE
from kavro_lint.languages.kotlin.scanning import DOTTED, PART, Scanned, nests_too_deeply
from kavro_lint.languages.kotlin.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import Places, captures, matches, parse
from kavro_lint.model import PlacedStatement, SourceFacts, Statement, Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_TEXT = 200
MOST_NAMES = 20_000
GIVEN_UP = "it writes more names than code that people write, so names may be lost"

_SPACE = re.compile(rb"[\s`]++")
_ALIAS = re.compile(rb"\bas\s++(%s)\s*+$" % PART)
_JVM_NAME = re.compile(rb'JvmName\s*+\(\s*+(?:name\s*+=\s*+)?"([^"\n]{1,200})"')
# Names that every lambda and accessor has.
_IMPLICIT = frozenset((b"it", b"field"))
_BODIES = frozenset(("class_body", "enum_class_body"))
_MEMBERS = frozenset(("function_declaration", "property_declaration"))

Match = Mapping[str, "list[Node]"]


def facts(content: bytes) -> SourceFacts:
    """Return what UTF-8 source says. Raises Unreadable where parsing takes too much work."""
    if nests_too_deeply(content):
        raise Unreadable("reading it would take too long: its templates or brackets have no end")
    root = parse(grammar, content).root_node
    structure = list(matches(grammar, STRUCTURE, root))
    places = Places(content)
    types, hidden = _types(content, structure)
    imports = list(_imports(content, structure, places))
    functions, extensions = _callables(content, root)
    errors = [match["error"][0] for match in structure if "error" in match]
    scanned = Scanned(content, [(node.start_byte, node.end_byte) for node in errors])
    nodes = captures(grammar, NAMES, root)
    starts = _starts(content, nodes, hidden, scanned.names)
    header = next((match["package"][0] for match in structure if "package" in match), None)
    annotations = [m["annotation"][0].text or b"" for m in structure if "annotation" in m]
    jvm_name = _JVM_NAME.search(b"\n".join(annotations))
    declarations = Declarations(
        package=_plain((header.text or b"")[len("package") :]) if header is not None else "",
        imports=tuple(imports),
        types=(
            *(node.declared for node in types),
            *(DeclaredType(name, -1, ()) for name in scanned.types),
        ),
        functions=tuple(sorted({*functions, *scanned.functions})),
        extensions=extensions,
        facade=jvm_name[1].decode("utf-8", "replace") if jvm_name is not None else "",
    )
    return SourceFacts(
        statements=tuple(
            PlacedStatement(
                row.line, row.column, "import", Statement(((row.specifier, None),), row.text)
            )
            for row in imports
        ),
        given_up=GIVEN_UP if len(starts) > MOST_NAMES else None,
        declares=pack(relevant(declarations)),
        names=pack_names(list(_names(content, starts[:MOST_NAMES], types))),
    )


def _plain(name: bytes) -> str:
    """Return a dotted name without white space and back-ticks."""
    return _SPACE.sub(b"", name.split(b"//")[0].split(b"/*")[0]).decode("utf-8", "replace")


# Structure.


def _types(content: bytes, structure: Sequence[Match]) -> tuple[list[TypeNode], list[Scope]]:
    """Return the types in the order of the text, and the scopes of type parameters."""
    hidden: list[Scope] = []
    rows: list[tuple[int, int, str, Node]] = []
    for match in structure:
        if "parameters" in match:
            hidden += _type_parameters(match["parameters"][0])
        for kind in ("type", "companion", "anonymous", "alias"):
            if kind in match:
                node = match[kind][0]
                name = _plain(match["name"][0].text or b"") if "name" in match else ""
                if kind == "companion":
                    name = "Companion"
                rows.append((_inside_from(node), node.end_byte, name, node))
    rows.sort(key=lambda row: (row[0], -row[1]))
    types: list[TypeNode] = []
    around: list[int] = []
    for start, end, name, node in rows:
        while around and types[around[-1]].end <= start:
            around.pop()
        outer = around[-1] if around else -1
        declared = DeclaredType(
            name, outer, tuple(_supertypes(content, node)), tuple(sorted(_members(node)))
        )
        around.append(len(types))
        types.append(TypeNode(start, end, declared))
    return types, hidden


def _inside_from(node: "Node") -> int:
    """Return where the scope of a type's own members begins: at its primary constructor."""
    for child in node.children:
        if child.type == "primary_constructor" or child.type in _BODIES:
            return child.start_byte
    return node.end_byte - 1


def _supertypes(content: bytes, node: "Node") -> Iterator[str]:
    if node.type == "type_alias":
        for child in node.named_children:
            if child.type == "user_type":
                yield _dotted_at(content, child.start_byte)
        return
    for child in node.named_children:
        if child.type == "delegation_specifiers":
            for specifier in child.named_children:
                yield from _specified(content, specifier)


def _specified(content: bytes, node: "Node") -> Iterator[str]:
    for child in node.named_children:
        if child.type == "user_type":
            yield _dotted_at(content, child.start_byte)
            return
        if child.type in ("constructor_invocation", "explicit_delegation"):
            yield from _specified(content, child)
            return


def _dotted_at(content: bytes, start: int) -> str:
    match = DOTTED.match(content, start)
    return _plain(match[0]) if match is not None else ""


def _members(node: "Node") -> Iterator[str]:
    """Yield the names of a type's functions and properties."""
    for child in node.named_children:
        if child.type == "primary_constructor":
            for parameters in child.named_children:
                for parameter in parameters.named_children:
                    yield from _first_identifier(parameter)
        elif child.type in _BODIES:
            for member in child.named_children:
                if member.type in _MEMBERS:
                    yield _name_of(member)[0]


def _first_identifier(node: "Node") -> Iterator[str]:
    for child in node.named_children:
        if child.type == "identifier":
            yield _plain(child.text or b"")
            return


def _name_of(node: "Node") -> tuple[str, bool]:
    """Return the name of a function or property, and whether it extends a type."""
    extends = False
    for child in node.children:
        if child.type == ".":
            extends = True
        if child.type == "variable_declaration":
            return next(_first_identifier(child), ""), extends
        if child.type == "identifier":
            return _plain(child.text or b""), extends
    return "", extends


def _callables(content: bytes, root: "Node") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the functions and properties at the top of a source, and those that extend types."""
    functions: set[str] = set()
    extensions: set[str] = set()
    for node in root.named_children:
        if node.type in _MEMBERS:
            name, extends = _name_of(node)
            (extensions if extends else functions).add(name)
    return tuple(sorted(functions - {""})), tuple(sorted(extensions - {""}))


def _type_parameters(node: "Node") -> Iterator[Scope]:
    owner = node.parent
    for parameter in node.named_children if owner is not None else ():
        names = [child for child in parameter.named_children if child.type == "identifier"]
        if names and owner is not None:
            yield Scope(names[0].text or b"", owner.start_byte, owner.end_byte)


def _imports(content: bytes, structure: Sequence[Match], places: Places) -> Iterator[ImportedName]:
    nodes = sorted((m["import"][0] for m in structure if "import" in m), key=lambda n: n.start_byte)
    for node in nodes:
        text = (node.text or b"").split(b"\n")[0].split(b"//")[0].strip()
        name = DOTTED.search(text, len(b"import"))
        if name is None:
            continue
        alias = _ALIAS.search(text)
        is_wildcard = text[name.end() :].strip().startswith(b".*") or text.endswith(b"*")
        line, column = places.of(node.start_byte)
        shown = " ".join(text.decode("utf-8", "replace").split())[:LONGEST_TEXT]
        yield ImportedName(
            _plain(name[0]), False, is_wildcard, line, column, shown,
            _plain(alias[1]) if alias is not None else "",
        )  # fmt: skip


# Names.


def _starts(
    content: bytes, nodes: Match, hidden: Sequence[Scope], scanned: Sequence[int]
) -> list[tuple[int, bool]]:
    """Return where names begin, and whether they may be values, in the order of the text."""
    scopes: dict[bytes, list[Scope]] = {}
    for scope in hidden:
        scopes.setdefault(scope.name, []).append(scope)
    declared_nodes = nodes.get("declared", ())
    declared = {content[node.start_byte : node.end_byte] for node in declared_nodes} | _IMPLICIT
    passed = {node.start_byte for node in (*declared_nodes, *nodes.get("other", ()))}
    starts = {node.start_byte: False for node in nodes.get("type", ())}
    for node in nodes.get("identifier", ()):
        start = node.start_byte
        if start in passed or start in starts or _is_tail(content, start):
            continue
        if content[start : node.end_byte] not in declared:
            starts[start] = True
    starts.update(dict.fromkeys(scanned, False))
    if scopes:
        part = re.compile(PART).match
        starts = {
            start: is_value
            for start, is_value in starts.items()
            if (head := part(content, start)) is None
            or not any(s.start <= start < s.end for s in scopes.get(head[0], ()))
        }
    return sorted(starts.items())


def _is_tail(content: bytes, start: int) -> bool:
    """Whether a name is a member of what stands before it (`a.b`, `a?.b`, `A::b`)."""
    before = content[start - 1 : start]
    if before in b" \t\n" and before:
        before = content[max(0, start - 80) : start].rstrip()[-1:]
    if before == b".":
        return content[max(0, start - 2) : start] != b".."
    if content[start - 2 : start] == b"::":
        return content[start - 3 : start - 2].strip(b" \t\n(,=") != b""
    return False


def _names(
    content: bytes, starts: Sequence[tuple[int, bool]], types: Sequence[TypeNode]
) -> Iterator[WrittenName]:
    """Yield the names at places, each once for a type that it is written in."""
    bodies, places = Bodies(types), Places(content)
    seen: set[tuple[int, bytes, bool]] = set()
    for start, is_value in starts:
        match = DOTTED.match(content, start)
        if match is None:
            continue
        key = (bodies.around(start), match[0], is_value)
        if key in seen:
            continue
        seen.add(key)
        line, column = places.of(start)
        end = content.find(b"\n", start)
        first = content.rfind(b"\n", 0, start) + 1
        text = content[first : end if end >= 0 else len(content)][: 4 * LONGEST_TEXT]
        shown = " ".join(text.decode("utf-8", "replace").split())[:LONGEST_TEXT]
        yield WrittenName(key[0], _plain(match[0]), line, column, shown, is_value)
