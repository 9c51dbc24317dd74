"""The type that a name means where it is written: ECMA-334, 7.8 and 12.8.

Types of the classes around it come first, inherited ones too; then, for each namespace outward, its
own types, and what its `using` directives bring.
"""

from collections.abc import Iterator, Sequence

from kavro_lint.languages.csharp.declared import Space
from kavro_lint.languages.csharp.index import DEEPEST, Declared, Index
from kavro_lint.languages.csharp.projects import Projects


class Scopes:
    """Looks names up in the declarations of all sources."""

    def __init__(self, index: Index, projects: Projects) -> None:
        self._index = index
        self._projects = projects
        self._inherited: dict[str, tuple[str, ...]] = {}
        self._named_bases: dict[str, tuple[str, ...]] = {}
        self._depth = 0
        self._everywhere: dict[frozenset[str], tuple[Space, ...]] = {}
        self._aliases_of: dict[str, frozenset[str]] = {}
        self._parts: dict[tuple[str, frozenset[str] | None], Sequence[Declared]] = {}

    def parts(self, path: str, name: str) -> Sequence[Declared]:
        """Return the parts of a type that a file sees: those of the projects that it refers to."""
        parts = self._index.parts(name)
        if not parts:
            return parts
        visible = self._projects.visible(path)
        key = (name, visible)
        known = self._parts.get(key)
        if known is None:
            seen = [
                part
                for part in parts
                if visible is None
                or not (owners := self._projects.owners(part.path))
                or not visible.isdisjoint(owners)
            ]
            if len(seen) > 1:
                # What no project compiles, as the copy of generated code, is meant last.
                seen = [part for part in seen if not self._projects.is_removed(part.path)] or seen
            known = self._parts[key] = seen
        return known

    def types(self, path: str, inside: int, space: int, name: str, is_value: bool) -> list[str]:
        """Return the whole names of the types that a written name leads over, the outer first."""
        parts = name.removeprefix("global::").split("::")[-1].split(".")
        if name.startswith("global::"):
            start = self._member(path, "", parts[0])
        elif "::" in name:
            start = self._alias(path, space, name.partition("::")[0])
            if start is None:
                return []
            parts = ["", *parts]
        else:
            start = self._first(path, inside, space, parts, is_value)
        return self._along(path, start, parts)

    def _along(self, path: str, start: str | None, parts: Sequence[str]) -> list[str]:
        """Follow a name from its first part on; return the types on the way."""
        types: list[str] = []
        current = start
        for number in range(len(parts)):
            if number:
                current = self._member(path, current or "", parts[number])
            if current is None:
                break
            if self.parts(path, current):
                types.append(current)
        return types

    def _member(self, path: str, owner: str, name: str) -> str | None:
        """Return the namespace or type of a name in a namespace or type, inherited ones too."""
        full_name = f"{owner}.{name}" if owner else name
        if self.parts(path, full_name) or full_name in self._index.namespaces:
            return full_name
        if owner and self._index.parts(owner):
            return self._nested(path, owner, name)
        return None

    def _first(
        self, path: str, inside: int, space: int, parts: Sequence[str], is_value: bool
    ) -> str | None:
        """Return what the first part of a name means."""
        name = parts[0]
        if name not in self._index.simple and name not in self._aliases(path):
            return None
        head = name.partition("`")[0]
        declarations = self._index.declarations(path)
        number = inside
        while number >= 0:
            owner = self._index.whole_name(Declared(path, number))
            if is_value and self._is_value(path, owner, head, parts):
                return None
            nested = self._nested(path, owner, name)
            if nested is not None:
                return nested
            if owner.rpartition(".")[2] == name and self.parts(path, owner):
                # A type knows itself, before its namespace is asked.
                return owner
            number = declarations.types[number].outer
        return self._outside(path, space, name)

    def _is_value(self, path: str, owner: str, head: str, parts: Sequence[str]) -> bool:
        """Whether a name is that of a property or a field of a type or of what it inherits."""
        for name in (owner, *self._bases(path, owner)):
            for part in self._index.parts(name):
                declared = self._index.type(part)
                if head not in declared.values:
                    continue
                if head not in declared.likes:
                    return True
                # `Color Color`: what a type gives by its name is taken from the type.
                space = declared.space
                own = self._index.declarations(part.path).types[part.number].outer
                types = self.types(part.path, own, space, parts[0], is_value=False)
                return not (len(parts) > 1 and types and self._gives(types[-1], parts[1]))
        return False

    def _gives(self, name: str, member: str) -> bool:
        plain = member.partition("`")[0]
        return f"{name}.{member}" in self._index.types or any(
            plain in self._index.type(part).statics for part in self._index.parts(name)
        )

    def _nested(self, path: str, owner: str, name: str) -> str | None:
        """Return a type that stands in a type or in one of its bases."""
        for type_ in (owner, *self._bases(path, owner)):
            full_name = f"{type_}.{name}"
            if full_name in self._index.types and self.parts(path, full_name):
                return full_name
        return None

    def _bases(self, path: str, owner: str) -> tuple[str, ...]:
        """Return the types of this repository that a type inherits from, the nearest first."""
        known = self._inherited.get(owner)
        if known is None:
            bases = dict.fromkeys(self._own_bases(owner))
            waiting = list(bases)[::-1]
            while waiting and len(bases) < DEEPEST:
                further = [base for base in self._own_bases(waiting.pop()) if base not in bases]
                bases.update(dict.fromkeys(further))
                waiting += further[::-1]
            known = self._inherited[owner] = tuple(list(bases)[:DEEPEST])
        return known

    def _own_bases(self, owner: str) -> tuple[str, ...]:
        """Return the types that a type names as its bases."""
        known = self._named_bases.get(owner)
        if known is None:
            # What is asked while it is answered has no answer: a type that inherits from itself,
            # or one whose bases stand in what thousands of others inherit.
            if self._depth >= DEEPEST:
                return ()
            self._named_bases[owner] = ()
            self._depth += 1
            bases: dict[str, None] = {}
            for part in self._index.parts(owner):
                declared = self._index.type(part)
                for name in declared.bases:
                    along = self.types(part.path, declared.outer, declared.space, name, False)
                    if along and along[-1] != owner:
                        bases[along[-1]] = None
            self._depth -= 1
            known = self._named_bases[owner] = tuple(bases)
        return known

    def _outside(self, path: str, space: int, name: str) -> str | None:
        """Return what a name means in the namespaces around a place, and by their usings."""
        spaces = self._index.declarations(path).spaces
        while space >= 0:
            block = spaces[space]
            rows = (block, *self._global(path)) if block.outer < 0 else (block,)
            for namespace in _outward(block.name, spaces[block.outer].name):
                own = self._member_of_namespace(path, namespace, name)
                if own is not None:
                    return own
                for row in rows:
                    brought = self._brought(path, row, namespace, name)
                    if brought is not None:
                        return brought
                # Usings belong to the whole name of a block, not to the namespaces in it.
                rows = ()
            space = block.outer
        return None

    def _member_of_namespace(self, path: str, namespace: str, name: str) -> str | None:
        full_name = f"{namespace}.{name}" if namespace else name
        if self.parts(path, full_name) or full_name in self._index.namespaces:
            return full_name
        return None

    def _brought(self, path: str, block: Space, namespace: str, name: str) -> str | None:
        """Return what the usings of a block bring under a name."""
        for alias, target in block.aliases:
            if alias == name:
                return self.named(path, namespace, target)
        for using in block.usings:
            for used_namespace in self._namespaces(namespace, using):
                if self.parts(path, f"{used_namespace}.{name}"):
                    return f"{used_namespace}.{name}"
        for static in block.statics:
            owner = self.named(path, namespace, static)
            nested = self._nested(path, owner, name) if owner is not None else None
            if nested is not None:
                return nested
        return None

    def _alias(self, path: str, space: int, name: str) -> str | None:
        spaces = self._index.declarations(path).spaces
        number = space
        while number >= 0:
            for alias, target in spaces[number].aliases:
                if alias == name:
                    return self.named(path, spaces[number].name, target)
            number = spaces[number].outer
        return None

    def _aliases(self, path: str) -> frozenset[str]:
        """Return the names that a file's own directives and global ones stand in for."""
        known = self._aliases_of.get(path)
        if known is None:
            rows = (*self._index.declarations(path).spaces, *self._global(path))
            names = frozenset(alias for row in rows for alias, _ in row.aliases)
            known = self._aliases_of[path] = names
        return known

    def _global(self, path: str) -> tuple[Space, ...]:
        """Return what is brought to all sources of a file's projects."""
        owners = self._projects.owners(path)
        known = self._everywhere.get(owners)
        if known is None:
            rows = [self._projects.all[owner].usings for owner in sorted(owners)]
            for other, declarations in self._index.files:
                row = declarations.everywhere
                if (row.usings or row.statics or row.aliases) and (
                    self._projects.owners(other) == owners
                    or not owners.isdisjoint(self._projects.owners(other))
                ):
                    rows.append(row)
            known = self._everywhere[owners] = tuple(rows)
        return known

    def namespaces(self, around: str, using: str) -> Sequence[str]:
        """Return the namespaces of this repository that a using may mean, the nearest first."""
        return [name for name in self._namespaces(around, using) if name in self._index.namespaces]

    def _namespaces(self, around: str, using: str) -> Iterator[str]:
        plain = using.removeprefix("global::")
        while around and plain == using:
            if f"{around}.{plain}" in self._index.namespaces:
                yield f"{around}.{plain}"
            around = around.rpartition(".")[0]
        yield plain

    def named(self, path: str, around: str, name: str) -> str | None:
        """Return the namespace or type that an alias or a static using names."""
        parts = name.removeprefix("global::").split(".")
        while True:
            current: str | None = around
            for part in parts:
                current = self._member(path, current or "", part)
                if current is None:
                    break
            if current is not None or not around:
                return current
            around = around.rpartition(".")[0]


def _outward(name: str, outer: str) -> Iterator[str]:
    """Yield a namespace and those around it, up to but without that of the block around."""
    yield name
    while (name := name.rpartition(".")[0]) and name != outer:
        yield name
