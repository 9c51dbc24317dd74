"""Imports: as they are written, and what they resolve to.

A repository has ten imports a file, and the same statement is in many files. So what a statement
says and resolves to is one record, a resolution, that the files share; a placed resolution adds
the place.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from kavro_lint.model.places import Evidence, Location

ImportKind = Literal["import", "type-only", "dynamic", "lazy", "re-export", "include", "reference"]
Outcome = Literal["internal", "standard", "external", "unresolved", "ambiguous"]
# Whether a manifest that governs the importer names an external package. Only "no" is sure.
Listed = Literal["yes", "no", "unsure"]


class Statement(NamedTuple):
    """What a statement says, wherever it stands: many files say the same.

    `names` are pairs of a specifier and the one name taken from it (see `RawImport`); `text` is
    the statement on one line.
    """

    names: tuple[tuple[str, str | None], ...]
    text: str


class PlacedStatement(NamedTuple):
    """A statement and where it stands in a file, line and column from 1."""

    line: int
    column: int
    kind: ImportKind
    statement: Statement


class RawImport(NamedTuple):
    """An import as it is written: a pure function of the file's bytes.

    `specifier` is the module as the language spells it (`..models`, `./x`, `net/http`);
    `name` is the one name taken from it where that may be a module itself
    (`from specifier import name`), `*` for all. `text` is the statement on one line.
    """

    specifier: str
    name: str | None
    kind: ImportKind
    line: int
    column: int
    text: str


def placed_statements(imports: Iterable[RawImport]) -> Iterator[PlacedStatement]:
    """Yield the statements of imports, those of one statement standing side by side."""
    groups = groupby(imports, lambda raw: (raw.line, raw.column, raw.kind, raw.text))
    for (line, column, kind, text), group in groups:
        names = tuple((raw.specifier, raw.name) for raw in group)
        yield PlacedStatement(line, column, kind, Statement(names, text))


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
    """One name that a statement takes, and what it resolves to: an `Import` without its place."""

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


def import_of(importer: str, statement: PlacedResolution) -> Import:
    """Return the import that a placed resolution of a file is."""
    line, column, kind, resolution = statement
    raw = RawImport(resolution.specifier, resolution.name, kind, line, column, resolution.text)
    return Import(importer, raw, *resolution[3:])


def placed_resolution(import_: Import) -> PlacedResolution:
    """Return the placed resolution of an import that was made by itself."""
    raw = import_.raw
    resolution = Resolution(raw.specifier, raw.name, raw.text, *import_[2:])
    return raw.line, raw.column, raw.kind, resolution
