"""Where the imports of a state's files lead, of which only what is asked for is unpacked.

Whoever asks about one file among ten thousand needs a few rows of a hundred thousand.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, compress, repeat

from kavro_lint.cache.packed_imports import KINDS, PackedImports
from kavro_lint.model.import_groups import ImportGroup
from kavro_lint.model.imports import PlacedResolution

_RUNNING = bytes(number != KINDS.index("type-only") for number in range(256))


class ImportRows(Mapping[str, Sequence[PlacedResolution]]):
    """The rows of all files that have any, as `packed_imports.encoded` has written them.

    `facts` are the digests of what the files say, in their order, empty where nobody asked;
    `manifests` the hashes of those by which imports were resolved, by path.
    """

    def __init__(self, body: bytes) -> None:
        self._packed = packed = PackedImports(body)
        self._numbers, self._texts = packed.numbers, packed.texts
        self._listed = cache(lambda part: self._numbers(part).tolist())
        self._paths = packed.texts(packed.numbers("paths"))
        self._places = dict(zip(self._paths, range(len(self._paths)), strict=True))
        self._row_ends = packed.numbers("row ends")
        # Whether each row is one that runs; one for type checkers only does not.
        self._running = packed.raw("kinds").translate(_RUNNING)
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
        groups = list(self._by_file(self._leading_to(places), files))
        rows = list(chain.from_iterable(rows for _, rows in groups))
        importers = chain.from_iterable(repeat(path, len(rows)) for path, rows in groups)
        return zip(importers, self._packed.rows(rows), strict=True)

    def by_target(
        self, importers: Collection[str], outside: Collection[str]
    ) -> Mapping[str, ImportGroup]:
        """Group the rows of some files by what they lead to outside of some files."""
        rows, targets = self._rows_of(importers), self._listed("target")
        names = list(map(targets.__getitem__, map(self._listed("resolutions").__getitem__, rows)))
        return self._groups(rows, names, outside)

    def by_package(self, importers: Collection[str]) -> Mapping[str, ImportGroup]:
        """Group the rows of some files by the external package that they take."""
        rows = self._rows_of(importers)
        numbers = list(map(self._listed("resolutions").__getitem__, rows))
        packages = self._external_packages(set(numbers))
        return self._groups(rows, [packages[at] for at in numbers], ())

    def by_importer(
        self, places: frozenset[str], without: Collection[str]
    ) -> Mapping[str, ImportGroup]:
        """Group the rows that lead to some files by the file that they stand in.

        Leaves out those files themselves, and some others.
        """
        importers = self._places.keys() - places - frozenset(without)
        groups: dict[str, ImportGroup] = {}
        for path, rows in self._by_file(self._leading_to(places), importers):
            running = list(compress(rows, map(self._running.__getitem__, rows)))
            first = self._place_of((running or rows)[0], is_type_only=not running)
            groups[path] = ImportGroup(len(rows), len(running), first)
        return groups

    def _groups(
        self, rows: list[int], names: list[int], outside: Collection[str]
    ) -> Mapping[str, ImportGroup]:
        """Group the rows of some files by the numbers of texts that they have, 0 for none."""
        counts = Counter(names)
        # Later ones are overwritten by earlier ones.
        first = dict(zip(reversed(names), reversed(rows), strict=True))
        # Few are for type checkers only; what begins with one is looked at once more.
        places = ((bisect_left(rows, row), row) for row in self._idle_rows)
        idle = Counter(names[at] for at, row in places if rows[at : at + 1] == [row])
        late = {
            name for name in idle if idle[name] < counts[name] and not self._running[first[name]]
        }
        others = compress(zip(names, rows, strict=True), map(late.__contains__, names))
        running = [(name, row) for name, row in others if self._running[row]] if late else []
        first.update(reversed(running))
        return {
            text: ImportGroup(
                counts[name],
                counts[name] - idle[name],
                self._place_of(first[name], is_type_only=counts[name] == idle[name]),
            )
            for name, text in zip(counts, self._texts(counts), strict=True)
            if name and text not in outside
        }

    @cached_property
    def _idle_rows(self) -> Sequence[int]:
        """The rows that do not run."""
        rows, at = list[int](), self._running.find(0)
        while at >= 0:
            rows.append(at)
            at = self._running.find(0, at + 1)
        return rows

    def _place_of(self, row: int, *, is_type_only: bool) -> tuple[bool, str, int]:
        place = bisect_right(self._row_ends, row)
        return is_type_only, self._paths[place], row - self._rows_at(place).start

    def _by_file(
        self, resolutions: Collection[int], files: Collection[str] | None = None
    ) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield the files, or those of some, that have rows of some resolutions, and those rows."""
        numbers: Sequence[int] = self._numbers("resolutions")
        rows: Sequence[int] = range(len(numbers))
        if files is not None:
            rows = self._rows_of(files)
            numbers = list(map(numbers.__getitem__, rows))
        rows, start = list(compress(rows, map(resolutions.__contains__, numbers))), 0
        while start < len(rows):
            # The rows of one file follow each other.
            place = bisect_right(self._row_ends, rows[start])
            end = bisect_left(rows, self._row_ends[place], start)
            yield self._paths[place], rows[start:end]
            start = end

    def _rows_of(self, files: Collection[str]) -> list[int]:
        """Return the rows of some files, in order."""
        if len(files) < len(self._paths) / 8:
            places = sorted(self._places[path] for path in files if path in self._places)
            return list(chain.from_iterable(map(self._rows_at, places)))
        ranges = map(range, chain((0,), self._row_ends), self._row_ends)
        return list(chain.from_iterable(compress(ranges, map(files.__contains__, self._paths))))

    def targets(self) -> frozenset[str]:
        """Return all files and folders that imports resolve to."""
        return frozenset(self._texts(set(self._numbers("target")) - {0}))

    def packages(self) -> Collection[str]:
        """Return all external packages that are imported."""
        packages = self._external_packages(range(len(self._numbers("package"))))
        return frozenset(self._texts(set(packages.values()) - {0}))

    def _external_packages(self, resolutions: Iterable[int]) -> Mapping[int, int]:
        """Return the number of the external package that resolutions lead to, 0 for none."""
        outcomes, packages = self._numbers("outcome"), self._numbers("package")
        external = {at for at in set(outcomes) if self._texts((at,)) == ["external"]}
        return {at: packages[at] if outcomes[at] in external else 0 for at in resolutions}

    def _leading_to(self, places: frozenset[str]) -> Collection[int]:
        """Return the resolutions that lead to one of some places."""
        targets, reaches = self._numbers("target"), self._numbers("reaches")
        wanted = self._targets_among(places)
        groups = {at for at in set(reaches) if not places.isdisjoint(self._packed.group(at))}
        numbers = range(len(targets))
        return {
            *compress(numbers, map(wanted.__contains__, targets)),
            *compress(numbers, map(groups.__contains__, reaches)),
        }

    def _targets_among(self, places: frozenset[str]) -> Collection[int]:
        """Return the numbers of the texts of some places, as far as imports resolve to them."""
        files, numbers = self._places.keys() & places, self._numbers("paths")
        if len(files) == len(places):
            return {numbers[self._places[path]] for path in files}
        targets = set(self._numbers("target")) - {0}
        return set(compress(targets, map(places.__contains__, self._texts(targets))))

    def _rows_at(self, place: int) -> range:
        return range(self._row_ends[place - 1] if place else 0, self._row_ends[place])
