"""What is there: places, sources, and the imports that were read from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Literal, NamedTuple, Protocol

from kavro_lint.model.frozen import field, frozen

ImportKind = Literal["import", "type-only", "dynamic", "lazy", "re-export", "include"]
Outcome = Literal["internal", "standard", "external", "unresolved", "ambiguous"]


@frozen(order=True)
class Location:
    """A place in the repository: `path` relative to its root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


@frozen
class Evidence:
    """A place together with the text that stands there."""

    location: Location
    text: str


@frozen
class Source:
    """A regular file of a snapshot.

    `blob` is Git's object id of exactly this content, or None where it is not known
    (an untracked or edited file).
    """

    path: str
    blob: str | None = None


class Unreadable(Exception):
    """The content of a path cannot be had; `str()` says why, in words for the reader."""


class Contents(Protocol):
    """Where a snapshot's bytes come from."""

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable, also when it is larger than `limit`."""
        ...


@frozen
class Snapshot:
    """One state of the repository: every regular file, sorted by path, and how to read it.

    `links` maps each symbolic link to the path in the repository that it leads to; links
    that lead nowhere, out of the repository or in a circle are left out. `submodules` are
    paths that are not entered; `unreadable` maps folders that could not be listed to why.
    `ids` are hashes of contents that are known although no object of Git's is (see `Source`).
    """

    kind: Literal["worktree", "index", "commit"]
    commit: str | None
    sources: Mapping[str, Source]
    contents: Contents
    links: Mapping[str, str] = field(default_factory=dict)
    submodules: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)

    def read(self, path: str, limit: int = 5_000_000) -> bytes:
        """Return the bytes of `path`. Raises Unreadable; KeyError if it is no source."""
        return self.contents.read(self.sources[path], limit)


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


@frozen
class SourceFacts:
    """All that one file says: its imports, how many cannot be analysed, and which were lost.

    `unanalysable` counts dynamic imports without a literal argument; `lost` are the places
    where a syntax error touches an import statement. `foreign` says what the file is where
    it only has the suffix of a language ("an MPEG transport stream").
    """

    statements: tuple[Placed, ...] = ()
    unanalysable: int = 0
    lost: tuple[tuple[int, int], ...] = ()
    foreign: str | None = None

    @property
    def imports(self) -> tuple[RawImport, ...]:
        """The imports one by one: one for each name."""
        return tuple(
            RawImport(specifier, name, kind, line, column, statement.text)
            for line, column, kind, statement in self.statements
            for specifier, name in statement.names
        )


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


@frozen
class Failure:
    """A source that could not be read whole; `lost_imports` if only imports may be missing."""

    location: Location
    reason: str
    lost_imports: bool = False


@frozen
class Facts:
    """What the sources of a snapshot say.

    `languages` maps each file of a supported language to the language's name;
    `unanalysable` counts, by file, dynamic imports without a literal; `not_analysed` counts,
    by suffix, source files that no language here reads; `foreign` says of files with the
    suffix of a language what they are instead; `families` maps languages to the family whose
    files import each other; `is_source` tells by its path whether a file
    is, or would be, a source of a language that is read.
    """

    languages: Mapping[str, str]
    imports: tuple[Import, ...]
    failures: tuple[Failure, ...] = ()
    unanalysable: Mapping[str, int] = field(default_factory=dict)
    not_analysed: Mapping[str, int] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    is_source: Callable[[str], bool] = lambda path: False
