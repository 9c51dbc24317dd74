"""Snapshot → facts: every source of a known language is read, extracted and resolved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil

from kavro_lint.languages.handover import Read, flat, restored
from kavro_lint.languages.known import NOTHING, Known
from kavro_lint.languages.layout import project_of
from kavro_lint.languages.protocol import Language, Reporting, Resolver
from kavro_lint.languages.registry import (
    KNOWN_SUFFIXES,
    by_suffix,
    families,
    is_source,
    suffix_of,
)
from kavro_lint.languages.sharing import MOST_BLOCKS, Shared, is_worth_it
from kavro_lint.languages.sources import SourceReader, lost_imports, spoken_in
from kavro_lint.model import (
    Facts,
    Failure,
    Import,
    Imports,
    Location,
    Row,
    Snapshot,
    SourceFacts,
    Unreadable,
)
from kavro_lint.model.imports import row_of

# So many files in a row are read in the same process: neighbours are resolved alike.
BLOCK = 32

Progress = Callable[[int, int], None]


def read_facts(
    snapshot: Snapshot,
    source_roots: tuple[str, ...] = (),
    limit: int = 5_000_000,
    known: Known = NOTHING,
) -> Facts:
    """Return what all sources of the snapshot say; `limit` is the largest size in bytes."""
    reading = Reading(snapshot, source_roots, limit, known)
    reading.begin()
    return reading.facts()


class Reading:
    """All sources of a snapshot while they are read; `limit` is the largest size in bytes.

    With `begin` a second process starts with those that are not known, where it is worth it;
    whatever is done until `facts` is done meanwhile.
    """

    def __init__(
        self, snapshot: Snapshot, source_roots: tuple[str, ...], limit: int, known: Known
    ) -> None:
        self._snapshot = snapshot
        self._spoken = spoken_in(snapshot)
        self._reader = SourceReader(snapshot, limit, known)
        self._project = project_of(snapshot, source_roots)
        self._resolvers: dict[str, Resolver] = {}
        self._blocks: list[list[str]] = []
        self._shared: Shared | None = None
        self._read: dict[str, Read] = {}

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of the sources, by which their facts are known."""
        return self._reader.keys

    def begin(self) -> None:
        """Let a second process begin where there is much to read on the disk."""
        snapshot, reader, paths = self._snapshot, self._reader, list(self._spoken)
        on_disk = all(source.blob is None for source in snapshot.sources.values())
        if not on_disk or snapshot.kind != "worktree" or not is_worth_it(reader.work(self._spoken)):
            return
        reader.pause()
        size = max(BLOCK, ceil(len(paths) / MOST_BLOCKS))
        self._blocks = [paths[at : at + size] for at in range(0, len(paths), size)]
        self._shared = Shared(len(self._blocks), self._theirs)

    def facts(self, progress: Progress = lambda done, of: None) -> Facts:
        """Return what all sources say. Progress counts what this process has read, twice."""
        shared = self._shared
        broken = self._together(shared, progress) if shared is not None else []
        self._some([path for path in self._spoken if path not in self._read], progress)
        broken = list(dict.fromkeys((*_broken_manifests(self._resolvers.values()), *broken)))
        spoken = self._spoken
        read = {path: self._read[path] for path in spoken}
        unreadable = self._snapshot.unreadable.items()
        failures = [Failure(Location(path), why) for path, why in unreadable]
        failures += [failure for said in read.values() for failure in said.failures]
        foreign = {path: said.foreign for path, said in read.items() if said.foreign}
        return Facts(
            languages={path: each.NAME for path, each in spoken.items() if path not in foreign},
            imports=Imports({path: said.rows for path, said in read.items() if said.rows}),
            failures=(*failures, *broken),
            unanalysable={
                path: said.unanalysable
                for path, said in read.items()
                if said.unanalysable and path not in foreign
            },
            not_analysed=_not_analysed(self._snapshot.sources),
            foreign=foreign,
            is_source=is_source,
            families=families(),
        )

    def _together(self, shared: Shared, progress: Progress) -> list[Failure]:
        """Read what the second process leaves, and take over what it has read.

        Return what it found wrong with manifests.
        """
        total = len(self._spoken)
        for number in shared.blocks():
            # The other process is about as far as this one.
            progress(min(2 * len(self._read), total), total)
            self._some(self._blocks[number])
        read, broken, learned = restored(shared.answer())
        self._reader.learn(*learned)
        self._read.update(read)
        return broken

    def _theirs(self, blocks: Iterator[int]) -> object:
        """Read in the second process, and return what `restored` takes; None for a failure."""
        self._reader.hush()
        for number in blocks:
            self._some(self._blocks[number])
        learned = self._reader.learned()
        if learned is None:
            return None
        return flat(self._read, _broken_manifests(self._resolvers.values()), learned)

    def _some(self, paths: Sequence[str], progress: Progress = lambda done, of: None) -> None:
        self._reader.prepare({path: self._spoken[path] for path in paths})
        for path in paths:
            progress(len(self._read), len(self._spoken))
            self._read[path] = self._one(path, self._spoken[path])

    def _one(self, path: str, language: Language) -> Read:
        try:
            facts = self._reader.read(path, language)
        except Unreadable as error:
            return Read(failures=(Failure(Location(path), str(error)),))
        rows = () if facts.foreign else resolved(self._resolver(language), path, facts)
        return Read(rows, tuple(lost_imports(path, facts)), facts.unanalysable, facts.foreign)

    def _resolver(self, language: Language) -> Resolver:
        found = self._resolvers.get(language.NAME)
        if found is None:
            found = self._resolvers[language.NAME] = language.resolver(self._project)
        return found


def _broken_manifests(resolvers: Iterable[Resolver]) -> list[Failure]:
    """Return what was wrong with the manifests that resolution asked, each once."""
    found = [each.failures for each in resolvers if isinstance(each, Reporting)]
    return list(dict.fromkeys(failure for each in found for failure in each))


def resolved(resolver: Resolver, path: str, facts: SourceFacts) -> Sequence[Row]:
    """Return the rows of a file's imports, one for a statement and what it leads to.

    A resolver that has `rows` makes them by itself.
    """
    whole = getattr(resolver, "rows", None)
    if whole is not None:
        rows: Sequence[Row] = whole(path, facts.statements)
        return rows
    found: dict[tuple[object, ...], Import] = {}
    for raw in facts.imports:
        each = resolver.resolve(path, raw)
        # `from x import a, b` is one statement: two names in one target are one import.
        leads_to = each.target or each.module or (raw.specifier, raw.name)
        found.setdefault((raw.line, raw.column, each.outcome, leads_to), each)
    return tuple(map(row_of, found.values()))


def _not_analysed(paths: Iterable[str]) -> Mapping[str, int]:
    readable = by_suffix()
    counts: dict[str, int] = {}
    for path in paths:
        suffix = suffix_of(path)
        if suffix in KNOWN_SUFFIXES and suffix not in readable:
            counts[suffix] = counts.get(suffix, 0) + 1
    return dict(sorted(counts.items()))
