"""A snapshot whose contents note what is read of them."""

from typing import TYPE_CHECKING

from kavro_lint.model import Contents, Snapshot, Source, Unreadable
from kavro_lint.model.frozen import replace

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun


class RecordingContents:
    """Notes what is read, but for sources that are read for their facts (`unrecorded`)."""

    def __init__(self, contents: Contents, run: "CachedRun") -> None:
        self._run = run
        self.unrecorded = contents

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable."""
        try:
            content = self.unrecorded.read(source, limit)
        except Unreadable:
            self._run.uncacheable = True
            raise
        self._run.note_read(source.path, content)
        return content


def recorded(snapshot: Snapshot, run: "CachedRun") -> Snapshot:
    """Return the snapshot with contents that note what a run reads of them."""
    run.commit = snapshot.commit
    if run.tree is None:
        return snapshot
    contents = RecordingContents(snapshot.contents, run)
    return replace(snapshot, contents=contents, ids=run.known_blobs())
