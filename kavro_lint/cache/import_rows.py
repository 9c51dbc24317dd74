"""Where the imports of a state's files lead, of which only what is asked for is unpacked.

Whoever asks about one file among ten thousand needs a few rows of a hundred thousand.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, repeat

from kavro_lint.cache.packed_imports import PackedImports
from kavro_lint.model import PlacedResolution


class ImportRows(Mapping[str, Sequence[PlacedResolution]]):
    """The rows of all files that have any, as `packed_imports.encoded` has written them.

    `facts` are the digests of what the files say, in their order, empty where nobody asked;
    `manifests` the hashes of those by which imports were resolved, by path.
    """

    def __init__(self, body: bytes) -> None:
        self._packed = packed = PackedImports(body)
        self._numbers, self._texts = packed.numbers, packed.texts
        paths = packed.texts(packed.numbers("paths"))
        self._places = dict(zip(paths, range(len(paths)), strict=True))
        self._row_ends = packed.numbers("row ends")
        self._rows: dict[str, Sequence[PlacedResolution]] = {}
        self.manifests = packed.manifests()
        self.facts = packed.raw("facts")
        if len(self._row_ends) != len(self._places):
            raise ValueError("the cache holds other files")

    @property
    def paths(self) -> Collection[str]:
        """All files, in their order, with rows or without."""
        return self._places.keys()

    def __getitem__(self, path: str) -> Sequence[PlacedResolution]:
        """Return the rows of a file. Raises KeyError for one that has none."""
        rows = self.of((path,)).get(path)
        if rows is None:
            raise KeyError(path)
        return rows

    def __iter__(self) -> Iterator[str]:
        """Yield the files that have rows."""
        before = 0
        for path, end in zip(self._places, self._row_ends, strict=True):
            if end > before:
                yield path
            before = end

    def __len__(self) -> int:
        """Count the files that have rows."""
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        """Whether a file has rows."""
        place = self._places.get(path) if isinstance(path, str) else None
        return place is not None and len(self._rows_at(place)) > 0

    def of(self, paths: Iterable[str]) -> dict[str, Sequence[PlacedResolution]]:
        """Return the rows of those of the files that have any."""
        places = {path: self._places[path] for path in paths if path in self._places}
        new = {
            path: self._rows_at(place) for path, place in places.items() if path not in self._rows
        }
        unpacked, start = self._packed.rows(list(chain.from_iterable(new.values()))), 0
        for path, at in new.items():
            self._rows[path] = unpacked[start : start + len(at)]
            start += len(at)
        return {path: rows for path in places if (rows := self._rows[path])}

    def leading_to(
        self, places: frozenset[str], files: Collection[str] | None = None
    ) -> Iterator[tuple[str, PlacedResolution]]:
        """Yield each file, or each of some, and its rows that lead to one of some places."""
        return self._chosen(files, lambda numbers: self._leading_to(places, numbers))

    def of_packages(self, files: Collection[str]) -> Iterator[tuple[str, PlacedResolution]]:
        """Yield each of some files and its rows that lead to an external package."""
        return self._chosen(files, self._of_packages)

    def _chosen(
        self, files: Collection[str] | None, choose: Callable[[Collection[int]], Collection[int]]
    ) -> Iterator[tuple[str, PlacedResolution]]:
        """Yield each file, or each of some, and its rows of the resolutions that are chosen."""
        paths, resolutions = list(self._places), self._numbers("resolutions")
        rows: Sequence[int] = range(len(resolutions))
        if files is not None and len(files) < len(paths) / 2:
            places = sorted(self._places[path] for path in files if path in self._places)
            rows = list(chain.from_iterable(map(self._rows_at, places)))
            resolutions = array("I", map(resolutions.__getitem__, rows))
        is_chosen = choose(set(resolutions)).__contains__
        candidates = list(compress(rows, map(is_chosen, resolutions)))
        importers, chosen, start = list[str](), list[int](), 0
        while start < len(candidates):
            # The rows of one file follow each other.
            place = bisect_right(self._row_ends, candidates[start])
            end = bisect_left(candidates, self._row_ends[place], start)
            if files is None or paths[place] in files:
                importers.extend(repeat(paths[place], end - start))
                chosen += candidates[start:end]
            start = end
        return zip(importers, self._packed.rows(chosen), strict=True)

    def targets(self) -> frozenset[str]:
        """Return all files and folders that imports lead to."""
        return frozenset(self._texts(set(self._numbers("target")) - {0}))

    def takes_package(self, name: str) -> bool:
        """Whether an import is of an external package of that name."""
        packages = self._numbers("package")
        taken = {packages[at] for at in self._of_packages(range(len(packages)))}
        return name in self._texts(taken)

    def _of_packages(self, numbers: Collection[int]) -> Collection[int]:
        """Return those of some resolutions that lead to an external package."""
        packages, outcomes = self._numbers("package"), self._numbers("outcome")
        external = {at for at in set(outcomes) if self._texts((at,)) == ["external"]}
        return {at for at in numbers if packages[at] and outcomes[at] in external}

    def _leading_to(self, places: frozenset[str], numbers: Collection[int]) -> Collection[int]:
        """Return those of some resolutions that lead to one of some places."""
        targets, reaches = self._numbers("target"), self._numbers("reaches")
        wanted_targets = self._among(places, {targets[at] for at in numbers})
        wanted_groups = {
            group
            for group in {reaches[at] for at in numbers}
            if not places.isdisjoint(self._packed.group(group))
        }
        return {
            at for at in numbers if targets[at] in wanted_targets or reaches[at] in wanted_groups
        }

    def _among(self, wanted: Collection[str], numbers: Collection[int]) -> Collection[int]:
        """Return the numbers of those texts that are wanted, which none is."""
        texts = map(wanted.__contains__, self._texts(numbers))
        return set(compress(numbers, texts)) - {0}

    def _rows_at(self, place: int) -> range:
        return range(self._row_ends[place - 1] if place else 0, self._row_ends[place])
