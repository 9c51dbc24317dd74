"""Imports: as they are written, and what they lead to.

A repository has ten imports a file, and the same statement is in many files. So what a statement
says and leads to is one record, a lead, that the files share; a row says where it stands.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from kavro_lint.model.places import Evidence, Location

ImportKind = Literal["import", "type-only", "dynamic", "lazy", "re-export", "include"]
Outcome = Literal["internal", "standard", "external", "unresolved", "ambiguous"]


class Statement(NamedTuple):
    """What a statement says, wherever it stands: many files say the same.

    `names` are pairs of a specifier and the one name taken from it (see `RawImport`); `text` is
    the statement on one line.
    """

    names: tuple[tuple[str, str | None], ...]
    text: str


class Placed(NamedTuple):
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


def placed(imports: Iterable[RawImport]) -> Iterator[Placed]:
    """Yield the statements of imports, those of one statement standing side by side."""
    groups = groupby(imports, lambda raw: (raw.line, raw.column, raw.kind, raw.text))
    for (line, column, kind, text), group in groups:
        names = tuple((raw.specifier, raw.name) for raw in group)
        yield Placed(line, column, kind, Statement(names, text))


class Import(NamedTuple):
    """An import and what it leads to: exactly one `outcome`.

    `target` is a file, or a folder ending in `/` (`/` is the root), for `internal`; `package`
    is the package for `external` and `standard`, and for `internal` where the target is a copy
    of a third-party package (vendored); `module` is its full dotted or slashed name;
    `candidates` are the files an `ambiguous` import may mean. `reaches` are the files that a
    folder stands for, where the language imports whole folders; `known_as` are the names, in
    lower case with `-`, under which an `external` package is distributed, where they are others.
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

    @property
    def location(self) -> Location:
        """Where the statement stands."""
        return Location(self.importer, self.raw.line, self.raw.column)

    @property
    def evidence(self) -> Evidence:
        """The statement and its place."""
        return Evidence(self.location, self.raw.text)


class Lead(NamedTuple):
    """One thing that a statement takes, and what that is: an `Import` but for its place."""

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


# Line, column, kind and lead.
Row = tuple[int, int, ImportKind, Lead]
_LEAD, _OUTCOME = itemgetter(3), itemgetter(3)


def import_of(importer: str, row: Row) -> Import:
    """Return the import that a row of a file is."""
    line, column, kind, lead = row
    raw = RawImport(lead.specifier, lead.name, kind, line, column, lead.text)
    return Import(importer, raw, *lead[3:])


def row_of(each: Import) -> Row:
    """Return the row of an import that was made by itself."""
    raw = each.raw
    return raw.line, raw.column, raw.kind, Lead(raw.specifier, raw.name, raw.text, *each[2:])


class Imports(Collection[Import]):
    """The imports of files, in the order of files and of rows.

    `files` maps each file to its rows. An `Import` is made of a row when one is iterated to;
    what depends on leads alone is asked of each lead once.
    """

    def __init__(self, files: Mapping[str, Sequence[Row]]) -> None:
        self.files = files
        self._made: tuple[Import, ...] | None = None
        self._leads: Collection[Lead] | None = None

    @classmethod
    def of(cls, imports: Iterable[Import]) -> "Imports":
        """Return imports that were made one by one; those of a file stand together."""
        files: dict[str, list[Row]] = {}
        for each in imports:
            files.setdefault(each.importer, []).append(row_of(each))
        return cls(files)

    def __iter__(self) -> Iterator[Import]:
        """Yield the imports, made once."""
        if self._made is None:
            self._made = tuple(
                import_of(path, row) for path, rows in self.files.items() for row in rows
            )
        return iter(self._made)

    def __len__(self) -> int:
        """Count them."""
        return sum(map(len, self.files.values()))

    def __contains__(self, each: object) -> bool:
        """Whether one is equal."""
        return any(each == mine for mine in self)

    def __eq__(self, other: object) -> bool:
        """Whether the other has the same imports in the same order."""
        return tuple(self) == tuple(other) if isinstance(other, Imports) else NotImplemented

    # As of a list: what is equal to it may be large.
    __hash__ = None  # type: ignore[assignment]

    @property
    def first(self) -> Import:
        """The first of them. Raises StopIteration where there is none."""
        return next(import_of(path, row) for path, rows in self.files.items() for row in rows)

    def leads(self) -> Collection[Lead]:
        """Return the leads, each as often as a file has one of its own."""
        if self._leads is None:
            found = list(map(_LEAD, chain.from_iterable(self.files.values())))
            self._leads = dict(zip(map(id, found), found, strict=True)).values()
        return self._leads

    def outcomes(self) -> Counter[Outcome]:
        """Count the imports by outcome."""
        leads = map(_LEAD, chain.from_iterable(self.files.values()))
        return Counter(map(_OUTCOME, leads))

    def where(self, wanted: Callable[[Lead], bool]) -> Iterator[Import]:
        """Yield the imports whose lead is wanted; each lead is asked about once."""
        chosen = {id(lead) for lead in self.leads() if wanted(lead)}
        if chosen:
            for path, rows in self.files.items():
                for row in rows:
                    if id(row[3]) in chosen:
                        yield import_of(path, row)

    def within(self, wanted: Callable[[str], bool]) -> "Imports":
        """Return the imports of those files that are wanted."""
        return Imports({path: rows for path, rows in self.files.items() if wanted(path)})

    def without(self, kind: ImportKind) -> "Imports":
        """Return the imports that are not of a kind."""
        kept = {path: [row for row in rows if row[2] != kind] for path, rows in self.files.items()}
        return Imports({path: rows for path, rows in kept.items() if rows})


def merged(parts: Sequence[Imports]) -> Imports:
    """Return all imports of several collections, by file, line and column."""
    if len(parts) == 1:
        return parts[0]
    files: dict[str, list[Row]] = {}
    for part in parts:
        for path, rows in part.files.items():
            files.setdefault(path, []).extend(rows)
    return Imports({path: sorted(files[path], key=itemgetter(0, 1)) for path in sorted(files)})
