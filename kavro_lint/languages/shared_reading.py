"""All sources of a snapshot, read by two processes where there are many."""

import marshal
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, chain, repeat
from operator import attrgetter

from kavro_lint.cache.memory import Memory
from kavro_lint.cache.packed_imports import FileImports, StoredImports
from kavro_lint.languages.protocol import is_indexed
from kavro_lint.languages.reading import Progress, Reading
from kavro_lint.model.facts import Failure, Snapshot, SourceSettings
from kavro_lint.model.frozen import fields, frozen
from kavro_lint.model.imports import Resolution
from kavro_lint.model.places import Location

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.languages.second_process import SecondProcess

# Fewer sources are read before a second process has begun.
FEWEST_SHARED = 500
# So many parts of each kind at most; statements that are new in a part are parsed together.
MOST_PARTS, SMALLEST_PART = 256, 8
# What a file says beside where its imports lead, and all of a failure.
_OF_FILE = attrgetter(*(name for name in fields(FileImports()) if name != "rows"))
_OF_FAILURE = attrgetter(
    "location.path", "location.line", "location.column", "reason", "lost_imports", "fix"
)
# So many sources are sent at once, while both go on.
SHARED_AT_ONCE = 500


@frozen
class Share:
    """The imports of sources, why others are unreadable, and what is wrong with manifests."""

    stored: StoredImports
    unreadable: Sequence[Failure] = ()
    broken: Sequence[Failure] = ()


class SharedReading(Reading):
    """All sources of a snapshot while they are read, by two processes inside of `divided`."""

    def __init__(self, snapshot: Snapshot, settings: SourceSettings, memory: Memory) -> None:
        super().__init__(snapshot, settings, memory)
        self._second: SecondProcess[list[str]] | None = None
        self._broken_elsewhere: list[Failure] = []

    @contextmanager
    def divided(self) -> Iterator[None]:
        """Let a second process read some of the sources meanwhile, where that is of use.

        Of those the memory knows the imports only, should another state be read in this run.
        """
        if len(self._languages) >= FEWEST_SHARED and self._stored() is None:
            from kavro_lint.languages.second_process import begin

            parts = self._parts()
            self._second = begin(parts, self._share) if len(parts) > 1 else None
        try:
            yield
        finally:
            if self._second is not None:
                self._second.end()

    def _parts(self) -> list[list[str]]:
        """Return what two processes may read: sources that are read by themselves, from the disk.

        What Git is asked for, one process asks.
        """
        if any(source.blob for source in self._snapshot.sources.values()):
            return []
        one_by_one: list[str] = []
        together: list[str] = []
        for path, language in self._languages.items():
            if not is_indexed(language):
                place = together if hasattr(language, "extract_all") else one_by_one
                place.append(path)
        # The second process, which is free first, begins with what may take long: so neither waits
        # for a large part at the end, and the first one mostly imports one language less.
        return [*_parts(together, SMALLEST_PART), *_parts(one_by_one, 1)]

    def _share(self, parts: Iterable[Sequence[str]]) -> Iterator[bytes]:
        """Read parts of the sources and yield what they say: in the second process."""
        for part in parts:
            self._read_part(part)
            if len(self._files) >= SHARED_AT_ONCE:
                yield self._packed()
        yield self._packed()

    def _packed(self) -> bytes:
        """Return what was read since the last time, with all manifests that were asked so far."""
        stored = StoredImports(self._manifests, self._files)
        share = Share(stored, self._unreadable, self._broken())
        self._files, self._unreadable = {}, []
        return packed(share)

    def _read_first(self, progress: Progress) -> Collection[str]:
        """Read parts until none is left, and return which sources one of the processes read."""
        if self._second is None:
            return ()
        for part in self._second.remaining():
            progress(len(self._files), len(self._languages))
            self._read_part(part)
            self._take_shares(self._second.sent())
        self._second.wait()
        self._take_shares(self._second.sent())
        return {*self._files, *(failure.location.path for failure in self._unreadable)}

    def _take_shares(self, bodies: Iterable[bytes]) -> None:
        """Take what the second process has read, unless it read other manifests."""
        read = self._project_of_snapshot().read
        for share in map(unpacked, bodies):
            for path in share.stored.manifests:
                read(path)
            if share.stored.manifests.items() <= self._manifests.items():
                self._files |= share.stored.files
                self._fresh += len(share.stored.files)
                self._unreadable += share.unreadable
                self._broken_elsewhere += share.broken

    def _read_part(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._read_or_note(path, None)
        self._extract_waiting()

    def _broken(self) -> list[Failure]:
        """Return what was wrong with manifests, whichever process asked them."""
        return sorted({*super()._broken(), *self._broken_elsewhere}, key=_by_place)


def _parts(paths: Sequence[str], smallest: int) -> Iterator[list[str]]:
    size = max(smallest, -(-len(paths) // MOST_PARTS))
    return (list(paths[start : start + size]) for start in range(0, len(paths), size))


def _by_place(failure: Failure) -> tuple[Location, str]:
    return failure.location, failure.reason


def packed(share: Share) -> bytes:
    """Return a share as bytes; what many imports resolve to is written once."""
    files = share.stored.files
    rows = list(chain.from_iterable([file.rows for file in files.values()]))
    lines, columns, kinds, resolutions = zip(*rows, strict=True) if rows else [()] * 4
    unique = dict(zip(map(id, resolutions), resolutions, strict=True))
    numbers = dict(zip(unique, range(len(unique)), strict=True))
    return marshal.dumps(
        (
            dict(share.stored.manifests),
            list(files),
            [_OF_FILE(file) for file in files.values()],
            [len(file.rows) for file in files.values()],
            (lines, columns, kinds, tuple(map(numbers.__getitem__, map(id, resolutions)))),
            list(map(tuple, unique.values())),
            [_OF_FAILURE(failure) for failure in share.unreadable],
            [_OF_FAILURE(failure) for failure in share.broken],
        )
    )


def unpacked(body: bytes) -> Share:
    """Return what was packed, by a fork of this process."""
    manifests, paths, about, sizes, columns, written, *failures = marshal.loads(body)  # noqa: S302
    *places, numbers = columns
    resolutions = list(map(tuple.__new__, repeat(Resolution), written))
    rows = list(zip(*places, map(resolutions.__getitem__, numbers), strict=True))
    ends = list(accumulate(sizes))
    files = {
        path: FileImports(rows[start:end], *rest)
        for path, start, end, rest in zip(paths, (0, *ends), ends, about, strict=False)
    }
    return Share(StoredImports(manifests, files), *map(_failures, failures))


def _failures(written: Iterable[tuple[str, int, int, str, bool, str]]) -> list[Failure]:
    return [
        Failure(Location(path, line, column), reason, lost_imports=lost, fix=fix)
        for path, line, column, reason, lost, fix in written
    ]
