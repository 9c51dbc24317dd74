"""A snapshot whose contents note what is read of them."""

from typing import TYPE_CHECKING

from kavro_lint.cache.hashing import blob_id
from kavro_lint.model.facts import Contents, Snapshot, Source, Unreadable
from kavro_lint.model.frozen import replace

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun


class RecordingContents:
    """Notes what is read, but for sources that are read for their facts (`unrecorded`).

    `reads` has the hash of each file that was read. `is_unsure` says that a file could not be
    read, or was another one when it was read again.
    """

    def __init__(self, contents: Contents) -> None:
        self.unrecorded = contents
        self.reads: dict[str, str] = {}
        self.is_unsure = False

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable."""
        try:
            content = self.unrecorded.read(source, limit)
        except Unreadable:
            self.is_unsure = True
            raise
        blob = blob_id(content).hex()
        self.is_unsure |= self.reads.setdefault(source.path, blob) != blob
        return content


def recorded(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with contents that note what is read of them."""
    contents = getattr(snapshot.contents, "unrecorded", snapshot.contents)
    return replace(snapshot, contents=RecordingContents(contents))


def recorded_for(snapshot: Snapshot, run: "CachedRun") -> Snapshot:
    """Return the snapshot of a run that is remembered with what it reads."""
    run.commit = snapshot.commit
    if run.tree is None:
        return snapshot
    run.contents = RecordingContents(snapshot.contents)
    return replace(snapshot, contents=run.contents, ids=run.known_blobs())
