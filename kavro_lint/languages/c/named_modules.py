"""Modules of C++20: which files declare each."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.languages.c.choosing import nearest

STANDARD = frozenset({"std", "std.compat"})


class Modules:
    """The modules of one snapshot, and their partitions (`name:part`)."""

    def __init__(self, declared: Mapping[str, bytes]) -> None:
        self._files: dict[str, list[str]] = {}
        for path, packed in declared.items():
            for name in set(packed.decode().split("\n")) if packed else ():
                self._files.setdefault(name, []).append(path)

    def files(self, name: str, importer: str) -> Sequence[str]:
        """Return the files that declare a module, those nearest to an importer."""
        paths: Iterable[str] = (path for path in self._files.get(name, ()) if path != importer)
        return nearest(paths, importer)

    def is_ours(self, name: str) -> bool:
        """Whether a partition is of a module that is declared here."""
        module, colon, _ = name.partition(":")
        return bool(colon) and (not module or module in self._files)
