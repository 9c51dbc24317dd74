"""Functions that import, and the names that a file binds them to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from kavro_lint.expressions import expression
from kavro_lint.languages.python.statements import Name, bound_by, dotted, names_of

if TYPE_CHECKING:
    from tree_sitter import Node

# How a function takes what it imports; "never" where that cannot be read from its arguments.
Form = Literal[
    "import_module", "__import__", "run_module", "resolve_name", "entry_point", "patched", "exec",
    "eval", "never",
]  # fmt: skip

_FORMS: Mapping[str, Form] = {
    "importlib.import_module": "import_module",
    "importlib.__import__": "__import__",
    "importlib.util.find_spec": "import_module",
    "importlib.util.spec_from_file_location": "never",
    "importlib.machinery.SourceFileLoader": "never",
    "importlib.machinery.SourcelessFileLoader": "never",
    "importlib.machinery.ExtensionFileLoader": "never",
    "importlib.machinery.PathFinder.find_spec": "import_module",
    "importlib.metadata.EntryPoint": "entry_point",
    "importlib._bootstrap._gcd_import": "import_module",
    "_frozen_importlib._gcd_import": "import_module",
    "builtins.__import__": "__import__",
    "__builtin__.__import__": "__import__",
    "builtins.exec": "exec",
    "builtins.eval": "eval",
    "builtins.compile": "eval",
    "imp.load_source": "never",
    "imp.load_module": "never",
    "pkgutil.find_loader": "import_module",
    "pkgutil.get_loader": "import_module",
    "pkgutil.iter_modules": "never",
    "pkgutil.walk_packages": "never",
    "pkgutil.resolve_name": "resolve_name",
    "runpy.run_module": "run_module",
    "runpy.run_path": "never",
    "zipimport.zipimporter": "never",
    "timeit.timeit": "eval",
    "timeit.repeat": "eval",
    "timeit.Timer": "eval",
    "cProfile.run": "eval",
    "cProfile.runctx": "eval",
    "pdb.run": "eval",
    "pdb.runeval": "eval",
    "pdb.runctx": "eval",
    "pydoc.locate": "resolve_name",
    "pydoc.safeimport": "resolve_name",
    "pydoc.resolve": "resolve_name",
    "unittest.mock.patch": "resolve_name",
    "unittest.mock.patch.dict": "patched",
    "unittest.mock.patch.multiple": "patched",
    "mock.patch": "resolve_name",
    "mock.patch.dict": "patched",
    "mock.patch.multiple": "patched",
    "pytest.importorskip": "import_module",
    "mocker.patch": "resolve_name",
    "mocker.patch.dict": "patched",
    "mocker.patch.multiple": "patched",
    "monkeypatch.setattr": "patched",
    "monkeypatch.delattr": "patched",
    # A pickle names what it is made of: https://docs.python.org/3/library/pickle.html.
    "pickle.load": "never",
    "pickle.loads": "never",
    "pickle.Unpickler": "never",
    "_pickle.load": "never",
    "_pickle.loads": "never",
    "_pickle.Unpickler": "never",
    "shelve.open": "never",
    "shelve.Shelf": "never",
    "marshal.load": "never",
    "marshal.loads": "never",
    "code.interact": "never",
    "code.InteractiveConsole": "never",
    "code.InteractiveInterpreter": "never",
    "ctypes.pythonapi.PyImport_ImportModule": "never",
    "ctypes.pythonapi.PyImport_Import": "never",
    "ctypes.pythonapi.PyRun_SimpleString": "never",
}
_BUILTINS: Mapping[str, Form] = {
    "__import__": "__import__", "exec": "exec", "eval": "eval", "compile": "eval",
}  # fmt: skip
# What pytest hands to tests by the names of their parameters.
_FIXTURES = {name: name for name in ("mocker", "monkeypatch")}
_REPLACED = expression(rb"monkeypatch\.(?:set|del)attr\(\s*+[\w=]*+[\"']")
# A source that binds such a function in a statement has one of these words.
_IMPORTING_WORDS = expression(
    rb"importlib|builtin|pkgutil|runpy|\bimp\b|zipimport|load_module|\btimeit\b|cProfile"
    rb"|\bpdb\b|pydoc|\bmock\b|importorskip|pickle|shelve|marshal|\bcode\b|pythonapi"
    rb"|loadTestsFromName"
)
# Code in a text: `eval` and `compile` are mostly about something else. An expression that begins
# with a rare letter is looked for twice as fast as the word itself.
_EXECUTED = expression(rb"x(?<=\bex)ec\s*+\(")
_RUN_WITH_IMPORT = expression(rb"\b(?:eval|compile)\s*+\(\s*+\w{0,2}+[\"'][^\n]{0,400}import")

# Attributes of attributes hold each other's text; none of the functions has a longer name.
LONGEST_NAME = 200
_IMPORTING_MODULES = frozenset(
    "importlib _frozen_importlib builtins __builtin__ imp pkgutil runpy zipimport timeit "
    "cProfile pdb pydoc".split()
)
# Modules of which tests take much that imports nothing: `mock.Mock`.
NAMED_ALL_OVER = frozenset((b"unittest", b"mock", b"pytest", b"ctypes"))
# A method that every loader has, whatever name the loader has, and `sys.modules["importlib"]`.
_LOADS = (b".load_module", b"].import_module")
_IMPORT_MODULE = b"import_module"
# Methods that import, of objects under any name: of loaders, and of loaders of tests.
_METHODS: Mapping[bytes, Form] = {
    b"load_module": "never",
    b"loadTestsFromName": "resolve_name",
    b"loadTestsFromNames": "never",
}
# What holds a function that imports: `importlib`, `importlib.util`, and the functions.
_HOLDERS = frozenset(
    ".".join(parts[:end])
    for parts in (name.split(".") for name in _FORMS)
    for end in range(1, len(parts) + 1)
)
_COPY = "importlib"
_COPIES = (_COPY, "importlib.import_module")
# The first part of a name → the names by which functions that import are mentioned.
_MENTIONED: Mapping[str, frozenset[str]] = {
    top: frozenset(
        name.rpartition(".")[2]
        for name in _FORMS
        if name.partition(".")[0] == top and name.rpartition(".")[0] not in _FORMS
    )
    for top in {name.partition(".")[0] for name in _FORMS}
}


def binds_importer(names: Sequence[Name]) -> bool:
    """Whether a statement may bind a function that imports to a name."""
    module, name = names[0] if names else ("", None)
    if name is not None and module.partition(".")[0] not in _MENTIONED and _COPY not in module:
        # Of all that other modules hold, only a copy of `importlib` imports.
        return any(name is not None and name.endswith(_COPY) for _, name in names)
    return any(
        _may_import(specifier if name is None else f"{specifier}.{name}")
        or (name is None and specifier.partition(".")[0] in _HOLDERS)
        or (name == "*" and specifier in _HOLDERS)
        for specifier, name in names
    )


def _may_import(full: str) -> bool:
    """Whether something is or holds a function that imports: also copies of `importlib`."""
    return full in _HOLDERS or full.endswith(_COPIES)


def may_call_importer(content: bytes) -> bool:
    """Whether a source may call a function that imports."""
    has_name = b"__import__" in content or _IMPORTING_WORDS.search(content) is not None
    return has_name or runs_text(content)


def runs_text(content: bytes, may_evaluate: bool = True) -> bool:
    """Whether a source may call what runs a text that may import, a loader, or a fixture.

    `may_evaluate` says that it may have `eval` or `compile` before an `import`.
    """
    if _EXECUTED.search(content) is not None or b"mocker." in content:
        return True
    if any(method in content for method in _LOADS):
        return True
    if b"monkeypatch." in content and _REPLACED.search(content) is not None:
        return True
    return may_evaluate and _RUN_WITH_IMPORT.search(content) is not None


class Importers:
    """The names that a file binds to functions that import, each with its full name."""

    def __init__(self, statements: Iterable["Node"], assignments: Iterable["Node"]) -> None:
        self._names = {name: name for name in _BUILTINS} | {"__builtins__": "builtins"}
        self._names |= _FIXTURES
        # What is assigned in a class is called by an attribute.
        self._assigned: dict[str, str] = {}
        for statement in statements:
            for name, full in (*bound_by(statement), *_bound_by_star(statement)):
                if _may_import(full):
                    self._names[name] = full
        for assignment in assignments:
            left, right = (assignment.child_by_field_name(side) for side in ("left", "right"))
            if left is not None and left.type == "identifier":
                self._assign(dotted(left), right)

    @property
    def functions(self) -> frozenset[bytes]:
        """The last parts of names for functions that import: bound here, or in a module that is.

        Any loader has a method that loads.
        """
        bound = {"imp", *(part for full in self._names.values() for part in full.split("."))}
        mentioned = {name for top in bound - _FIXTURES.keys() for name in _MENTIONED.get(top, ())}
        names = frozenset(name.encode() for name in {*mentioned, *self._names} - {"exec"})
        names |= {_IMPORT_MODULE}
        return names | _METHODS.keys() | {b"mock"} if "unittest" in bound else names

    def _assign(self, name: str, value: "Node | None") -> None:
        full = self._full_name(value)
        if full is None:
            return
        if self.form(value) is not None:
            self._assigned[name] = full
        elif not _may_import(full):
            return
        self._names[name] = full

    def form(self, function: "Node | None") -> Form | None:
        """Return how a function imports, None for one that does not."""
        name = self._full_name(function)
        if name is not None and name.endswith("importlib.import_module"):
            # Also of copies: `django.utils.importlib`.
            return "import_module"
        form = _FORMS.get(name) or _BUILTINS.get(name) if name is not None else None
        method = function.child_by_field_name("attribute") if function is not None else None
        if form is not None or function is None or method is None:
            return form
        if method.text == _IMPORT_MODULE:
            # Whatever has a name may have a method of its own that is named so.
            holder = function.child_by_field_name("object")
            return "never" if holder is not None and holder.type == "subscript" else None
        return _METHODS.get(method.text or b"")

    def is_asked_for_any(self, call: "Node") -> bool:
        """Whether a call asks a module that imports for what a computed name says: `getattr`."""
        function, arguments = (
            call.child_by_field_name(field) for field in ("function", "arguments")
        )
        if function is None or function.text != b"getattr" or arguments is None:
            return False
        named = arguments.named_children[:2]
        is_literal = len(named) < 2 or named[1].type in ("string", "concatenated_string")
        return not is_literal and self._full_name(named[0]) in _IMPORTING_MODULES

    def _full_name(self, node: "Node | None") -> str | None:
        while node is not None and node.type == "parenthesized_expression":
            node = node.named_child(0) if node.named_child_count == 1 else None
        if node is None or node.type not in ("identifier", "attribute"):
            return None
        if node.end_byte - node.start_byte > LONGEST_NAME:
            return None
        first, dot, attributes = dotted(node).partition(".")
        full = self._names.get(first)
        if full is None and dot:
            return self._assigned.get(attributes.rpartition(".")[2])
        return full and full + dot + attributes


def _bound_by_star(statement: "Node") -> Iterator[tuple[str, str]]:
    """Yield the functions that `from importlib import *` and its like bind."""
    for module, name in names_of(statement):
        if name == "*":
            for full in _FORMS:
                if full.startswith(f"{module}.") and "." not in full[len(module) + 1 :]:
                    yield full[len(module) + 1 :], full
