"""The name of a type, as it is written in a Java source → the types that it means.

The order is that of the Java Language Specification, 6.4.1: types of the enclosing classes,
inherited ones too; imports of one type; the package; imports on demand. A package name is tried
last (6.5.2).
"""

from collections.abc import Iterator, Sequence

from kavro_lint.languages.jvm.choosing import Choosing
from kavro_lint.languages.jvm.declared import WrittenName
from kavro_lint.languages.jvm.index import DEEPEST, Declared, Index

# The name stands for a type that no source of the snapshot declares.
ELSEWHERE = None


class JavaNames:
    """Looks names up in the declarations of a snapshot."""

    def __init__(self, index: Index, choosing: Choosing) -> None:
        self._index = index
        self._choosing = choosing
        self._members: dict[tuple[Declared, str], Declared | None] = {}
        self._has_member: dict[tuple[Declared, str], bool] = {}

    def files(self, path: str, row: WrittenName) -> list[str]:
        """Return the files of the types that a written name passes through."""
        return [declared.path for declared in self.types(path, row.inside, row.name)]

    def types(self, path: str, inside: int, name: str) -> list[Declared]:
        """Return the types that a dotted name passes through, none where it is not a type of ours.

        `inside` is the number of the type that the name is written in, -1 for the file itself.
        """
        first, dot, behind = name.partition(".")
        rest = behind.split(".") if dot else ()
        if first not in self._index.names and (not rest or first not in self._index.heads):
            return []
        is_known, declared = self._simple(path, inside, first)
        if declared is None:
            return [] if is_known or not rest else self.qualified(path, name)
        return [declared, *self._inner(declared, rest)] if rest else [declared]

    def last(self, path: str, inside: int, name: str) -> Declared | None:
        """Return the type that a dotted name ends in, None where it ends in anything else."""
        types = self.types(path, inside, name)
        return types[-1] if types else None

    def qualified(self, path: str, name: str) -> list[Declared]:
        """Return the types that a name passes through which begins with a package."""
        types, rest = self._index.outermost(name)
        if not types:
            return []
        declared = self._choosing.only(path, types)
        return [declared, *self._inner(declared, rest)] if rest else [declared]

    def _inner(self, declared: Declared, names: Sequence[str]) -> Iterator[Declared]:
        for name in names:
            if name in self._index.type(declared).fields:
                return
            member = self.member(declared, name)
            if member is None:
                return
            declared = member
            yield declared

    def member(self, declared: Declared, name: str, depth: int = 0) -> Declared | None:
        """Return the type of a name that stands in a type, or is inherited by it."""
        key = (declared, name)
        if key in self._members:
            return self._members[key]
        inner = self._index.in_file(declared.path, declared.number, name)
        if inner is None and depth < DEEPEST:
            self._members[key] = None
            for supertype in self._index.supertypes(declared, self.last):
                inner = self.member(supertype, name, depth + 1)
                if inner is not None:
                    break
        self._members[key] = inner
        return inner

    def has_member(self, declared: Declared, name: str, depth: int = 0) -> bool:
        """Whether a type has a function or property of a name, or inherits one."""
        key = (declared, name)
        if key not in self._has_member:
            self._has_member[key] = False
            self._has_member[key] = name in self._index.type(declared).fields or (
                depth < DEEPEST
                and any(
                    self.has_member(supertype, name, depth + 1)
                    for supertype in self._index.supertypes(declared, self.last)
                )
            )
        return self._has_member[key]

    def _simple(self, path: str, inside: int, name: str) -> tuple[bool, Declared | None]:
        """Return whether a simple name is known to be a type, and which of ours it is."""
        index = self._index
        declarations = index.declarations(path)
        while inside >= 0 and name in index.inner:
            member = self.member(Declared(path, inside), name)
            if member is not None:
                return True, member
            own = declarations.types[inside]
            if own.name == name:
                return True, Declared(path, inside)
            inside = own.outer
        own_type = index.in_file(path, -1, name)
        if own_type is not None:
            return True, own_type
        brought = index.brought(path)
        imported = brought.types.get(name)
        if imported is not None:
            types = self.qualified(path, imported)
            is_whole = bool(types) and index.type(types[-1]).name == name
            return True, types[-1] if is_whole else None
        for full_name in brought.members.get(name, ()):
            outer = self.qualified(path, full_name.rpartition(".")[0])
            member = self.member(outer[-1], name) if outer else None
            if member is not None:
                return True, member
        top_level = index.top_level(declarations.package, name)
        visible = self._choosing.visible(path, top_level) if top_level else ()
        if visible:
            return True, self._choosing.only(path, visible)
        declared = self.on_demand(path, name)
        return declared is not None, declared

    def on_demand(self, path: str, name: str) -> Declared | None:
        """Return the type that one of a file's wildcard imports brings."""
        for row in self._index.brought(path).wildcards:
            top_level = () if row.is_static else self._index.top_level(row.name, name)
            if top_level:
                return self._choosing.only(path, top_level)
            outer = self.qualified(path, row.name)
            member = self.member(outer[-1], name) if outer else None
            if member is not None:
                return member
        return None
