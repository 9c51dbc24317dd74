"""`importlib.import_module("x")` and `__import__("x")`."""

import re
from typing import TYPE_CHECKING

from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTION = re.compile(
    rb"^[ \t]*from[ \t]+[\w.]*importlib[ \t]+import[ \t(]+(?:[\w \t,]+,[ \t]*)?import_module"
    rb"(?:[ \t]+as[ \t]+(\w+))?",
    re.MULTILINE,
)
_PACKAGE = re.compile(
    rb"^[ \t]*(?:import|from)[ \t][^\n]*\bimportlib(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE
)
_MODULE = re.compile(r"\.*[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@frozen
class Dynamic:
    """A call that imports: the module as a specifier, and the names that it takes from it."""

    specifier: str
    names: tuple[str | None, ...] = (None,)


class Importers:
    """The names under which a file knows the functions that import.

    `renamed` says whether one has a name of the file's own.
    """

    def __init__(self, content: bytes) -> None:
        self.functions = {b"__import__"}
        self.renamed = False
        for found in _FUNCTION.finditer(content):
            self.functions.add(found[1] or b"import_module")
            self.renamed |= found[1] is not None
        packages = {found[1] or b"importlib" for found in _PACKAGE.finditer(content)}
        self.methods = {
            package + b"." + name
            for package in packages
            for name in (b"import_module", b"__import__")
        } | {b"builtins.__import__", b"__builtin__.__import__"}

    @property
    def names(self) -> set[bytes]:
        """The names as they are written before the brackets of a call."""
        return self.functions | self.methods

    def imports(self, call: "Node") -> bool:
        """Whether a call is one that imports."""
        function = call.child_by_field_name("function")
        if function is None:
            return False
        known = self.functions if function.type == "identifier" else self.methods
        return function.text in known


def read_call(call: "Node") -> Dynamic | None:
    """Return what a call imports, or None where that is no literal."""
    function = call.child_by_field_name("function")
    arguments = call.child_by_field_name("arguments")
    if function is None or arguments is None or arguments.type != "argument_list":
        return None
    positional: list[Node] = []
    named: dict[bytes, Node] = {}
    for child in arguments.named_children:
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                named[name.text or b""] = value
        elif child.type != "comment":
            positional.append(child)
    plain = (function.text or b"").endswith(b"__import__")
    order = (b"name", b"globals", b"locals", b"fromlist", b"level") if plain else _MODULE_ARGUMENTS
    given = {**dict(zip(order, positional, strict=False)), **named}
    module = _literal(given.get(b"name"))
    if module is None or not _MODULE.fullmatch(module):
        return None
    return _plain_import(module, given) if plain else _import_module(module, given)


def module_of(written: bytes, package: bytes | None) -> str | None:
    """Return the module that `import_module` takes by a literal, None where nobody knows.

    `package` is the name that stands beside it, if one does.
    """
    module = written.decode("utf-8", "replace")
    if not _MODULE.fullmatch(module) or (module.startswith(".") and package not in _OWN_PACKAGE):
        return None
    return module


_MODULE_ARGUMENTS = (b"name", b"package")
_OWN_PACKAGE = (b"__package__", b"__name__")


def _import_module(module: str, given: "dict[bytes, Node]") -> Dynamic | None:
    if not module.startswith("."):
        return Dynamic(module)
    package = given.get(b"package")
    if package is not None and package.text in _OWN_PACKAGE:
        return Dynamic(module)
    name = _literal(package)
    if name is None:
        return None
    rest = module.lstrip(".")
    up = len(module) - len(rest) - 1
    parts = name.split(".")
    return Dynamic(".".join([*parts[: len(parts) - up], rest])) if up < len(parts) else None


def _plain_import(module: str, given: "dict[bytes, Node]") -> Dynamic | None:
    level = given.get(b"level")
    dots = 0
    if level is not None and level.text != b"-1":
        if level.type != "integer" or not (level.text or b"").isdigit():
            return None
        dots = min(int(level.text or b"0"), 99)
    names: tuple[str | None, ...] = (None,)
    taken = given.get(b"fromlist")
    if taken is not None and taken.type in ("list", "tuple") and taken.named_child_count:
        found = [_literal(child) for child in taken.named_children if child.type != "comment"]
        names = tuple(name or "*" for name in found)
    return Dynamic("." * dots + module, names)


def _literal(node: "Node | None") -> str | None:
    """Return the text of a string without prefix, escapes and interpolation."""
    if node is None or node.type != "string":
        return None
    start, *inside = node.children
    if (start.text or b"").strip(b"\"'").lower() not in (b"", b"u", b"r"):
        return None
    content = inside[:-1]
    if len(content) != 1 or content[0].type != "string_content" or content[0].named_child_count:
        return None
    return (content[0].text or b"").decode("utf-8", "replace")
