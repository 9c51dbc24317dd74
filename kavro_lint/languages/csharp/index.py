"""The types that all C# sources declare, by their whole names, and what each of them inherits."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kavro_lint.languages.csharp.declared import Declarations, DeclaredType

# An interface may be inherited by many ways; a chain that is longer than this is no program's.
DEEPEST = 100


class Declared(NamedTuple):
    """A part of a type: the file that declares it, and its number among the file's types."""

    path: str
    number: int


# Which whole names a name, as it is written in a part of a type, stands for.
Resolve = Callable[[Declared, str], str | None]


class Index:
    """All declarations of a snapshot."""

    def __init__(self, files: Iterable[tuple[str, Declarations]]) -> None:
        self._files = dict(files)
        self.types: dict[str, list[Declared]] = {}
        self.namespaces: set[str] = set()
        # The last part of each type's and namespace's name: any other name is of others.
        self.simple: set[str] = set()
        # The types of a namespace that have extension methods, by the methods' names.
        self.extensions: dict[tuple[str, str], list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for path, declarations in self._files.items():
            self._add(path, declarations)

    def _add(self, path: str, declarations: Declarations) -> None:
        names: list[str] = []
        for space in declarations.spaces:
            self._add_namespace(space.name)
        for number, declared in enumerate(declarations.types):
            namespace = declarations.spaces[declared.space].name
            outer = names[declared.outer] if declared.outer >= 0 else namespace
            name = f"{outer}.{declared.name}" if outer else declared.name
            names.append(name)
            self.simple.add(declared.name)
            self.types.setdefault(name, []).append(Declared(path, number))
            for method in declared.extensions:
                self.extensions.setdefault((namespace, method), []).append(path)
        self._names[path] = names

    def _add_namespace(self, name: str) -> None:
        while name and name not in self.namespaces:
            self.namespaces.add(name)
            name, _, last = name.rpartition(".")
            self.simple.add(last)

    def declarations(self, path: str) -> Declarations:
        """Return what a file declares."""
        return self._files[path]

    @property
    def files(self) -> Iterable[tuple[str, Declarations]]:
        """Every file with what it declares."""
        return self._files.items()

    def type(self, declared: Declared) -> DeclaredType:
        """Return a part's own record."""
        return self._files[declared.path].types[declared.number]

    def whole_name(self, declared: Declared) -> str:
        """Return the whole name of a type."""
        return self._names[declared.path][declared.number]

    def parts(self, name: str) -> Sequence[Declared]:
        """Return the parts of the type of a whole name, over all projects."""
        return self.types.get(name, ())
