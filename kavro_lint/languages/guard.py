"""A query of the user's own, run in a process of its own that can be stopped.

A query may hold regular expressions, and nothing inside a process can stop one of those.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kavro_lint.languages.syntax import Capture, run_query
from kavro_lint.model import Unreadable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

# Seconds that one query may take in one file.
QUERY_LIMIT = 5.0

# Starting Python and loading the grammar takes a while, once.
START_LIMIT = 60.0

Answer = Sequence[Capture] | ValueError | Unreadable


class QueryTimeout(Exception):
    """A query took longer than its limit in one file, or ended the process it ran in."""


class Guarded:
    """Runs queries one after the other in a second process, until it is closed."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def run_query(
        self, language: str, query: str, content: bytes, suffix: str
    ) -> Sequence[Capture]:
        """Return what a query captures, as `syntax.run_query`, and raise what it raises.

        Raises QueryTimeout where there is no answer in time.
        """
        pipe = self._pipe or self._start()
        pipe.send((language, query, content, suffix))
        try:
            answer = pipe.recv() if pipe.poll(QUERY_LIMIT) else None
        except EOFError:
            answer = None
        if answer is None:
            self.close()
            raise QueryTimeout(f"the query took longer than {QUERY_LIMIT:.0f} seconds")
        if isinstance(answer, Exception):
            raise answer
        return list(answer)

    def _start(self) -> "Connection":
        # Slow to import, and few rules are the user's own.
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if self._pipe.poll(START_LIMIT):
            self._pipe.recv()
        return self._pipe

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: "Connection") -> None:
    pipe.send("ready")
    while True:
        try:
            language, query, content, suffix = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(list(run_query(language, query, content, suffix)))
        except (ValueError, Unreadable) as error:
            pipe.send(error)
