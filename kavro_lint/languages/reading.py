"""Snapshot → facts: every source of a known language is read, extracted and resolved."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from kavro_lint.languages.handover import Read, flat, restored
from kavro_lint.languages.protocol import LFS_POINTER, Language, Project, Reporting, Resolver
from kavro_lint.languages.registry import (
    KNOWN_SUFFIXES,
    by_suffix,
    extractor_of,
    families,
    is_source,
    language_of,
    languages,
    suffix_of,
)
from kavro_lint.languages.second import at_once, is_worth_it
from kavro_lint.model import (
    Contents,
    Facts,
    Failure,
    Import,
    Location,
    Snapshot,
    SourceFacts,
    Unreadable,
)

# So many files in a row are read in the same process: neighbours are resolved alike.
BLOCK = 32

Progress = Callable[[int, int], None]


class Known(Protocol):
    """Where facts are kept by key: `FactCache`, or nothing at all."""

    def prepare(self, keys: Iterable[str]) -> None:
        """Read what is known of many keys at once."""
        ...

    def get(self, key: str) -> tuple[int, SourceFacts] | None:
        """Return the size of the file and its facts, or None."""
        ...

    def put(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep what was read."""
        ...

    def pause(self) -> None:
        """Let go of what must not be in two processes."""
        ...

    def told(self, key: str) -> tuple[str, bytes]:
        """Return what a second process knows of a key, for `tell`."""
        ...

    def tell(self, key: str, value: str, found: bytes) -> None:
        """Keep what `told` returned in a second process."""
        ...


class Nothing:
    """Keeps nothing."""

    def prepare(self, keys: Iterable[str]) -> None:
        """Do nothing."""

    def get(self, key: str) -> None:
        """Know nothing."""

    def put(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep nothing."""

    def pause(self) -> None:
        """Do nothing."""

    def told(self, key: str) -> tuple[str, bytes]:
        """Return nothing."""
        return "", b""

    def tell(self, key: str, value: str, found: bytes) -> None:
        """Keep nothing."""


NOTHING = Nothing()


def read_facts(  # noqa: PLR0917
    snapshot: Snapshot,
    source_roots: tuple[str, ...] = (),
    limit: int = 5_000_000,
    progress: Progress = lambda done, of: None,
    known: Known = NOTHING,
    keys: dict[str, str] | None = None,
) -> Facts:
    """Return what all sources of the snapshot say.

    `limit` is the largest size in bytes; `keys` is filled with the sources' keys in `known`.
    """
    spoken = spoken_in(snapshot)
    failures = [Failure(Location(path), why) for path, why in snapshot.unreadable.items()]
    reader = SourceReader(snapshot, limit, known)
    reader.prepare(spoken)
    project = project_of(snapshot, source_roots)
    read, broken = _read_all(snapshot, reader, spoken, project, progress)
    for path in spoken:
        failures.extend(read[path].failures)
    failures.extend(broken)
    if keys is not None:
        keys.update(reader.keys)
    foreign = {path: said.foreign for path, said in read.items() if said.foreign}
    return Facts(
        languages={path: language.NAME for path, language in spoken.items() if path not in foreign},
        imports=tuple(each for path in spoken for each in read[path].imports),
        failures=tuple(failures),
        unanalysable={
            path: count
            for path in spoken
            if (count := read[path].unanalysable) and path not in foreign
        },
        not_analysed=_not_analysed(snapshot.sources),
        foreign=foreign,
        is_source=is_source,
        families=families(),
    )


def _read_all(
    snapshot: Snapshot,
    reader: "SourceReader",
    spoken: Mapping[str, Language],
    project: Project,
    progress: Progress,
) -> tuple[dict[str, Read], list[Failure]]:
    """Read all files, half of those that are not known in a second process where it is worth it.

    Return what each says, and what was wrong with manifests.
    """
    read: dict[str, Read] = {}
    resolvers = {language.NAME: language.resolver(project) for language in languages()}

    def some(paths: Sequence[str]) -> list[tuple[str, Read]]:
        found: list[tuple[str, Read]] = []
        for path in paths:
            progress(len(read) + len(found), len(spoken))
            language = spoken[path]
            found.append((path, _read_one(reader, path, language, resolvers[language.NAME])))
        return found

    broken: list[Failure] = []
    unknown = [path for path, language in spoken.items() if not reader.knows(path, language)]
    on_disk = all(source.blob is None for source in snapshot.sources.values())
    if on_disk and snapshot.kind == "worktree" and is_worth_it(len(unknown)):
        reader.pause()
        # Block by block, for large files stand side by side, too; what is told here of progress
        # counts for both.
        shares: tuple[list[str], list[str]] = ([], [])
        for number, path in enumerate(unknown):
            shares[number // BLOCK % 2].append(path)
        mine, theirs = at_once(
            lambda: some(shares[0]),
            lambda: flat(some(shares[1]), broken_manifests(resolvers.values()), reader.learned()),
        )
        read.update(mine)
        other, broken, learned = restored(theirs)
        reader.learn(*learned)
        read.update(other)
    read.update(some([path for path in spoken if path not in read]))
    return read, list(dict.fromkeys((*broken_manifests(resolvers.values()), *broken)))


def _read_one(reader: "SourceReader", path: str, language: Language, resolver: Resolver) -> Read:
    try:
        facts = reader.read(path, language)
    except Unreadable as error:
        return Read(failures=(Failure(Location(path), str(error)),))
    imports = () if facts.foreign else tuple(resolved(resolver, path, facts))
    return Read(imports, tuple(lost_imports(path, facts)), facts.unanalysable, facts.foreign)


def spoken_in(snapshot: Snapshot) -> dict[str, Language]:
    """Return the language of each source in a snapshot."""
    spoken = ((path, language_of(path)) for path in snapshot.sources)
    return {path: language for path, language in spoken if language is not None}


class SourceReader:
    """Reads the facts of a snapshot's sources; what is known by its hash is not read again."""

    def __init__(self, snapshot: Snapshot, limit: int, known: Known) -> None:
        self._snapshot = snapshot
        self._limit = limit
        self._known = known
        self.keys: dict[str, str] = {}
        # Of sources only the facts count, so whoever watches what is read need not know.
        contents = snapshot.contents
        self._contents: Contents = getattr(contents, "unwatched", contents)

    def prepare(self, spoken: Mapping[str, Language]) -> None:
        """Look up what is known of all files whose hash is known."""
        self._known.prepare(
            _key(language, path, blob)
            for path, language in spoken.items()
            if (blob := self._blob(path)) is not None
        )

    def _blob(self, path: str) -> str | None:
        return self._snapshot.sources[path].blob or self._snapshot.ids.get(path)

    def knows(self, path: str, language: Language) -> bool:
        """Whether the facts of a file are known without reading it."""
        blob = self._blob(path)
        return blob is not None and self._known.get(_key(language, path, blob)) is not None

    def pause(self) -> None:
        """Let go of what must not be in two processes."""
        self._known.pause()

    def learned(self) -> object:
        """Return what a second process has read, for `learn`."""
        watched = getattr(self._snapshot.contents, "seen", dict)
        told = [(key, *self._known.told(key)) for key in self.keys.values()]
        return list(self.keys.items()), told, list(watched().items())

    def learn(
        self,
        keys: list[tuple[str, str]],
        told: list[tuple[str, str, bytes]],
        seen: list[tuple[str, str]],
    ) -> None:
        """Take over what a second process has read."""
        self.keys.update(keys)
        for key, value, digest in told:
            self._known.tell(key, value, digest)
        if seen:
            self._snapshot.contents.add(seen)  # type: ignore[attr-defined]

    def read(self, path: str, language: Language) -> SourceFacts:
        """Return a file's facts. Raises Unreadable."""
        blob = self._blob(path)
        if blob is not None:
            key = self.keys[path] = _key(language, path, blob)
            found = self._known.get(key)
            if found is not None and found[0] <= self._limit:
                return found[1]
        source = self._snapshot.sources[path]
        content = self._contents.read(source, self._limit)
        if source.blob is None:
            blob = blob_id(content)
        key = self.keys[path] = _key(language, path, blob or "")
        found = self._known.get(key)
        if found is not None:
            return found[1]
        if content.startswith(LFS_POINTER):
            raise Unreadable("it is a pointer of Git LFS; its content is not here")
        facts = language.extract(content, suffix_of(path))
        self._known.put(key, len(content), facts)
        return facts


def _key(language: Language, path: str, blob: str) -> str:
    return f"{extractor_of(language.NAME)}{suffix_of(path)}:{blob}"


def blob_id(content: bytes) -> str:
    """Return the id that Git gives these bytes (in a repository of SHA-1 objects)."""
    header = b"blob %d\0" % len(content)
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def lost_imports(path: str, facts: SourceFacts) -> Iterator[Failure]:
    """Yield the places where imports may be lost."""
    for line, column in facts.lost:
        reason = "a syntax error touches an import here, so imports may be lost"
        yield Failure(Location(path, line, column), reason, lost_imports=True)


def broken_manifests(resolvers: Iterable[Resolver]) -> list[Failure]:
    """Return what was wrong with the manifests that resolution asked, each once."""
    found = [each.failures for each in resolvers if isinstance(each, Reporting)]
    return list(dict.fromkeys(failure for each in found for failure in each))


def resolved(resolver: Resolver, path: str, facts: SourceFacts) -> Iterator[Import]:
    """Yield a file's imports, one for a statement and what it leads to.

    A resolver that has `resolve_all` does so by itself.
    """
    whole = getattr(resolver, "resolve_all", None)
    if whole is not None:
        yield from whole(path, facts.imports)
        return
    seen: set[tuple[object, ...]] = set()
    for raw in facts.imports:
        each = resolver.resolve(path, raw)
        # `from x import a, b` is one statement: two names in one target are one import.
        leads_to = each.target or each.module or (raw.specifier, raw.name)
        key = (raw.line, raw.column, each.outcome, leads_to)
        if key not in seen:
            seen.add(key)
            yield each


def project_of(snapshot: Snapshot, source_roots: tuple[str, ...] = ()) -> Project:
    """Return what resolution may know of a snapshot."""
    files = {path: path for path in snapshot.sources}
    files.update(_through_links(snapshot))
    folders = {""}
    for path in files:
        folder = path.rpartition("/")[0]
        while folder and folder + "/" not in folders:
            folders.add(folder + "/")
            folder = folder.rpartition("/")[0]

    def read(path: str) -> bytes | None:
        try:
            return snapshot.read(files[path])
        except (KeyError, Unreadable):
            return None

    return Project(files, frozenset(folders), read, source_roots)


# More paths than this through links, and the links are a maze rather than a layout.
MAX_LINKED = 100_000


def _through_links(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the paths that exist only through a symbolic link, with the files they are."""
    linked: dict[str, str] = {}
    for link, target in snapshot.links.items():
        if target in snapshot.sources:
            linked[link] = target
            continue
        folder = target.rstrip("/") + "/"
        for path in snapshot.sources:
            if path.startswith(folder) and len(linked) < MAX_LINKED:
                linked[f"{link}/{path[len(folder) :]}"] = path
    return linked


def _not_analysed(paths: Iterable[str]) -> Mapping[str, int]:
    readable = by_suffix()
    counts: dict[str, int] = {}
    for path in paths:
        suffix = suffix_of(path)
        if suffix in KNOWN_SUFFIXES and suffix not in readable:
            counts[suffix] = counts.get(suffix, 0) + 1
    return dict(sorted(counts.items()))
