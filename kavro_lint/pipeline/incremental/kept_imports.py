"""The imports of a kept state: unpacked when they are asked for, but for those of changed files."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from kavro_lint.cache.import_rows import ImportRows
from kavro_lint.model.import_groups import ImportGroup, joined_group
from kavro_lint.model.imports import ImportRow, Imports, PlacedResolution

Rows = Mapping[str, Sequence[PlacedResolution]]
_FILE = itemgetter(0)


class KeptImports(Imports):
    """Imports as they are kept; `changed` has those of files that have others, perhaps none."""

    def __init__(self, kept: ImportRows, changed: Rows) -> None:
        super().__init__(_RowsByFile(kept, changed))
        self._kept = kept
        self._changed = changed

    def leading_to(
        self, places: frozenset[str], files: Collection[str] | None = None
    ) -> Iterator[ImportRow]:
        """Yield the statements of all files, or of some, that lead to some places."""
        changed = Imports(self._changed).leading_to(places, files)
        return self._with_changed(self._kept.leading_to(places, files), changed)

    def by_target(
        self, importers: Collection[str], outside: Collection[str]
    ) -> Mapping[str, ImportGroup]:
        """Group the imports of some files by what they lead to outside of some files."""
        unchanged = frozenset(importers) - self._changed.keys()
        kept = self._kept.by_target(unchanged, outside)
        return _merged(kept, Imports(self._changed).by_target(importers, outside))

    def by_package(self, importers: Collection[str]) -> Mapping[str, ImportGroup]:
        """Group the imports of some files by the external package that they take."""
        unchanged = frozenset(importers) - self._changed.keys()
        kept = self._kept.by_package(unchanged)
        return _merged(kept, Imports(self._changed).by_package(importers))

    def by_importer(self, places: frozenset[str]) -> Mapping[str, ImportGroup]:
        """Group the imports that lead to some files by the file that they stand in, another one."""
        kept = self._kept.by_importer(places, self._changed.keys())
        return _merged(kept, Imports(self._changed).by_importer(places))

    def _with_changed(
        self, kept: Iterator[ImportRow], changed: Iterator[ImportRow]
    ) -> Iterator[ImportRow]:
        if not self._changed:
            return kept
        unchanged = (statement for statement in kept if statement[0] not in self._changed)
        return iter(sorted((*unchanged, *changed), key=_FILE))

    def within(self, is_wanted: Callable[[str], bool]) -> Imports:
        """Return the imports of those files that are wanted."""
        return self.of_files(filter(is_wanted, self.files))

    def of_files(self, paths: Iterable[str]) -> Imports:
        """Return the imports of some files."""
        wanted = list(paths)
        files = {**self._kept.of(path for path in wanted if path not in self._changed)}
        files |= {path: self._changed[path] for path in wanted if self._changed.get(path)}
        return Imports({path: files[path] for path in wanted if path in files})

    def targets(self) -> Collection[str]:
        """Return all files and folders that imports resolve to, and led to in changed files."""
        return {*self._kept.targets(), *Imports(self._changed).targets()}

    def takes_package(self, name: str) -> bool:
        """Whether an import is of an external package of that name."""
        # Most names are of no package, and that takes less to tell.
        is_known = name in self._kept.packages() or Imports(self._changed).takes_package(name)
        return is_known and super().takes_package(name)

    def packages(self) -> Collection[str]:
        """Return all external packages that are imported."""
        if not self._changed:
            return self._kept.packages()
        # Those that only a changed file imported are gone.
        return self.by_package(frozenset(self.files)).keys()

    def with_rows(self, path: str, rows: Sequence[PlacedResolution]) -> "KeptImports":
        """Return imports of which one file has others."""
        return KeptImports(self._kept, {**self._changed, path: rows})


class _RowsByFile(Rows):
    """The rows of all files that have any, in the order of paths."""

    def __init__(self, kept: ImportRows, changed: Rows) -> None:
        self._kept = kept
        self._changed = changed

    def __getitem__(self, path: str) -> Sequence[PlacedResolution]:
        rows = self._changed.get(path)
        if rows is None:
            return self._kept[path]
        if not rows:
            raise KeyError(path)
        return rows

    def __iter__(self) -> Iterator[str]:
        if not self._changed:
            return iter(self._kept)
        unchanged = (path for path in self._kept if path not in self._changed)
        return iter(sorted((*unchanged, *(path for path, rows in self._changed.items() if rows))))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        rows = self._changed.get(path) if isinstance(path, str) else None
        return path in self._kept if rows is None else bool(rows)


def _merged(
    kept: Mapping[str, ImportGroup], changed: Mapping[str, ImportGroup]
) -> Mapping[str, ImportGroup]:
    if not changed:
        return kept
    both = {name: joined_group((kept[name], changed[name])) for name in kept.keys() & changed}
    return {**kept, **changed, **both}
