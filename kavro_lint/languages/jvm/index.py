"""The types that all sources of the JVM declare, by package, and what each of them inherits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kavro_lint.languages.jvm.declared import Declarations, DeclaredType, ImportedName
from kavro_lint.languages.jvm.standard import MOST_PARTS

# How a name is looked up: the file, the type that it is written in (-1 for none), and the name.
Resolve = Callable[[str, int, str], "Declared | None"]
# An interface may be inherited by many ways; a chain that is longer than this is no program's.
DEEPEST = 100
# The number of the class that stands for what is at the top of a Kotlin file.
FACADE = -2
# So many names that were looked up are remembered.
MOST_KNOWN = 20_000


class Declared(NamedTuple):
    """A type: the file that declares it, and its number among the file's types."""

    path: str
    number: int


class Brought(NamedTuple):
    """What the imports of a file bring: whole names by the simple names of what they bring.

    `members` are by static imports; `wildcards` bring all that is in a package or type.
    """

    types: Mapping[str, str]
    members: Mapping[str, Sequence[str]]
    wildcards: Sequence[ImportedName]


class Index:
    """All declarations of a snapshot. Names that lead to several types are all returned."""

    def __init__(self, files: Iterable[tuple[str, Declarations]]) -> None:
        self._files: dict[str, Declarations] = {}
        self._nested: dict[str, Mapping[tuple[int, str], int]] = {}
        self.packages: dict[str, dict[str, list[Declared]]] = {}
        self.modules: dict[str, list[str]] = {}
        self.functions: dict[str, dict[str, list[str]]] = {}
        self.extensions: dict[str, dict[str, list[str]]] = {}
        # The simple names of all types, also those that imports give, and the first parts of all
        # packages: nearly all names that are written are none of them.
        self.names: set[str] = set()
        # The simple names of types that stand in others: any of these may be inherited.
        self.inner: set[str] = set()
        self.heads: set[str] = set()
        # The names of all functions and properties at the top of files.
        self.callables: set[str] = set()
        # All of these: a name that begins with none of them leads to no source.
        self.known: set[str] = set()
        self.outermost = lru_cache(MOST_KNOWN)(self._outermost)
        self._supertypes: dict[Declared, tuple[Declared, ...]] = {}
        self._imports: dict[str, tuple[ImportedName, ...]] = {}
        self._brought: dict[str, Brought] = {}
        for path, declarations in files:
            self._add(path, declarations)
        self.known.update(self.names, self.heads, self.callables)

    def _add(self, path: str, declarations: Declarations) -> None:
        self._files[path] = declarations
        self.names.update(row.alias for row in declarations.imports if row.alias)
        if declarations.module:
            self.modules.setdefault(declarations.module, []).append(path)
        types = self.packages.setdefault(declarations.package, {})
        nested: dict[tuple[int, str], int] = {}
        self.heads.add(declarations.package.partition(".")[0])
        for number, declared in enumerate(declarations.types):
            if not declared.name:
                continue
            if declared.outer < 0:
                types.setdefault(declared.name, []).append(Declared(path, number))
            else:
                self.inner.add(declared.name)
            nested.setdefault((declared.outer, declared.name), number)
            self.names.add(declared.name)
        self._nested[path] = nested
        package = declarations.package
        for table, names in (
            (self.functions, declarations.functions),
            (self.extensions, declarations.extensions),
        ):
            for name in names:
                table.setdefault(package, {}).setdefault(name, []).append(path)
        self.callables.update(declarations.functions)
        if declarations.functions or declarations.extensions:
            # To Java, what stands at the top of a file are members of a class.
            stem = path.rpartition("/")[2].partition(".")[0]
            facade = declarations.facade or f"{stem[:1].upper()}{stem[1:]}Kt"
            self.names.add(facade)
            types.setdefault(facade, []).append(Declared(path, FACADE))

    def declarations(self, path: str) -> Declarations:
        """Return what a file declares."""
        return self._files[path]

    def imports(self, path: str) -> tuple[ImportedName, ...]:
        """Return a file's imports: all of them, or those by which its supertypes are found."""
        return self._imports.get(path) or self._files[path].imports

    def see_all_imports(self, path: str, imports: tuple[ImportedName, ...]) -> None:
        """Let the names of a file be looked up by all its imports, until another file's are."""
        self._imports = {path: imports}
        aliases = [row.alias for row in imports if row.alias]
        self.names.update(aliases)
        self.known.update(aliases)
        self._brought.pop(path, None)

    def type(self, declared: Declared) -> DeclaredType:
        """Return a type's own record."""
        if declared.number == FACADE:
            return DeclaredType("", FACADE, ())
        return self._files[declared.path].types[declared.number]

    def top_level(self, package: str, name: str) -> Sequence[Declared]:
        """Return the types of a name in a package, over all roots."""
        types = self.packages.get(package)
        return types.get(name, ()) if types is not None else ()

    def files_of(self, package: str) -> frozenset[str]:
        """Return the files that declare the types of a package."""
        types = self.packages[package].values()
        return frozenset(declared.path for same_name in types for declared in same_name)

    def _outermost(self, name: str) -> tuple[Sequence[Declared], tuple[str, ...]]:
        """Return the types outside of all others that a whole name begins with, and its rest."""
        parts = name.split(".", MOST_PARTS)
        for length in range(1, len(parts)):
            types = self.top_level(".".join(parts[:length]), parts[length])
            if types:
                return types, tuple(parts[length + 1 :])
        return (), ()

    def in_file(self, path: str, outer: int, name: str) -> Declared | None:
        """Return the type of a name that stands directly in another one, or (-1) in the file."""
        number = self._nested[path].get((outer, name))
        return Declared(path, number) if number is not None else None

    def brought(self, path: str) -> Brought:
        """Return what the imports of a file bring."""
        known = self._brought.get(path)
        if known is None:
            types: dict[str, str] = {}
            members: dict[str, list[str]] = {}
            wildcards: list[ImportedName] = []
            for row in self.imports(path):
                if row.is_wildcard:
                    wildcards.append(row)
                elif row.is_static:
                    members.setdefault(row.local_name, []).append(row.name)
                else:
                    types[row.local_name] = row.name
            known = self._brought[path] = Brought(types, members, wildcards)
        return known

    def supertypes(self, declared: Declared, resolve: Resolve) -> tuple[Declared, ...]:
        """Return the types that a type extends and implements, as far as they are declared here."""
        known = self._supertypes.get(declared)
        if known is None:
            # A type that inherits from itself inherits nothing.
            self._supertypes[declared] = ()
            own = self.type(declared)
            known = self._supertypes[declared] = tuple(
                supertype
                for name in own.supertypes
                if (supertype := resolve(declared.path, own.outer, name)) is not None
            )
        return known
