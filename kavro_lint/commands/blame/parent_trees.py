"""The tree of a commit, taken back to those of its parents change by change."""

from collections.abc import Sequence

from kavro_lint.git.log import BlobChange
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.facts import Snapshot, Source
from kavro_lint.model.frozen import replace

REGULAR = ("100644", "100755", "100664", "000000")


class Tree:
    """A tree that steps back; a snapshot of it is made only when somebody looks at it."""

    def __init__(self, repository: Repository, snapshot: Snapshot) -> None:
        self._repository = repository
        self._snapshot = snapshot
        self._sources = dict(snapshot.sources)
        self._commit = snapshot.commit

    def step_back(self, parent: str, changes: Sequence[BlobChange]) -> None:
        """Go to the parent of a commit, by taking back what the commit changes."""
        self._commit = parent
        if not {
            mode for blob_change in changes for mode in (blob_change.old_mode, blob_change.new_mode)
        }.issubset(REGULAR):
            # Links and submodules: the whole tree is read.
            self._snapshot = commit_snapshot(self._repository, parent)
            self._sources = dict(self._snapshot.sources)
            return
        for blob_change in changes:
            self._sources.pop(blob_change.change.path, None)
        for blob_change in changes:
            if blob_change.change.status != "A":
                old = blob_change.change.old or blob_change.change.path
                self._sources[old] = Source(old, blob_change.old_blob)

    @property
    def snapshot(self) -> Snapshot:
        """The tree as it is now."""
        if self._snapshot.commit != self._commit:
            sources = dict(sorted(self._sources.items()))
            self._snapshot = replace(self._snapshot, commit=self._commit, sources=sources)
        return self._snapshot

    def blob(self, path: str) -> str | None:
        """Return the blob of a file, None where there is none."""
        source = self._sources.get(path)
        return source.blob if source is not None else None

    def with_blob(self, path: str, blob: str) -> Snapshot:
        """Return a snapshot of one file only, as a blob has it."""
        return replace(self._snapshot, sources={path: Source(path, blob)}, links={})
