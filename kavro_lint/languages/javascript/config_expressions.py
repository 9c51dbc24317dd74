"""Expressions of a configuration script → the paths and texts they stand for; nothing is run.

What is understood: literals, templates, `+`, constants of the same file and of those that it
imports by a relative path, `__dirname`, `path.resolve` and `path.join`, `new URL("…",
import.meta.url)`, and functions around one of these.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.javascript.bindings import (
    Imported,
    constants_of,
    exports_of,
    imports_of,
    members,
)
from kavro_lint.languages.javascript.lexical import text_of
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node

# Constants that lead to constants, and calls in calls.
DEEPEST = 12
# So many expressions of one script are looked at: names that stand for names can multiply.
MOST_LOOKED_AT = 20_000
_OWN_PLACE = frozenset(("__dirname", "import.meta.dirname", "import.meta.url", "__filename"))
_JOINS = frozenset(("resolve", "join"))
_MODULES = frozenset(("require.resolve", "import.meta.resolve", "getAbsolutePath"))
_NAMES = frozenset(("identifier", "shorthand_property_identifier"))
_WRAPPERS = frozenset(("as_expression", "satisfies_expression", "parenthesized_expression"))


@frozen
class Value:
    """A text; `is_path` says that it is a path, from the project's folder (`cwd`) or the file's.

    `stated_in` is the file that says so, "" for the configuration itself.
    """

    text: str
    is_path: bool = False
    from_project: bool = False
    stated_in: str = ""


# Returns the expressions of the script that a relative specifier leads to from a file.
Load = Callable[[str, str], "Expressions | None"]


class Expressions:
    """Reads the expressions of one script, which is at a path ("" for the configuration)."""

    def __init__(self, root: "Node", path: str = "", load: Load = lambda path, name: None) -> None:
        self.root = root
        self.path = path
        self._load = load
        self._constants: Mapping[str, Node] = dict(constants_of(root))
        self._imports: Mapping[str, Imported] | None = None
        self._exports: Mapping[str, Node] | None = None
        self._looked_at = 0

    def value(self, node: "Node | None", depth: int = 0) -> Value | None:
        """Return what an expression stands for, None where that is not known."""
        self._looked_at += 1
        if node is None or depth > DEEPEST or self._looked_at > MOST_LOOKED_AT:
            return None
        kind = node.type
        if kind == "string":
            return Value(text_of(node.text or b"''"))
        if kind in _WRAPPERS:
            return self.value(node.named_child(0), depth + 1)
        text = (node.text or b"").decode("utf-8", "replace")
        if text in _OWN_PLACE:
            return Value("", True, stated_in=self.path)
        if kind in _NAMES:
            other, named = self._named(text)
            return other.value(named, depth + 1)
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

    def table(self, node: "Node | None", depth: int = 0) -> "tuple[Expressions, Node] | None":
        """Return the object or list that an expression is, with what reads its members."""
        reader = self
        for step in range(depth, DEEPEST):
            self._looked_at += 1
            if node is None or self._looked_at > MOST_LOOKED_AT:
                return None
            if node.type in ("object", "array"):
                return reader, node
            if node.type in _NAMES:
                reader, node = reader._named((node.text or b"").decode("utf-8", "replace"))
            elif node.type == "member_expression":
                reader, node = reader._member_of(node, step + 1)
            elif node.type in _WRAPPERS:
                node = node.named_child(0)
            else:
                return None
        return None

    @property
    def imports(self) -> Mapping[str, Imported]:
        """The names that the script takes from others by relative paths."""
        if self._imports is None:
            self._imports = dict(imports_of(self.root))
        return self._imports

    def exported(self, name: str) -> "Node | None":
        """Return what the script exports under a name; for `*` its only export, if it is one."""
        if self._exports is None:
            self._exports = dict(exports_of(self.root))
        return self._exports.get(name)

    def _named(self, name: str) -> "tuple[Expressions, Node | None]":
        """Return what a name stands for, here or in the script that it is imported from."""
        imported = self.imports.get(name)
        if imported is None:
            return self, self._constants.get(name)
        other = self._load(self.path, imported.specifier)
        return (self, None) if other is None else (other, other.exported(imported.name))

    def _member_of(self, node: "Node", depth: int) -> "tuple[Expressions, Node | None]":
        """Return what `a.b` stands for: a member of an object, or an export of a script."""
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or name is None:
            return self, None
        key = (name.text or b"").decode("utf-8", "replace")
        imported = self.imports.get((owner.text or b"").decode("utf-8", "replace"))
        if imported is not None and imported.name == "*":
            other = self._load(self.path, imported.specifier)
            exported = other.exported(key) if other is not None else None
            if other is not None and exported is not None:
                return other, exported
        table = self.table(owner, depth)
        if table is None or table[1].type != "object":
            return self, None
        return table[0], members(table[1]).get(key)

    def _member(self, node: "Node", depth: int) -> Value | None:
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or name is None:
            return None
        if name.text in (b"pathname", b"href"):
            return self.value(owner, depth + 1)
        reader, member = self._member_of(node, depth)
        return reader.value(member, depth + 1)

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
            base = known[1] if len(known) > 1 else Value("", True, stated_in=self.path)
            text = f"{base.text}/{known[0].text}"
            return Value(text, True, stated_in=base.stated_in) if base.is_path else None
        if name.rpartition(".")[2] in _JOINS:
            base = known[0] if known[0].is_path else Value("", True, True)
            parts = [value.text for value in known]
            return Value("/".join(parts), True, base.from_project, base.stated_in)
        if len(known) > 1:
            return None
        if name in _MODULES:
            return known[0]
        # A function of the project's own around one path, such as `r("src")`.
        value = known[0]
        return value if value.is_path else Value(value.text, True, True)


def _joined(parts: list[Value | None]) -> Value | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not known:
        return None
    first = known[0]
    text = "".join(part.text for part in known)
    return Value(text, first.is_path, first.from_project, first.stated_in)
