"""The state of a working tree, held in memory between the questions of one process."""

import threading
from pathlib import Path

from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.proposal import Files, examine_proposal
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request


class WorkingTree:
    """A working tree as it was last read. `stale` says that it must be read anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._examined: Examined | None = None

    def examined(self) -> Examined:
        """Return the judged state, read anew where something has changed. Raises CannotJudge."""
        with self._lock:
            if self._examined is None:
                self._examined = examine(Request(self.folder), Wanted())
            return self._examined

    def changed(self) -> None:
        """Forget what was read: files have changed on disk."""
        with self._lock:
            self._examined = None

    def proposed(self, files: Files) -> Examined:
        """Return what proposed files bring. Raises CannotJudge."""
        examined = self.examined()
        return examine_proposal(examined.survey, examined.context, files, Wanted())
