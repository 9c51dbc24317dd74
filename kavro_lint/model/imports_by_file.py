"""The imports of many files: what is asked of all of them, and how they are selected."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from kavro_lint.model.imports import (
    Import,
    ImportKind,
    Outcome,
    PlacedResolution,
    Resolution,
    import_of,
    placed_resolution,
)

_RESOLUTION, _OUTCOME = itemgetter(3), itemgetter(3)


class Imports(Collection[Import]):
    """The imports of files, in the order of files and of their statements.

    `files` maps each file to its placed resolutions. An `Import` is made of one when it is
    iterated to; what depends on resolutions alone is asked of each resolution once.
    """

    def __init__(self, files: Mapping[str, Sequence[PlacedResolution]]) -> None:
        self.files = files
        self._imports: tuple[Import, ...] | None = None
        self._resolutions: Collection[Resolution] | None = None

    @classmethod
    def of(cls, imports: Iterable[Import]) -> "Imports":
        """Return imports that were made one by one; those of a file stand together."""
        files: dict[str, list[PlacedResolution]] = {}
        for import_ in imports:
            files.setdefault(import_.importer, []).append(placed_resolution(import_))
        return cls(files)

    def __iter__(self) -> Iterator[Import]:
        """Yield the imports, made once."""
        if self._imports is None:
            self._imports = tuple(
                import_of(path, statement)
                for path, rows in self.files.items()
                for statement in rows
            )
        return iter(self._imports)

    def __len__(self) -> int:
        """Count them."""
        return sum(map(len, self.files.values()))

    def __contains__(self, import_: object) -> bool:
        """Whether one is equal."""
        return any(import_ == member for member in self)

    def __eq__(self, other: object) -> bool:
        """Whether the other has the same imports in the same order."""
        return tuple(self) == tuple(other) if isinstance(other, Imports) else NotImplemented

    # As of a list: what is equal to it may be large.
    __hash__ = None  # type: ignore[assignment]

    @property
    def first(self) -> Import:
        """The first of them. Raises StopIteration where there is none."""
        return next(
            import_of(path, statement) for path, rows in self.files.items() for statement in rows
        )

    def resolutions(self) -> Collection[Resolution]:
        """Return the resolutions, each as often as a file has one of its own."""
        if self._resolutions is None:
            resolutions = list(map(_RESOLUTION, chain.from_iterable(self.files.values())))
            self._resolutions = dict(zip(map(id, resolutions), resolutions, strict=True)).values()
        return self._resolutions

    def outcomes(self) -> Counter[Outcome]:
        """Count the imports by outcome."""
        resolutions = map(_RESOLUTION, chain.from_iterable(self.files.values()))
        return Counter(map(_OUTCOME, resolutions))

    def count(self, is_wanted: Callable[[Resolution], bool]) -> int:
        """Count the imports whose resolution is wanted; each resolution is asked about once."""
        chosen = {id(resolution) for resolution in self.resolutions() if is_wanted(resolution)}
        if not chosen:
            return 0
        return sum(id(statement[3]) in chosen for rows in self.files.values() for statement in rows)

    def where(self, is_wanted: Callable[[Resolution], bool]) -> Iterator[Import]:
        """Yield the imports whose resolution is wanted; each resolution is asked about once."""
        chosen = {id(resolution) for resolution in self.resolutions() if is_wanted(resolution)}
        if chosen:
            for path, rows in self.files.items():
                for statement in rows:
                    if id(statement[3]) in chosen:
                        yield import_of(path, statement)

    def within(self, is_wanted: Callable[[str], bool]) -> "Imports":
        """Return the imports of those files that are wanted."""
        return Imports({path: rows for path, rows in self.files.items() if is_wanted(path)})

    def without_tests(self, tests: Container[str]) -> "Imports":
        """Return the imports that are no test code: not in those files, nor by themselves."""
        remaining = {
            path: [row for row in rows if not row[3].is_test]
            for path, rows in self.files.items()
            if path not in tests
        }
        return Imports({path: rows for path, rows in remaining.items() if rows})

    def without(self, kind: ImportKind) -> "Imports":
        """Return the imports that are not of a kind."""
        remaining = {
            path: [row for row in rows if row[2] != kind] for path, rows in self.files.items()
        }
        return Imports({path: rows for path, rows in remaining.items() if rows})


def merged(parts: Sequence[Imports]) -> Imports:
    """Return all imports of several collections, by file, line and column."""
    if len(parts) == 1:
        return parts[0]
    files: dict[str, list[PlacedResolution]] = {}
    for part in parts:
        for path, rows in part.files.items():
            files.setdefault(path, []).extend(rows)
    return Imports({path: sorted(files[path], key=itemgetter(0, 1)) for path in sorted(files)})
