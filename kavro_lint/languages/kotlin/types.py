"""The types that a Kotlin source declares, and the functions and properties at its top."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.jvm.declared import DeclaredType
from kavro_lint.languages.jvm.scopes import Scope, TypeNode
from kavro_lint.languages.kotlin.scanning import DOTTED, plain
from kavro_lint.languages.syntax import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_BODIES = frozenset(("class_body", "enum_class_body"))
_MEMBERS = frozenset(("function_declaration", "property_declaration"))

# What stands at the top of a source that the grammar knows.
DECLARATIONS = frozenset(
    "package_header import class_declaration object_declaration function_declaration "
    "property_declaration type_alias line_comment block_comment file_annotation "
    "shebang_line".split()
)

Nodes = Mapping[str, "list[Node]"]


def declared_types(content: bytes, nodes: Nodes) -> tuple[list[TypeNode], list[Scope]]:
    """Return the types in the order of the text, and the scopes of type parameters."""
    hidden = [
        scope for node in nodes.get("parameters", ()) for scope in _type_parameters(content, node)
    ]
    rows = [(_inside_from(node), node.end_byte, node) for node in nodes.get("type", ())]
    rows.sort(key=lambda row: (row[0], -row[1]))
    types: list[TypeNode] = []
    around: list[int] = []
    for start, end, node in rows:
        while around and types[around[-1]].end <= start:
            around.pop()
        declared = DeclaredType(
            _type_name(content, node),
            around[-1] if around else -1,
            tuple(_supertypes(content, node)),
            tuple(sorted({*_members(content, node)})),
        )
        around.append(len(types))
        types.append(TypeNode(start, end, declared))
    return types, hidden


def _type_name(content: bytes, node: "Node") -> str:
    """Return the name by which others know a type, `""` for none."""
    if node.type == "companion_object":
        return "Companion"
    name = node.child_by_field_name("type" if node.type == "type_alias" else "name")
    return plain(text_of(content, name)) if name is not None else ""


def outlined_only(
    types: Sequence[DeclaredType], outlined: Iterable[tuple[str, ...]]
) -> tuple[DeclaredType, ...]:
    """Return the types that only the outline has, in which no name is looked up."""
    rows: list[DeclaredType] = []
    paths: list[tuple[str, ...]] = []
    for row in types:
        paths.append((*(paths[row.outer] if row.outer >= 0 else ()), row.name))
    numbers = {path: number for number, path in enumerate(paths)}
    for path in outlined:
        outer = numbers.get(path[:-1], -1) if len(path) > 1 else -1
        if path not in numbers and (outer >= 0 or len(path) == 1):
            numbers[path] = len(types) + len(rows)
            rows.append(DeclaredType(path[-1], outer, ()))
    return tuple(rows)


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
    return plain(match[0]) if match is not None else ""


def _members(content: bytes, node: "Node") -> Iterator[str]:
    """Yield the names of a type's functions and properties."""
    for child in node.named_children:
        if child.type == "primary_constructor":
            for parameters in child.named_children:
                for parameter in parameters.named_children:
                    yield from _first_identifier(content, parameter)
        elif child.type in _BODIES:
            for member in child.named_children:
                name = member.child_by_field_name("name")
                if name is not None and member.type == "function_declaration":
                    yield plain(text_of(content, name))
                elif member.type == "property_declaration":
                    yield _name_of(content, member)[0]


def _first_identifier(content: bytes, node: "Node") -> Iterator[str]:
    for child in node.named_children:
        if child.type == "identifier":
            yield plain(text_of(content, child))
            return


def _name_of(content: bytes, node: "Node") -> tuple[str, bool]:
    """Return the name of a function or property, and whether it extends a type."""
    extends = False
    for child in node.children:
        if child.type == ".":
            extends = True
        if child.type == "variable_declaration":
            return next(_first_identifier(content, child), ""), extends
        if child.type == "identifier":
            return plain(text_of(content, child)), extends
    return "", extends


def callables(content: bytes, root: "Node") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the functions and properties at the top of a source, and those that extend types."""
    functions: set[str] = set()
    extensions: set[str] = set()
    for node in root.named_children:
        if node.type in _MEMBERS:
            name, extends = _name_of(content, node)
            (extensions if extends else functions).add(name)
    return tuple(sorted(functions - {""})), tuple(sorted(extensions - {""}))


def _type_parameters(content: bytes, node: "Node") -> Iterator[Scope]:
    owner = node.parent
    for parameter in node.named_children if owner is not None else ():
        names = [child for child in parameter.named_children if child.type == "identifier"]
        if names and owner is not None:
            yield Scope(text_of(content, names[0]), owner.start_byte, owner.end_byte)
