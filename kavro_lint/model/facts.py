"""Sources, snapshots, and the facts that are read from them."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.imports import Imports
from kavro_lint.model.places import Location, PlacedStatement, RawImport


@frozen
class SourceSettings:
    """The settings that decide what sources say: how they are read, and where imports lead.

    `packages` maps import names to the distributions that bring them (`cv2`, `opencv-python`).
    """

    source_roots: tuple[str, ...] = ()
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_file_size: int = 5_000_000


@frozen
class Source:
    """A regular file of a snapshot.

    `blob` is Git's object id of exactly this content, or None where it is not known
    (an untracked or edited file).
    """

    path: str
    blob: str | None = None


class Unreadable(Exception):
    """The content of a path cannot be read; `str()` says why, for the user."""


class Contents(Protocol):
    """Where a snapshot's bytes come from."""

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable, also when it is larger than `limit`."""
        ...


@frozen
class Snapshot:
    """One state of the repository: every regular file, sorted by path, and how to read it.

    `links` maps each symbolic link to the path in the repository that it leads to; links
    that lead nowhere, out of the repository or in a cycle are `dead_links`. `submodules` are
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
    dead_links: tuple[str, ...] = ()

    def read(self, path: str, limit: int = 5_000_000) -> bytes:
        """Return the bytes of `path`. Raises Unreadable; KeyError if it is not a source."""
        return self.contents.read(self.sources[path], limit)


@frozen
class SourceFacts:
    """The facts of one file: its imports, how many cannot be analysed, and which were lost.

    `unanalysable` counts dynamic imports without a literal argument; `lost` are the places
    where a syntax error touches an import statement. `foreign` says what the file is where
    it only has the suffix of a language ("an MPEG transport stream"). `optional` are the places
    of statements that may fail: in a `try` that handles ImportError. `given_up` says why a part
    of the file was not read, where reading it would take more work than is allowed. `generated`
    says that the file itself claims to be written by a tool. `checking` are the modules that a
    Python file has TYPE_CHECKING from: "" is a value False of its own, "!" one that may be true,
    and "!!" says that it sets the name in another module.
    `declares` and `names` are what the file declares and which names it writes, where names are
    edges, as its language packs them.
    """

    statements: tuple[PlacedStatement, ...] = ()
    unanalysable: int = 0
    lost: tuple[tuple[int, int], ...] = ()
    foreign: str | None = None
    optional: tuple[tuple[int, int], ...] = ()
    given_up: str | None = None
    generated: bool = False
    checking: tuple[str, ...] = ()
    declares: bytes = b""
    names: bytes = b""

    @property
    def imports(self) -> tuple[RawImport, ...]:
        """The imports, one for each name."""
        return tuple(
            RawImport(specifier, name, kind, line, column, statement.text)
            for line, column, kind, statement in self.statements
            for specifier, name in statement.names
        )


@frozen
class Failure:
    """A source that could not be read whole; `lost_imports` if only imports may be missing.

    `fix` is what to do about it, "" where that follows from the path.
    """

    location: Location
    reason: str
    lost_imports: bool = False
    fix: str = ""


@frozen
class Facts:
    """The facts of all sources of a snapshot.

    `languages` maps each file of a supported language to the language's name;
    `unanalysable` counts, by file, dynamic imports without a literal; `not_analysed` counts,
    by suffix, source files that no language here reads; `foreign` says of files with the
    suffix of a language what they are instead; `generated` are those that say that a tool wrote
    them; `families` maps languages to the family whose
    files import each other; `is_source` tells by its path whether a file
    is, or would be, a source of a language that is read. `checking` says that a file has
    TYPE_CHECKING from another one: whether an import is for types alone, several files say then.
    """

    languages: Mapping[str, str]
    imports: Imports
    failures: tuple[Failure, ...] = ()
    unanalysable: Mapping[str, int] = field(default_factory=dict)
    not_analysed: Mapping[str, int] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)
    generated: frozenset[str] = frozenset()
    families: Mapping[str, str] = field(default_factory=dict)
    is_source: Callable[[str], bool] = lambda path: False
    checking: bool = False
