"""Snapshot → facts: every source of a known language is read, extracted and resolved."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property

from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.memory import Memory
from kavro_lint.cache.packed_imports import FileImports, StoredImports, key_of
from kavro_lint.languages.indexed import Pending, stale_sources
from kavro_lint.languages.protocol import Language, Project, Resolver, is_indexed
from kavro_lint.languages.registry import families, is_source, language_of
from kavro_lint.languages.resolving import (
    are_checking,
    broken_manifests,
    file_imports,
    importing_when_run,
    renamed,
    rows_of,
)
from kavro_lint.languages.sources import (
    SourceFile,
    SourceReader,
    digest_of,
    facts_of,
    languages_of,
    lost_imports,
)
from kavro_lint.languages.unread import misnamed_links, not_analysed
from kavro_lint.languages.visible_files import DEFAULTS, project_of
from kavro_lint.model.facts import Facts, Failure, Snapshot, SourceFacts, SourceSettings, Unreadable
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Imports
from kavro_lint.model.places import Location

# Files of so many bytes are extracted together.
MOST_WAITING = 4_000_000

Progress = Callable[[int, int], None]


def read_facts(
    snapshot: Snapshot,
    settings: SourceSettings = DEFAULTS,
    memory: Memory | None = None,
    progress: Progress = lambda done, of: None,
) -> Facts:
    """Return what all sources of the snapshot say."""
    return Reading(snapshot, settings, memory or Memory(None)).facts(progress)


class Reading:
    """All sources of a snapshot while they are read.

    Files whose imports are stored are neither read nor resolved again.
    """

    def __init__(self, snapshot: Snapshot, settings: SourceSettings, memory: Memory) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._memory = memory
        self._reader = SourceReader(snapshot, settings.max_file_size, memory)
        self._manifests: dict[str, str] = {}
        self._project: Project | None = None
        self._resolvers: dict[str, Resolver] = {}
        self._unreadable: list[Failure] = []
        self._files: dict[str, FileImports] = {}
        self._fresh = 0
        # Files that were read, and are extracted together.
        self._waiting: list[SourceFile] = []
        self._waiting_size = 0
        self._pending: dict[str, Pending] = {}

    @cached_property
    def _languages(self) -> Mapping[str, Language]:
        return languages_of(self._snapshot)

    @property
    def sources(self) -> Mapping[str, tuple[str, bytes]]:
        """The hash of each source that is known, and of its facts where the memory keeps."""
        return {path: (file.blob, file.facts) for path, file in self._files.items() if file.blob}

    def facts(self, progress: Progress = lambda done, of: None) -> Facts:
        """Return what all sources say; `progress` is told how many of them have been read."""
        stored = self._stored()
        known = self._read_first(progress)
        for number, path in enumerate(self._languages):
            if path not in known:
                progress(number, len(self._languages))
                self._read_or_note(path, stored)
        self._extract_waiting()
        if self._pending:
            self._resolve_pending(stored)
        # Files are kept in their order, whichever was read first.
        files = {path: self._files[path] for path in self._languages if path in self._files}
        broken = self._broken()
        if not broken and not self._unreadable:
            manifests = {**(stored.manifests if stored is not None else {}), **self._manifests}
            self._memory.put_imports(self._key, StoredImports(manifests, files), self._fresh)
        return self._facts_of(files, broken)

    def _read_first(self, progress: Progress) -> Collection[str]:
        """Read some of the sources in another way, if there is one, and return which."""
        return ()

    def _broken(self) -> list[Failure]:
        """Return what was wrong with manifests."""
        broken = set(broken_manifests(self._resolvers.values()))
        return sorted(broken, key=lambda failure: (failure.location, failure.reason))

    def _read_or_note(self, path: str, stored: StoredImports | None) -> None:
        try:
            self._read(path, self._languages[path], stored)
        except Unreadable as error:
            self._unreadable.append(Failure(Location(path), str(error)))

    def _read(self, path: str, language: Language, stored: StoredImports | None) -> None:
        """Take a file's imports from what is stored, or read the file. Raises Unreadable."""
        reader = self._reader
        blob = reader.blob(path)
        file = stored.find(path, blob) if stored is not None else None
        if file is None:
            blob = reader.hashed(path) if self._memory.keeps else blob
            file = stored.find(path, blob) if stored is not None else None
        if file is not None and is_indexed(language):
            self._pending[path] = Pending(language, blob, stored=file)
            return
        if file is not None:
            self._files[path] = file
            return
        known = reader.known(path, language, blob) if blob is not None else None
        if known is not None:
            self._take(path, language, known, blob)
            return
        source = reader.source(path, language, blob)
        self._waiting.append(source)
        self._waiting_size += len(source.content)
        if self._waiting_size >= MOST_WAITING:
            self._extract_waiting()

    def _extract_waiting(self) -> None:
        """Extract and resolve the imports of the files that were read."""
        waiting, self._waiting, self._waiting_size = self._waiting, [], 0
        for source, facts in zip(waiting, self._reader.extracted(waiting), strict=True):
            path = source.path
            if isinstance(facts, Unreadable):
                self._unreadable.append(Failure(Location(path), str(facts)))
            else:
                self._take(path, source.language, facts, source.blob)

    def _take(self, path: str, language: Language, facts: SourceFacts, blob: str | None) -> None:
        """Resolve the imports of a file, at once or when all of its family are read."""
        if is_indexed(language):
            self._pending[path] = Pending(language, blob, facts)
        else:
            self._fresh += 1
            self._files[path] = self._file_of(self._resolver(language), path, language, facts, blob)

    def of_content(self, path: str, content: bytes) -> FileImports | None:
        """Return what a source says if it holds these bytes. Raises Unreadable.

        None for no source, and for one that takes all others to tell where its names lead.
        """
        language = language_of(path)
        if language is None or is_indexed(language):
            return None
        facts = facts_of(path, content)
        if isinstance(facts, Unreadable):
            raise facts
        if facts is None:
            return None
        return self._file_of(self._resolver(language), path, language, facts)

    def _resolve_pending(self, stored: StoredImports | None) -> None:
        """Resolve the sources in which names are edges, but for those that are as stored."""
        before = stored.files if stored is not None else {}

        stale = dict(
            stale_sources(self._pending, before, self._project_of_snapshot, self._resolvers)
        )
        for path, source in self._pending.items():
            if path not in stale and source.stored is not None:
                self._files[path] = source.stored
        for path, resolver in stale.items():
            source = self._pending[path]
            facts = source.facts or self._reader.read(path, source.language, source.blob)
            self._fresh += 1
            self._files[path] = self._file_of(resolver, path, source.language, facts, source.blob)

    def _stored(self) -> StoredImports | None:
        """Return what is stored of the same paths, if the manifests are the same too."""
        stored = self._memory.imports(self._key)
        if stored is None:
            return None
        read = self._project_of_snapshot().read
        for path in stored.manifests:
            read(path)
        return stored if self._manifests == stored.manifests else None

    @cached_property
    def _key(self) -> str:
        return key_of(self._snapshot, self._settings)

    def _project_of_snapshot(self) -> Project:
        """Return what resolution may know; what it reads is noted, and read once."""
        if self._project is None:
            project = project_of(self._snapshot, self._settings)
            contents: dict[str, bytes | None] = {}

            def read(path: str) -> bytes | None:
                if path not in contents:
                    content = contents[path] = project.read(path)
                    self._manifests[path] = "" if content is None else blob_id(content).hex()
                return contents[path]

            self._project = replace(project, read=read)
        return self._project

    def _file_of(
        self,
        resolver: Resolver,
        path: str,
        language: Language,
        facts: SourceFacts,
        blob: str | None = None,
    ) -> FileImports:
        digest = digest_of(facts) if self._memory.keeps else b""
        return file_imports(resolver, language, path, facts, blob=blob or "", digest=digest)

    def _resolver(self, language: Language) -> Resolver:
        resolver = self._resolvers.get(language.NAME)
        if resolver is None:
            project = self._project_of_snapshot()
            resolver = self._resolvers[language.NAME] = language.resolver(project)
        return resolver

    def _facts_of(self, files: Mapping[str, FileImports], broken: Iterable[Failure]) -> Facts:
        unreadable = self._snapshot.unreadable.items()
        failures = [Failure(Location(path), reason) for path, reason in unreadable]
        failures += sorted(self._unreadable, key=lambda failure: failure.location)
        failures += misnamed_links(self._snapshot)
        for path, file in files.items():
            if file.lost or file.given_up is not None:
                failures += lost_imports(path, file.lost, file.given_up)
        failures += broken
        foreign = {path: file.foreign for path, file in files.items() if file.foreign}
        imports = Imports(rows_of(files, importing_when_run(files)))
        languages = {
            path: language.NAME for path, language in self._languages.items() if path not in foreign
        }
        return Facts(
            languages=renamed(languages, imports.files),
            imports=imports,
            failures=tuple(failures),
            unanalysable={
                path: file.unanalysable
                for path, file in files.items()
                if file.unanalysable and path not in foreign
            },
            not_analysed=not_analysed(self._snapshot, foreign, imports),
            foreign=foreign,
            generated=frozenset(path for path, file in files.items() if file.generated),
            is_source=is_source,
            families=families(),
            checking=are_checking(files),
        )
