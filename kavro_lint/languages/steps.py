"""The imports of one snapshot after another: what did not change is not read or resolved again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.cache.imports import FileImports
from kavro_lint.cache.memory import Memory
from kavro_lint.languages.indexed import Pending, hashed, resolved_families
from kavro_lint.languages.layout import project_of
from kavro_lint.languages.protocol import Language, Project, Resolver, is_indexed
from kavro_lint.languages.registry import is_manifest, is_source, language_of
from kavro_lint.languages.registry import languages as all_languages
from kavro_lint.languages.resolving import renamed, resolved
from kavro_lint.languages.sources import SourceReader, languages_of, lost_imports
from kavro_lint.model import (
    Facts,
    Failure,
    Imports,
    Location,
    PlacedResolution,
    Snapshot,
    SourceFacts,
    SourceSettings,
    Unreadable,
)
from kavro_lint.model.frozen import replace

# What a statement says: its kind, the specifier and the one name taken from it.
Said = tuple[str, str, str | None]


class Steps:
    """Reads the facts of snapshots that are close to each other, such as a commit's parent.

    `memory` knows what was read of bytes.
    """

    def __init__(self, memory: Memory, settings: SourceSettings) -> None:
        self._memory = memory
        self._settings = settings
        self._blobs: dict[str, str | None] = {}
        self._paths: frozenset[str] = frozenset()
        self._resolvers: dict[str, Resolver] = {}
        self._rows: dict[str, Sequence[PlacedResolution]] = {}
        self._failures: dict[str, tuple[Failure, ...]] = {}
        self._read_as_manifests: set[str] = set()
        self._indexed: dict[str, FileImports] = {}
        self._project: Project | None = None
        self._said: dict[tuple[str, str], frozenset[Said]] = {}

    def facts(self, snapshot: Snapshot, wanted: Iterable[str] | None) -> Facts:
        """Return the facts of a snapshot; of imports only those of `wanted` files, None for all."""
        languages = languages_of(snapshot)
        self._renew(snapshot)
        chosen = languages if wanted is None else _only(languages, wanted)
        reader = SourceReader(snapshot, self._settings.max_file_size, self._memory)
        stale = {
            path: language for path, language in chosen.items() if self._is_stale(snapshot, path)
        }
        for path, language in stale.items():
            if not is_indexed(language):
                self._rows[path] = self._read(reader, path, language)
                self._blobs[path] = snapshot.sources[path].blob
        self._step_indexed(snapshot, reader, languages)
        names = {path: language.NAME for path, language in languages.items()}
        return Facts(
            languages=renamed(names, self._rows),
            imports=Imports({path: self._rows[path] for path in chosen}),
            failures=tuple(failure for path in chosen for failure in self._failures[path]),
            is_source=is_source,
        )

    def imports_of(self, snapshot: Snapshot, path: str) -> object:
        """Return what a source says but for the places where it does: equal for equal imports."""
        language = language_of(path)
        if language is None:
            return None
        try:
            facts = SourceReader(snapshot, self._settings.max_file_size, self._memory).read(
                path, language
            )
        except Unreadable as error:
            return str(error)
        statements = Counter(
            (kind, statement, (line, column) in facts.optional)
            for line, column, kind, statement in facts.statements
        )
        # Everything else as it is, places included: a lost import is looked at again.
        return statements, replace(facts, statements=(), optional=())

    def said_by(self, snapshot: Snapshot, path: str) -> frozenset[Said]:
        """Return what the statements of a source say; nothing of a file that cannot be read."""
        blob = snapshot.sources[path].blob or ""
        if (path, blob) not in self._said:
            self._said[path, blob] = self._read_said(snapshot, path)
        return self._said[path, blob]

    def _read_said(self, snapshot: Snapshot, path: str) -> frozenset[Said]:
        language = language_of(path)
        if language is None:
            return frozenset()
        reader = SourceReader(snapshot, self._settings.max_file_size, self._memory)
        try:
            facts = reader.read(path, language)
        except Unreadable:
            return frozenset()
        return frozenset(
            (kind, specifier, name)
            for _, _, kind, statement in facts.statements
            for specifier, name in statement.names
        )

    def _is_stale(self, snapshot: Snapshot, path: str) -> bool:
        blob = snapshot.sources[path].blob
        return path not in self._rows or blob is None or self._blobs[path] != blob

    def _read(
        self, reader: SourceReader, path: str, language: Language
    ) -> Sequence[PlacedResolution]:
        try:
            facts = reader.read(path, language)
        except Unreadable as error:
            self._failures[path] = (Failure(Location(path), str(error)),)
            return ()
        self._failures[path] = tuple(lost_imports(path, facts.lost, facts.given_up))
        return resolved(self._resolvers[language.NAME], path, facts)

    def _step_indexed(
        self, snapshot: Snapshot, reader: SourceReader, languages: Mapping[str, Language]
    ) -> None:
        """Read the sources in which names are edges, and resolve again what may lead elsewhere."""
        pending: dict[str, Pending] = {}
        for path, language in languages.items():
            if not is_indexed(language):
                continue
            blob = snapshot.sources[path].blob
            stored = None if self._is_stale(snapshot, path) else self._indexed.get(path)
            try:
                facts = reader.read(path, language) if stored is None else None
                self._failures[path] = tuple(
                    lost_imports(path, facts.lost, facts.given_up)
                    if facts is not None
                    else self._failures.get(path, ())
                )
            except Unreadable as error:
                self._failures[path] = (Failure(Location(path), str(error)),)
                facts = SourceFacts()
            pending[path] = Pending(language, blob, facts, stored)

        def read(path: str, source: Pending) -> SourceFacts:
            return reader.read(path, source.language)

        for path, facts, rows in resolved_families(
            pending, self._indexed, self._project_now, read, self._resolvers
        ):
            if facts is not None:
                self._rows[path] = rows
                self._blobs[path] = pending[path].blob
                words = hashed(pending[path].indexed.words(facts))
                self._indexed[path] = FileImports(declares=facts.declares, words=words)
        for path in self._indexed.keys() - pending.keys():
            del self._indexed[path]

    def _project_now(self) -> Project:
        if self._project is None:
            raise RuntimeError("a snapshot is read before its sources are resolved")
        return self._project

    def _renew(self, snapshot: Snapshot) -> None:
        """Forget how imports resolve where other paths or manifests are there."""
        paths = frozenset((*snapshot.sources, *snapshot.links))
        manifests = {
            path: source.blob
            for path, source in snapshot.sources.items()
            if is_manifest(path) or path in self._read_as_manifests
        }
        same = paths == self._paths and all(
            blob is not None and self._blobs.get(path) == blob for path, blob in manifests.items()
        )
        if same:
            return
        whole = project_of(snapshot, self._settings)
        read_paths = self._read_as_manifests = set()

        def read(path: str) -> bytes | None:
            # A configuration may import any script.
            read_paths.add(path)
            return whole.read(path)

        project = self._project = replace(whole, read=read)
        self._resolvers = {
            language.NAME: language.resolver(project) for language in all_languages()
        }
        self._rows.clear()
        self._indexed.clear()
        self._paths = paths
        self._blobs.update(manifests)


def _only(languages: Mapping[str, Language], wanted: Iterable[str]) -> dict[str, Language]:
    return {path: languages[path] for path in wanted if path in languages}
