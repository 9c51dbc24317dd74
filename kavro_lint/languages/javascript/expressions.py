"""Expressions of a configuration script → the paths and texts they stand for; nothing is run.

What is understood: literals, templates, `+`, constants of the same file, `__dirname`,
`path.resolve` and `path.join`, `new URL("…", import.meta.url)`, and functions around one of these.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.javascript.lexical import text_of
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node

# Constants that lead to constants, and calls in calls.
DEEPEST = 12
_HERE = frozenset(("__dirname", "import.meta.dirname", "import.meta.url", "__filename"))
_JOINS = frozenset(("resolve", "join"))
_MODULES = frozenset(("require.resolve", "import.meta.resolve", "getAbsolutePath"))
_WRAPPERS = frozenset(("as_expression", "satisfies_expression", "parenthesized_expression"))


@frozen
class Value:
    """A text; `is_path` says that it is a path, from the project's folder (`cwd`) or the file's."""

    text: str
    is_path: bool = False
    from_project: bool = False


class Expressions:
    """Reads the expressions of one script; `constants` are its declarations at the top."""

    def __init__(self, root: "Node") -> None:
        self._constants: dict[str, Node] = dict(_constants(root))

    def value(self, node: "Node | None", depth: int = 0) -> Value | None:
        """Return what an expression stands for, None where that is not known."""
        if node is None or depth > DEEPEST:
            return None
        kind = node.type
        if kind == "string":
            return Value(text_of(node.text or b"''"))
        if kind in _WRAPPERS:
            return self.value(node.named_child(0), depth + 1)
        text = (node.text or b"").decode("utf-8", "replace")
        if text in _HERE:
            return Value("", True)
        if kind == "identifier":
            return self.value(self._constants.get(text), depth + 1)
        if kind == "member_expression":
            return self._member(node, depth)
        if kind == "template_string":
            return self._template(node, depth)
        if kind == "binary_expression":
            sides = [node.child_by_field_name(side) for side in ("left", "right")]
            return _joined([self.value(side, depth + 1) for side in sides])
        if kind == "array":
            values = (self.value(item, depth + 1) for item in node.named_children)
            return next((value for value in values if value is not None), None)
        if kind in ("call_expression", "new_expression"):
            return self._call(node, depth)
        return None

    def object(self, node: "Node | None") -> "Node | None":
        """Return the object or list that an expression is, or that a constant stands for."""
        for _ in range(DEEPEST):
            if node is None or node.type in ("object", "array"):
                return node
            if node.type == "identifier":
                node = self._constants.get((node.text or b"").decode("utf-8", "replace"))
            elif node.type in _WRAPPERS:
                node = node.named_child(0)
            else:
                return None
        return None

    def _member(self, node: "Node", depth: int) -> Value | None:
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or name is None:
            return None
        if name.text in (b"pathname", b"href"):
            return self.value(owner, depth + 1)
        table = self.object(owner)
        if table is None or table.type != "object":
            return None
        return self.value(members(table).get((name.text or b"").decode()), depth + 1)

    def _template(self, node: "Node", depth: int) -> Value | None:
        parts: list[Value | None] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                parts.append(self.value(child.named_child(0), depth + 1))
            else:
                parts.append(Value((child.text or b"").decode("utf-8", "replace")))
        return _joined(parts) if parts else Value("")

    def _call(self, node: "Node", depth: int) -> Value | None:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return None
        name = (function.text or b"").decode("utf-8", "replace")
        if name == "process.cwd":
            return Value("", True, True)
        values = [self.value(child, depth + 1) for child in arguments.named_children]
        if not values or any(value is None for value in values):
            return None
        known = [value for value in values if value is not None]
        if name == "URL":
            base = known[1] if len(known) > 1 else Value("", True)
            return Value(f"{base.text}/{known[0].text}", True) if base.is_path else None
        if name.rpartition(".")[2] in _JOINS:
            base = known[0] if known[0].is_path else Value("", True, True)
            parts = [value.text for value in known]
            return Value("/".join(parts), True, base.from_project)
        if len(known) > 1:
            return None
        if name in _MODULES:
            return known[0]
        # A function of the project's own around one path, such as `r("src")`.
        value = known[0]
        return value if value.is_path else Value(value.text, True, True)


def members(table: "Node") -> "Mapping[str, Node]":
    """Return the expressions of an object by their keys."""
    expressions: dict[str, Node] = {}
    for child in table.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "pair" and key is not None and value is not None:
            expressions[key_of(key)] = value
        elif child.type == "shorthand_property_identifier":
            expressions[(child.text or b"").decode("utf-8", "replace")] = child
    return expressions


def key_of(node: "Node") -> str:
    """Return the text of a key: a name, or a literal."""
    if node.type == "computed_property_name":
        inner = node.named_child(0)
        return key_of(inner) if inner is not None else ""
    if node.type == "string":
        return text_of(node.text or b"''")
    return (node.text or b"").decode("utf-8", "replace")


def _constants(root: "Node") -> "Iterator[tuple[str, Node]]":
    for statement in root.named_children:
        inner = statement.child_by_field_name("declaration") or statement
        if inner.type not in ("lexical_declaration", "variable_declaration"):
            continue
        for declared in inner.named_children:
            name, value = (
                declared.child_by_field_name("name"),
                declared.child_by_field_name("value"),
            )
            if name is not None and value is not None and name.type == "identifier":
                yield (name.text or b"").decode("utf-8", "replace"), value


def _joined(parts: list[Value | None]) -> Value | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not known:
        return None
    first = known[0]
    return Value("".join(part.text for part in known), first.is_path, first.from_project)
