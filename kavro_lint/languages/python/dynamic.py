"""Calls that import: `importlib.import_module("x")`, `__import__("x")`, `exec("import x")`."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kavro_lint.languages.python.importers import Form
from kavro_lint.languages.python.statements import KINDS, Name, grammar, names_of
from kavro_lint.languages.syntax import parse, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_MODULE = re.compile(r"\.*[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_OWN_PACKAGE = (b"__package__", b"__name__")
# The names of the arguments that may be positional.
_ARGUMENTS: Mapping[Form, tuple[bytes, ...]] = {
    "import_module": (b"name", b"package"),
    "__import__": (b"name", b"globals", b"locals", b"fromlist", b"level"),
    "run_module": (b"mod_name",),
    "resolve_name": (b"name",),
    "entry_point": (b"name", b"value", b"group"),
    "patched": (b"target",),
    "exec": (b"source",),
    "eval": (b"source",),
}
# What names a module in other words than `name`, and what names something in a module.
_NAMED_BY: Mapping[Form, bytes] = {
    "run_module": b"mod_name",
    "entry_point": b"value",
}
_AS_FAR_AS_IT_GOES = frozenset(("resolve_name", "entry_point"))
# No module stands deeper; what follows are attributes.
MOST_PARTS = 30


def imports_nothing(call: "Node", form: Form) -> bool:
    """Whether a call imports nothing: `eval` of most texts, `patch.dict` of an object."""
    if form == "patched":
        patched = _patched(_arguments(call, _ARGUMENTS[form]))
        return patched is None or not patched.type.endswith("string")
    if form != "eval":
        return False
    text = _literal(_arguments(call, _ARGUMENTS[form]).get(b"source"))
    return text is None or "import" not in text


def imported_by(call: "Node", form: Form) -> tuple[Name, ...]:
    """Return what a call imports, nothing where its argument is not a literal."""
    arguments = _arguments(call, _ARGUMENTS.get(form, ()))
    if form in ("exec", "eval"):
        return _imports_in_source(_literal(arguments.get(b"source")))
    if form == "never" or arguments is None:
        return ()
    if form == "patched":
        return _as_far_as_it_goes(_literal(_patched(arguments)) or "")
    module = _literal(arguments.get(_NAMED_BY.get(form, b"name")))
    if module is not None and form in _AS_FAR_AS_IT_GOES:
        return _as_far_as_it_goes(module)
    if module is None or not _MODULE.fullmatch(module):
        return ()
    if form == "__import__":
        return _plain_import(module, arguments)
    if module.startswith("."):
        return _relative(module, arguments.get(b"package"))
    return ((module, None),)


def _patched(arguments: "dict[bytes, Node]") -> "Node | None":
    """Return what is patched: the first argument, whatever its name is."""
    return next(iter(arguments.values()), None)


def _as_far_as_it_goes(text: str) -> tuple[Name, ...]:
    """Return what `pkgutil.resolve_name` takes: `a.b:C.d`, or `a.b.C.d`, where all may be modules.

    Without a colon Python imports as far as it can: a name that begins with a dot says so.
    """
    module, colon, _ = text.partition(":")
    if not _MODULE.fullmatch(module) or module.startswith("."):
        return ()
    first, *rest = module.split(".")[:MOST_PARTS]
    if colon or not rest:
        return ((module, None),)
    return ((".".join([first, *rest[:-1]]), f".{rest[-1]}"),)


def _arguments(call: "Node", order: tuple[bytes, ...]) -> "dict[bytes, Node]":
    """Return the arguments of a call by their names."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return {}
    positional: list[Node] = []
    named: dict[bytes, Node] = {}
    for child in arguments.named_children:
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                named[name.text or b""] = value
        elif child.type != "comment":
            positional.append(child)
    return {**dict(zip(order, positional, strict=False)), **named}


def _relative(module: str, package: "Node | None") -> tuple[Name, ...]:
    """Return a module that is relative to a package."""
    if package is not None and package.text in _OWN_PACKAGE:
        return ((module, None),)
    name = _literal(package)
    if name is None:
        return ()
    relative_name = module.lstrip(".")
    levels = len(module) - len(relative_name) - 1
    parts = name.split(".")
    return (
        ((".".join([*parts[: len(parts) - levels], relative_name]), None),)
        if levels < len(parts)
        else ()
    )


def _plain_import(module: str, arguments: "dict[bytes, Node]") -> tuple[Name, ...]:
    level = arguments.get(b"level")
    dots = 0
    if level is not None and level.text != b"-1":
        if level.type != "integer" or not (level.text or b"").isdigit():
            return ()
        dots = min(int(level.text or b"0"), 99)
    names: tuple[str | None, ...] = (None,)
    fromlist = arguments.get(b"fromlist")
    if fromlist is not None and fromlist.type in ("list", "tuple") and fromlist.named_child_count:
        literals = [_literal(child) for child in fromlist.named_children if child.type != "comment"]
        names = tuple(name or "*" for name in literals)
    return tuple(("." * dots + module, name) for name in names)


def _imports_in_source(source: str | None) -> tuple[Name, ...]:
    """Return what the import statements in a text import, nothing where there is none."""
    if source is None or "import" not in source:
        return ()
    tree = parse(grammar, source.encode("utf-8", "replace") + b"\n")
    return tuple(name for node in walk(tree, KINDS) for name in names_of(node))


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
