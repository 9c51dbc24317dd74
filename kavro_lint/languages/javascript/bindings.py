"""Names of a configuration script: what it declares, imports and exports."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kavro_lint.languages.javascript.lexical import text_of

if TYPE_CHECKING:
    from tree_sitter import Node


class Imported(NamedTuple):
    """What a name is taken from: a relative specifier, and the name there (`default`, `*`)."""

    specifier: str
    name: str


def members(table: "Node") -> "Mapping[str, Node]":
    """Return the expressions of an object by their keys."""
    expressions: dict[str, Node] = {}
    for child in table.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None:
            expressions[key_of(key)] = value
        elif child.type == "shorthand_property_identifier":
            expressions[_text(child)] = child
    return expressions


def key_of(node: "Node") -> str:
    """Return the text of a key: a name, or a literal."""
    if node.type == "computed_property_name":
        inner = node.named_child(0)
        return key_of(inner) if inner is not None else ""
    return text_of(node.text or b"''") if node.type == "string" else _text(node)


def constants_of(root: "Node") -> "Iterator[tuple[str, Node]]":
    """Yield the names that a script declares at its top, with their expressions."""
    for name, value in _declared(root):
        if name.type == "identifier":
            yield _text(name), value


def _declared(root: "Node") -> "Iterator[tuple[Node, Node]]":
    for statement in root.named_children:
        inner = statement.child_by_field_name("declaration") or statement
        if inner.type not in ("lexical_declaration", "variable_declaration"):
            continue
        for declared in inner.named_children:
            name, value = (declared.child_by_field_name(field) for field in ("name", "value"))
            if name is not None and value is not None:
                yield name, value


def imports_of(root: "Node") -> Iterator[tuple[str, Imported]]:
    """Yield the names that a script takes from relative paths, by `import` and `require`."""
    for statement in root.named_children:
        source = statement.child_by_field_name("source")
        if statement.type == "import_statement" and source is not None:
            specifier = text_of(source.text or b"''")
            if specifier.startswith("."):
                yield from ((name, Imported(specifier, of)) for name, of in _clause(statement))
    for name, value in _declared(root):
        required = _required(value)
        if required is None:
            continue
        if name.type == "identifier":
            yield _text(name), Imported(required, "*")
        elif name.type == "object_pattern":
            for child in name.named_children:
                key, local = (child.child_by_field_name(field) for field in ("key", "value"))
                if child.type == "shorthand_property_identifier_pattern":
                    yield _text(child), Imported(required, _text(child))
                elif key is not None and local is not None:
                    yield _text(local), Imported(required, key_of(key))


def _clause(statement: "Node") -> Iterator[tuple[str, str]]:
    """Yield the local names of an import statement with their names in the other script."""
    clauses = [child for child in statement.named_children if child.type == "import_clause"]
    for part in clauses[0].named_children if clauses else ():
        if part.type == "identifier":
            yield _text(part), "default"
        elif part.type == "namespace_import":
            yield _text(part).rpartition(" ")[2], "*"
        elif part.type == "named_imports":
            for specifier in part.named_children:
                name = specifier.child_by_field_name("name")
                alias = specifier.child_by_field_name("alias") or name
                if name is not None and alias is not None:
                    yield _text(alias), _text(name)


def _required(node: "Node") -> str | None:
    """Return the relative path of `require("./x")`."""
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None or function.text != b"require":
        return None
    values = arguments.named_children
    text = text_of(values[0].text or b"''") if values and values[0].type == "string" else ""
    return text if text.startswith(".") else None


def exports_of(root: "Node") -> "Iterator[tuple[str, Node]]":
    """Yield what a script exports, by name; `*` and `default` for all of it."""
    constants = dict(constants_of(root))
    for statement in root.named_children:
        if statement.type == "export_statement":
            yield from _exported(statement, constants)
        elif statement.type == "expression_statement":
            expression = statement.named_child(0)
            if expression is not None and expression.type == "assignment_expression":
                yield from _assigned(expression)
            elif expression is not None and expression.type == "parenthesized_expression":
                # A JSON document, in parentheses.
                inner = expression.named_child(0)
                if inner is not None:
                    yield from (("*", inner), ("default", inner), *members(inner).items())


def _exported(statement: "Node", constants: "Mapping[str, Node]") -> "Iterator[tuple[str, Node]]":
    value = statement.child_by_field_name("value")
    if value is not None:
        yield "default", value
    declaration = statement.child_by_field_name("declaration")
    for declared in declaration.named_children if declaration is not None else ():
        name, value = (declared.child_by_field_name(field) for field in ("name", "value"))
        if name is not None and value is not None:
            yield _text(name), value
    clauses = [child for child in statement.named_children if child.type == "export_clause"]
    for specifier in clauses[0].named_children if clauses else ():
        name = specifier.child_by_field_name("name")
        alias = specifier.child_by_field_name("alias") or name
        if name is not None and alias is not None and _text(name) in constants:
            yield _text(alias), constants[_text(name)]


def _assigned(expression: "Node") -> "Iterator[tuple[str, Node]]":
    left, right = (expression.child_by_field_name(side) for side in ("left", "right"))
    if left is None or right is None:
        return
    name = _text(left)
    if name == "module.exports":
        yield from (("*", right), ("default", right))
        if right.type == "object":
            yield from members(right).items()
    elif name.startswith(("module.exports.", "exports.")):
        yield name.rpartition(".")[2], right


def _text(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "replace")
