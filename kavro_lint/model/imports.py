"""Imports: as they are written, and what they resolve to.

A repository has ten imports a file, and the same statement is in many files. So what a statement
says and resolves to is one record, a resolution, that the files share; a placed resolution adds
the place.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Literal, NamedTuple

from kavro_lint.model.places import Evidence, ImportKind, Location, RawImport

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.model.import_groups import ImportGroup

Outcome = Literal["internal", "standard", "external", "unresolved", "ambiguous"]
# Whether a manifest that governs the importer names an external package. Only "no" is sure.
Listed = Literal["yes", "no", "unsure"]


class Import(NamedTuple):
    """An import and what it resolves to: exactly one `outcome`.

    `target` is a file, or a folder ending in `/` (`/` is the root), for `internal`; `package`
    is the package for `external` and `standard`, and for `internal` where the target is a copy
    of a third-party package (vendored); `module` is its full dotted or slashed name;
    `candidates` are the files an `ambiguous` import may mean. `reaches` are the files that a
    folder stands for, where the language imports whole folders; `known_as` are the names, in
    lower case with `-`, under which an `external` package is distributed, where they are others.

    `is_guess` marks an `internal` target that nothing states: no root, manifest or layout.
    `listed` says of an `external` package whether a manifest names it ("unsure" where it may, or
    where its absence is no fault: an optional import, a test outside of the manifest's project);
    "unsure" on an `unresolved` import says that the statement allows for it to fail;
    `manifest` is the path of the nearest manifest that governs the importer, None for no such file.
    `is_test` says that the import itself is test code, whatever file it stands in.
    """

    importer: str
    raw: RawImport
    outcome: Outcome
    target: str | None = None
    package: str | None = None
    module: str | None = None
    candidates: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    is_guess: bool = False
    listed: Listed | None = None
    manifest: str | None = None
    is_test: bool = False

    @property
    def location(self) -> Location:
        """Where the statement stands."""
        return Location(self.importer, self.raw.line, self.raw.column)

    @property
    def evidence(self) -> Evidence:
        """The statement and its place."""
        return Evidence(self.location, self.raw.text)


class Resolution(NamedTuple):
    """One imported name and what it resolves to: an `Import` without its place."""

    specifier: str
    name: str | None
    text: str
    outcome: Outcome
    target: str | None = None
    package: str | None = None
    module: str | None = None
    candidates: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    is_guess: bool = False
    listed: Listed | None = None
    manifest: str | None = None
    is_test: bool = False


# Line, column, kind and resolution.
PlacedResolution = tuple[int, int, ImportKind, Resolution]
# A file, and one of its imports.
ImportRow = tuple[str, PlacedResolution]
_RESOLUTION, _OUTCOME = itemgetter(3), itemgetter(3)


def import_of(importer: str, statement: PlacedResolution) -> Import:
    """Return the import for a placed resolution of a file."""
    line, column, kind, resolution = statement
    raw = RawImport(resolution.specifier, resolution.name, kind, line, column, resolution.text)
    return Import(importer, raw, *resolution[3:])


def placed_resolution(import_: Import) -> PlacedResolution:
    """Return the placed resolution of an import."""
    raw = import_.raw
    resolution = Resolution(raw.specifier, raw.name, raw.text, *import_[2:])
    return raw.line, raw.column, raw.kind, resolution


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
        """Return a collection of imports in which those of a file are adjacent."""
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
        """Whether an equal import is in it."""
        return any(import_ == member for member in self)

    def __eq__(self, other: object) -> bool:
        """Whether the other has the same imports in the same order."""
        return tuple(self) == tuple(other) if isinstance(other, Imports) else NotImplemented

    # As of a list: what is equal to it may be large.
    __hash__ = None  # type: ignore[assignment]

    @property
    def first(self) -> Import:
        """The first import. Raises StopIteration if there is none."""
        return next(
            import_of(path, statement) for path, rows in self.files.items() for statement in rows
        )

    def resolutions(self) -> Collection[Resolution]:
        """Return the resolutions, once for each file that has its own."""
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
        resolutions = map(_RESOLUTION, chain.from_iterable(self.files.values()))
        return sum(map(chosen.__contains__, map(id, resolutions)))

    def where(self, is_wanted: Callable[[Resolution], bool]) -> Iterator[Import]:
        """Yield the imports whose resolution is wanted; each resolution is asked about once."""
        chosen = {id(resolution) for resolution in self.resolutions() if is_wanted(resolution)}
        if chosen:
            for path, rows in self.files.items():
                for statement in rows:
                    if id(statement[3]) in chosen:
                        yield import_of(path, statement)

    def statements(self) -> Iterator[ImportRow]:
        """Yield each file and its placed resolutions."""
        for path, rows in self.files.items():
            for row in rows:
                yield path, row

    def leading_to(
        self, places: frozenset[str], files: Collection[str] | None = None
    ) -> Iterator[ImportRow]:
        """Yield the statements that lead to some places: files, or folders that stand for one.

        Those of some files only, or of all.
        """
        for path, row in self.statements():
            if files is not None and path not in files:
                continue
            if row[3].target in places or not places.isdisjoint(row[3].reaches):
                yield path, row

    def by_target(
        self, importers: Collection[str], outside: Collection[str]
    ) -> "Mapping[str, ImportGroup]":
        """Group the imports of some files by what they lead to outside of some files."""

        def target(path: str, resolution: Resolution) -> str | None:
            is_wanted = path in importers and resolution.target not in outside
            return resolution.target if is_wanted else None

        return self._grouped(target)

    def by_package(self, importers: Collection[str]) -> "Mapping[str, ImportGroup]":
        """Group the imports of some files by the external package that they take."""

        def package(path: str, resolution: Resolution) -> str | None:
            is_wanted = path in importers and resolution.outcome == "external"
            return resolution.package if is_wanted else None

        return self._grouped(package)

    def by_importer(self, places: frozenset[str]) -> "Mapping[str, ImportGroup]":
        """Group the imports that lead to some files by the file that they stand in, another one."""

        def importer(path: str, resolution: Resolution) -> str | None:
            leads = resolution.target in places or not places.isdisjoint(resolution.reaches)
            return path if leads and path not in places else None

        return self._grouped(importer)

    def _grouped(
        self, group_of: Callable[[str, Resolution], str | None]
    ) -> "Mapping[str, ImportGroup]":
        # Most runs count no imports.
        from kavro_lint.model.import_groups import grouped

        return grouped(
            (group_of(path, row[3]), number, (path, row))
            for path, rows in self.files.items()
            for number, row in enumerate(rows)
        )

    def import_at(self, path: str, number: int) -> Import:
        """Return an import of a file by its number in it."""
        return import_of(path, self.files[path][number])

    def targets(self) -> Collection[str]:
        """Return all files and folders that imports resolve to."""
        return {resolution.target for resolution in self.resolutions() if resolution.target}

    def takes_package(self, name: str) -> bool:
        """Whether an import is of an external package of that name."""
        return name in self.packages()

    def packages(self) -> Collection[str]:
        """Return all external packages that are imported."""
        return {
            resolution.package
            for resolution in self.resolutions()
            if resolution.package is not None and resolution.outcome == "external"
        }

    def with_rows(self, path: str, rows: Sequence[PlacedResolution]) -> "Imports":
        """Return the imports with those of one file replaced by `rows`."""
        return Imports({**self.files, path: rows})

    def of_files(self, paths: Iterable[str]) -> "Imports":
        """Return the imports of some files."""
        return Imports({path: self.files[path] for path in paths if path in self.files})

    def within(self, is_wanted: Callable[[str], bool]) -> "Imports":
        """Return the imports of the wanted files."""
        return Imports({path: rows for path, rows in self.files.items() if is_wanted(path)})

    def without(self, kind: ImportKind) -> "Imports":
        """Return the imports of any other kind."""
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
