"""The modules of all crates: which file each is, and what stands in it.

Where `mod x;` leads: https://doc.rust-lang.org/reference/items/modules.html.
"""

from collections.abc import Iterable, Mapping

from kavro_lint.languages.folders import joined
from kavro_lint.languages.rust.crates import Crate, Outside
from kavro_lint.languages.rust.declared import Declarations, ModuleFile, Use, WrittenSource

# A file that more crates or modules than this include is looked into no further.
MOST_PLACES = 16
# Modules stand in each other, in files or within one, up to this depth.
DEEPEST = 100
# More globs of a module, and more imports that bring one name (by `cfg`), are no program's.
MOST_GLOBS = 200
MOST_VARIANTS = 20


class Module:
    """A module of a crate: its file, and the names in it.

    `opaque` says that it may have names that nobody here knows of, `calls` that these may be
    modules, `is_guess` that nothing but folders says that it is a module. `here` is the folder of
    its file, `below` the one in which the files of its modules are.
    """

    __slots__ = (
        "below", "bindings", "calls", "children", "crate", "depth", "file", "globs", "here",
        "is_guess", "is_public", "is_test", "known", "name", "opaque", "parent", "types", "values",
    )  # fmt: skip

    def __init__(
        self, crate: Crate, parent: "Module | None", name: str, file: str, is_public: bool
    ) -> None:
        self.crate = crate
        self.parent = parent
        self.name = name
        self.file = file
        self.is_public = is_public
        self.is_guess: bool = parent.is_guess if parent is not None else False
        self.is_test: bool = parent.is_test if parent is not None else False
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.children: dict[str, list[Module]] = {}
        self.bindings: dict[str, dict[Use, None]] = {}
        self.globs: dict[Use, None] = {}
        self.types: set[str] = set()
        self.values: set[str] = set()
        self.opaque = False
        self.calls = False
        self.here = ""
        self.below = ""
        self.known: dict[str, tuple[Module | Outside, ...]] = {}

    @property
    def module(self) -> "Module":
        """The module that it is; a block has the one around it."""
        return self

    @property
    def outer(self) -> "Module | None":
        """The scope around it in which names are looked up too: of a module none."""
        return None

    @property
    def root(self) -> "Module":
        """The root of its crate."""
        module = self
        while module.parent is not None:
            module = module.parent
        return module

    def is_within(self, other: "Module") -> bool:
        """Whether it is another module, or stands somewhere in it."""
        module: Module | None = self
        while module is not None:
            if module is other:
                return True
            module = module.parent
        return False

    def bind(self, use: Use) -> None:
        """Add what an import brings."""
        if use.is_glob and len(self.globs) < MOST_GLOBS:
            self.globs[use] = None
        elif use.local_name:
            uses = self.bindings.setdefault(use.local_name, {})
            if len(uses) < MOST_VARIANTS:
                uses[use] = None


class Block(Module):
    """A block with imports of its own; all else it has from the scope around it."""

    __slots__ = ("_module", "_outer")

    def __init__(self, outer: Module) -> None:
        super().__init__(outer.crate, outer.parent, "", outer.file, False)
        self._outer = outer
        self._module = outer.module

    @property
    def module(self) -> Module:
        """The module around it."""
        return self._module

    @property
    def outer(self) -> Module:
        """The scope around it."""
        return self._outer

    def is_within(self, other: Module) -> bool:
        """Whether the module around it is another one, or stands somewhere in it."""
        return self.module.is_within(other)


class Tree:
    """The modules of crates, found from the root of each down."""

    def __init__(self, declared: Mapping[str, Declarations], files: Mapping[str, str]) -> None:
        self._declared = declared
        self._files = files
        # The modules of a file, by its scopes, once for each place that it has.
        self.places: dict[str, list[list[Module]]] = {}
        self.roots: dict[int, Module] = {}
        # Files that are modules and no sources, such as those that `#[path]` names.
        self.unread: dict[str, None] = {}
        self._waiting: list[tuple[Module, str]] = []

    def add(self, crate: Crate) -> Module:
        """Add a crate with all its modules; return its root."""
        file = self._files.get(crate.root, crate.root)
        root = self.roots[id(crate)] = Module(crate, None, "", file, True)
        root.is_test = crate.kind in ("test", "bench")
        # A derive is named by an attribute.
        root.opaque = crate.kind == "lib" and crate.package.manifest.makes_macros
        root.here = root.below = _folder(crate.root)
        self._waiting.append((root, file))
        self._fill_waiting()
        return root

    def _fill_waiting(self) -> None:
        while self._waiting:
            self._fill(*self._waiting.pop())

    def guess(self, files: Iterable[str]) -> None:
        """Place files that no `mod x;` leads to where macros may have declared them.

        What a macro declares is not read; the folders say where it would be.
        """
        by_folder: dict[str, list[Module]] = {}
        for places in self.places.values():
            for module in (module for scopes in places for module in scopes):
                by_folder.setdefault(module.below, []).append(module)
        for file in sorted(files, key=lambda file: (file.count("/"), not file.endswith("/mod.rs"))):
            folder, name = _folder(file), file[file.rfind("/") + 1 : -len(".rs")]
            if name == "mod":
                folder, name = _folder(folder[:-1]), folder[folder[:-1].rfind("/") + 1 : -1]
            parents = [module for module in by_folder.get(folder, ()) if module.calls]
            for parent in parents[:1] if file not in self.places else ():
                self._place(parent, ModuleFile(0, name, True, False, ()))
                added = [child for child in parent.children.get(name, ()) if child.file == file]
                for child in added:
                    child.calls = child.is_guess = True
                self._fill_waiting()
                for scopes in self.places.get(file, ()):
                    for module in scopes:
                        by_folder.setdefault(module.below, []).append(module)

    def candidates(self, module: Module, scope: int, row: ModuleFile) -> tuple[list[str], bool]:
        """Return where a `mod x;` in a module looks, and whether that was said by `#[path]`."""
        if row.paths:
            base = module.here if scope == 0 else module.below
            return [place for path in row.paths if (place := joined(base, path))], True
        return [f"{module.below}{row.name}.rs", f"{module.below}{row.name}/mod.rs"], False

    def _fill(self, module: Module, file: str) -> None:
        """Fill a module with what a file declares."""
        declarations = self._declared.get(file)
        places = self.places.setdefault(file, [])
        if declarations is None or len(places) >= MOST_PLACES or module.depth > DEEPEST:
            module.opaque = True
            if declarations is None and not file.endswith(".rs"):
                self.unread[file] = None
            return
        scopes = [module]
        for number, scope in enumerate(declarations.scopes):
            if number:
                outer = scopes[scope.outer] if 0 <= scope.outer < number else module
                inner = Module(module.crate, outer, scope.name, file, scope.is_public)
                inner.here = inner.below = f"{outer.below}{scope.name}/"
                if scope.folder:
                    folder = joined(outer.here, scope.folder)
                    inner.here = inner.below = f"{folder}/" if folder else ""
                outer.children.setdefault(scope.name, []).append(inner)
                scopes.append(inner)
            at = scopes[number]
            at.is_test = at.is_test or scope.is_test
            at.types.update(scope.types)
            at.values.update(scope.values)
            at.opaque = at.opaque or scope.is_open
            at.calls = at.calls or scope.calls
        places.append(scopes)
        module.crate.macros.update(declarations.macros)
        for use in declarations.uses:
            if use.scope < len(scopes):
                scopes[use.scope].bind(use)
        for row in declarations.files:
            if row.scope < len(scopes):
                self._place(scopes[row.scope], row)
        for number, path in declarations.included:
            target = self._files.get(joined(_folder(file), path) or "")
            if target is not None and number < len(scopes) and target != file:
                self._waiting.append((scopes[number], target))

    def _place(self, module: Module, row: ModuleFile) -> None:
        """Add the module that a `mod x;` is; one for each file that it may be."""
        places, is_stated = self.candidates(module, row.scope, row)
        for place in places:
            target = self._files.get(place)
            if target is None:
                continue
            child = Module(module.crate, module, row.name, target, row.is_public)
            child.is_test = child.is_test or row.is_test
            child.here = child.below = _folder(place)
            if not is_stated and not place.endswith("/mod.rs"):
                child.below = f"{place[: -len('.rs')]}/"
            module.children.setdefault(row.name, []).append(child)
            if target != module.file:
                self._waiting.append((child, target))

    def alone(self, file: str, crate: Crate) -> list[Module]:
        """Return the modules of a file that no crate includes, as if it were a crate."""
        root = self.add(crate)
        root.opaque = True
        places = self.places.get(file)
        return places[0] if places else [root]


def blocks_of(scopes: list[Module], written: WrittenSource) -> list[Module]:
    """Return scopes with those of blocks behind them, and what imports bring into the blocks.

    An outer scope has a smaller number.
    """
    every = list(scopes)
    for number in written.blocks:
        every.append(Block(every[number] if 0 <= number < len(every) else every[0]))
    for statement in written.statements:
        if len(scopes) <= statement.scope < len(every):
            for use in statement.uses:
                every[statement.scope].bind(use)
    return every


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]
