"""The protocol of a language module. One file here and one grammar wheel add a language.

A language is a module (or package) of `kavro_lint.languages` with these names:

    NAME = "python"                # as in the coverage and in `query python` fences
    SUFFIXES = (".py", ".pyi")
    def is_source(path: str) -> bool     # False: the language's own tools pass the file over
    def is_manifest(path: str) -> bool   # whether resolution may read a file at that path
    def grammar(suffix: str) -> object   # the tree-sitter language capsule; imported lazily
    def decode(content: bytes, suffix: str) -> bytes  # as the UTF-8 that the grammar reads
    def extract(content: bytes, suffix: str) -> SourceFacts
    def resolver(project: Project) -> Resolver

A module may have more names. Where its files and another language's import each other:

    FAMILY = "javascript"          # KV008 asks of the family whether any import resolves

Where it takes less time to read many files together than one after the other:

    def extract_all(files: Sequence[tuple[bytes, str]]) -> list[SourceFacts | Unreadable]

Where names that are written in code are edges, what resolves them once all is read:

    def indexed(project: Project, declared: Mapping[str, bytes]) -> IndexedResolver
    def names_changed(before: bytes, after: bytes) -> frozenset[str] | None
    def words(facts: SourceFacts) -> frozenset[str]

Where a file is of one language or another by who imports it:

    def renamed(languages: Mapping[str, str], rows: Rows) -> Mapping[str, str]

And where names mean something else because others do, as those that are imported by way of them:

    def carried(names: Collection[str], declared: Iterable[bytes]) -> frozenset[str] | None

Where states are read one after the other, what a change of a manifest can do:

    def is_known_by_name(path: str) -> bool
    def heeds_path(path: str) -> bool
    def names_in_manifest(path, old: bytes, new: bytes, read) -> frozenset[str] | None

    def remark(project: Project, edge: Import) -> str | None

`remark` is what `explain --imports` adds to an import of an indexed language, and may be missing.
A manifest that is not known by its name matters only once resolution has asked for it. With
`heeds_path` a language says of which other paths it matters that they come or go: what else comes
or goes matters by what sources declare (`names_changed`) alone.
`names_in_manifest` tells which names an import must mention to lead elsewhere, None for any.
`declared` is what each source of the family declares (`SourceFacts.declares`). `names_changed`
tells the names that may mean something else where a file declares something else, None for any
name; a file whose `words` have none of them keeps its imports.
"""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.model.facts import Failure, SourceFacts, SourceSettings
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import, PlacedResolution
from kavro_lint.model.places import RawImport

# As type checkers know it: when it runs, a protocol says nothing, and takes long to define.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Protocol, TypeGuard
else:
    Protocol = object

# What the imports of files lead to.
Rows = Mapping[str, Sequence[PlacedResolution]]

# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"


@frozen(eq=False)
class Project:
    """What resolution may know: the paths of the snapshot and the bytes of manifests.

    `files` maps every path an import may hit to the file it really is (a path through a
    symbolic link maps to the link's target, all others to themselves); `folders` holds
    every folder, each ending in `/`, the root as `""`. `read` gives a manifest's bytes, or
    None where it is missing or unreadable. `settings` are those that resolution heeds; in
    `submodules` there may be code that nobody sees.
    """

    files: Mapping[str, str]
    folders: frozenset[str]
    read: Callable[[str], bytes | None]
    settings: SourceSettings = SourceSettings()
    submodules: tuple[str, ...] = ()

    @property
    def source_roots(self) -> tuple[str, ...]:
        """The setting `source-roots`, may be empty."""
        return self.settings.source_roots

    def is_hidden(self, path: str) -> bool:
        """Whether a path is in a submodule, where nobody here sees what there is."""
        return any(path.startswith(f"{submodule}/") for submodule in self.submodules)


class Resolver(Protocol):
    """Resolves imports of one language within one snapshot."""

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to.

        Where `steps` is given, each attempt is appended to it in words (`explain --imports`).
        """
        ...


class IndexedResolver(Resolver, Protocol):
    """Resolves imports and names of one family of languages within one snapshot."""

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the imports and the names of a source lead to, in the order of the text."""
        ...


class Indexed(Protocol):
    """A language in which names are edges."""

    def indexed(self, project: Project, declared: Mapping[str, bytes]) -> IndexedResolver:
        """Return a resolver that knows what all sources declare."""
        ...

    def names_changed(self, before: bytes, after: bytes) -> frozenset[str] | None:
        """Return the names that two declarations of one file do not share, None for any name."""
        ...

    def words(self, facts: SourceFacts) -> frozenset[str]:
        """Return the names on which it depends where the imports and names of a source lead."""
        ...


def is_indexed(language: "Language") -> "TypeGuard[IndexedLanguage]":
    """Whether in a language names are edges, resolved once all sources are read."""
    # It is asked of each source, and a module takes long to say that it has no such name.
    return "indexed" in vars(language)


class Reporting(Protocol):
    """A resolver that can tell which manifests it could not read (KV002)."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the manifests that were asked so far."""
        ...


def is_reporting(resolver: Resolver) -> "TypeGuard[Reporting]":
    """Whether a resolver can tell which manifests it could not read."""
    return hasattr(type(resolver), "failures")


class Checking(Protocol):
    """A resolver of a language that has imports for type checkers only, by a name."""

    def checking(self, importer: str, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return the files that `SourceFacts.checking` of a file leads to."""
        ...


class Language(Protocol):
    """The names above, for the type checker."""

    NAME: str
    SUFFIXES: tuple[str, ...]

    def is_source(self, path: str) -> bool:
        """Whether a file with one of the suffixes is a source, judged by its path."""
        ...

    def is_manifest(self, path: str) -> bool:
        """Whether resolution may read a file at that path."""
        ...

    def grammar(self, suffix: str) -> object:
        """Return the tree-sitter language for files of a suffix."""
        ...

    def decode(self, content: bytes, suffix: str) -> bytes:
        """Return a file's bytes as UTF-8, with all that the grammar cannot read blanked out.

        Lines and columns stay. Raises Unreadable where they cannot be decoded.
        """
        ...

    def extract(self, content: bytes, suffix: str) -> SourceFacts:
        """Return what the bytes of a file say. Raises Unreadable where they cannot be decoded."""
        ...

    def resolver(self, project: Project) -> Resolver:
        """Return a resolver for one snapshot."""
        ...


def is_checking(resolver: Resolver) -> "TypeGuard[Checking]":
    """Whether the language of a resolver has imports for type checkers only, by a name."""
    return hasattr(resolver, "checking")


class Remarking(Protocol):
    """A language that says more of an import than where it leads."""

    def remark(self, project: Project, edge: Import) -> str | None:
        """Return what a reader should know of an import, None for nothing."""
        ...


def is_remarking(language: Language) -> "TypeGuard[Remarking]":
    """Whether a language says more of an import than where it leads."""
    return hasattr(language, "remark")


class IndexedLanguage(Language, Indexed, Protocol):
    """A language in which names are edges, for the type checker."""
