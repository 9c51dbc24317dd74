"""The names that a Kotlin source writes and imports → the files that declare what they mean.

Types are looked up as in Java. Functions and properties at the top of a file are names of their
package; what a supertype declares comes before them. An extension is reached by an import only:
of a call without one the receiver's type would have to be inferred.
"""

from collections.abc import Collection

from kavro_lint.languages.jvm.choosing import Choosing
from kavro_lint.languages.jvm.declared import WrittenName
from kavro_lint.languages.jvm.index import Declared, Index
from kavro_lint.languages.jvm.java_names import JavaNames
from kavro_lint.languages.jvm.standard import MOST_PARTS


class KotlinNames:
    """Looks names of Kotlin sources up in the declarations of a snapshot."""

    def __init__(self, index: Index, choosing: Choosing, types: JavaNames) -> None:
        self._index = index
        self._choosing = choosing
        self._types = types

    def files(self, path: str, row: WrittenName) -> Collection[str]:
        """Return the files that declare what a name means, the source's own among them."""
        types = self._types.types(path, row.inside, row.name)
        if types or not row.is_value:
            return [declared.path for declared in types]
        first, dot, _ = row.name.partition(".")
        if first not in self._index.callables and first not in self._index.heads:
            return ()
        brought = self._index.brought(path)
        if first in brought.types or self._is_inherited(path, row.inside, first):
            return ()
        package = self._index.declarations(path).package
        own = [Declared(file, 0) for file in self._index.functions.get(package, {}).get(first, ())]
        if own:
            visible = self._choosing.visible(path, own)
            if visible:
                return self._nearest(path, [row.path for row in visible])
        for wildcard in brought.wildcards:
            declaring = self._declaring(path, wildcard.name, first)
            if declaring:
                return declaring
        return self._qualified(path, row.name) if dot else ()

    def imported(self, path: str, name: str) -> Collection[str]:
        """Return the files that declare what an import names: types, functions, members."""
        files = {declared.path for declared in self._types.qualified(path, name)[-1:]}
        package, _, last = name.rpartition(".")
        if not package:
            # A source without a package may be imported from too.
            types = self._index.top_level("", last)
            files.update(self._nearest(path, [declared.path for declared in types]))
        for table in (self._index.functions, self._index.extensions):
            files.update(self._nearest(path, table.get(package, {}).get(last, [])))
        return sorted(files)

    def declares(self, name: str) -> bool:
        """Whether a function or property at the top of a file has a whole name."""
        package, _, last = name.rpartition(".")
        return any(
            last in table.get(package, ())
            for table in (self._index.functions, self._index.extensions)
        )

    def _qualified(self, path: str, name: str) -> Collection[str]:
        parts = name.split(".", MOST_PARTS)
        for length in range(1, len(parts)):
            declaring = self._declaring(path, ".".join(parts[:length]), parts[length])
            if declaring:
                return declaring
        return ()

    def _declaring(self, path: str, package: str, name: str) -> Collection[str]:
        """Return the files of a package that declare a function or property: all overloads."""
        return self._nearest(path, self._index.functions.get(package, {}).get(name, []))

    def _nearest(self, path: str, files: Collection[str]) -> Collection[str]:
        if not files:
            return ()
        nearest = self._choosing.nearest(path, [Declared(file, 0) for file in files])
        return [declared.path for declared in nearest]

    def _is_inherited(self, path: str, inside: int, name: str) -> bool:
        """Whether a type around a place, or one that it inherits from, has a member of a name."""
        while inside >= 0:
            declared = Declared(path, inside)
            if self._types.has_member(declared, name):
                return True
            inside = self._index.type(declared).outer
        return False
