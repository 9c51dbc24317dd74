"""The tree of a state that was kept, as the snapshot that a whole run would take of it."""

from collections.abc import Iterator, Mapping

from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.model.facts import Snapshot, Source, SourceSettings, Unreadable
from kavro_lint.model.frozen import frozen


@frozen
class Heeded:
    """What resolution heeds beside paths and manifests."""

    settings: SourceSettings
    links: Mapping[str, str]
    submodules: tuple[str, ...]


def heeded(snapshot: Snapshot, settings: SourceSettings) -> bytes:
    """Return what resolution heeds in a snapshot, as bytes; most repositories have nothing."""
    if settings == SourceSettings() and not (snapshot.links or snapshot.submodules):
        return b""
    from kavro_lint.cache.json_records import encoded

    return encoded(Heeded(settings, snapshot.links, snapshot.submodules))


def heeded_in(body: bytes) -> Heeded:
    """Return what `heeded` was given. Raises ValueError for anything else."""
    if not body:
        return Heeded(SourceSettings(), {}, ())
    from kavro_lint.cache.json_records import decoded

    record = decoded(body, (Heeded, SourceSettings))
    if not isinstance(record, Heeded):
        raise ValueError("this is not what resolution heeds")
    return record


def snapshot_of(sources: ChangedSources, heeded: Heeded, kind: str = "worktree") -> Snapshot:
    """Return the snapshot of a tree; links and submodules are where they were."""
    return Snapshot(
        kind="index" if kind == "index" else "worktree",
        commit=None,
        sources=_Listed(sources.tree.files()),
        contents=_TreeContents(sources),
        links=heeded.links,
        submodules=heeded.submodules,
    )


@frozen
class _TreeContents:
    """Reads the files of a tree that may be read at all."""

    sources: ChangedSources

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable."""
        content = self.sources.read(source.path)
        if content is None or len(content) > limit:
            raise Unreadable("is not there any more, or is too large")
        return content


class _Listed(Mapping[str, Source]):
    """Sources by their paths, made when they are asked for: of most only the path is looked at."""

    def __init__(self, paths: Mapping[str, int]) -> None:
        self._paths = paths

    def __getitem__(self, path: str) -> Source:
        """Return the source of a path. Raises KeyError."""
        if path not in self._paths:
            raise KeyError(path)
        return Source(path)

    def __contains__(self, path: object) -> bool:
        """Whether there is a file at a path."""
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        """Yield the paths in order."""
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._paths)
