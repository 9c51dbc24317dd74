"""The state of a working tree, held in memory between the questions of one process."""

import os
import threading
from pathlib import Path

from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.proposal import Files, examine_proposal
from kavro_lint.pipeline.recalling import recalled
from kavro_lint.pipeline.request import FindingOptions, Request


class WorkingTree:
    """A working tree as it was last read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._examined: Examined | None = None
        self._mark: bytes | None = None

    def examined(self) -> Examined:
        """Return the judged state, read where it was not or was forgotten. Raises CannotJudge."""
        with self._lock:
            if self._examined is None:
                self._read(self._look())
            return self._known()

    def current(self) -> Examined:
        """Return the judged state as it is on disk now. Raises CannotJudge.

        Where Git lists the same paths, with the same stat data, index and references, nothing is
        read again.
        """
        with self._lock:
            run = self._look()
            mark = _mark_of(run)
            if self._examined is None or mark is None or mark != self._mark:
                self._read(run)
            return self._known()

    def changed(self) -> None:
        """Forget what was read: files have changed on disk."""
        with self._lock:
            self._examined = None

    def proposed(self, files: Files) -> Examined:
        """Return what proposed files bring to the state as it was last read. Raises CannotJudge."""
        examined = self.examined()
        return examine_proposal(examined.survey, examined.context, files, FindingOptions())

    def _look(self) -> CachedRun | None:
        """Look at paths and stat data, None where only a whole reading can tell."""
        question = CheckRequest(os.fspath(self.folder), "worktree", ("server",), b"")
        return recalled(question)

    def _read(self, run: CachedRun | None) -> None:
        self._examined = examine(Request(self.folder, cached_run=run), FindingOptions())
        self._mark = _mark_of(run)

    def _known(self) -> Examined:
        assert self._examined is not None  # noqa: S101
        return self._examined


def _mark_of(run: CachedRun | None) -> bytes | None:
    """Return what tells a state from others, None where that cannot be told."""
    if run is None or run.tree is None:
        return None
    return run.state(history=True) + run.tree.stats.tobytes() + run.kinds
