"""A user's query, run in a second process that can be stopped and sees nothing of the repository.

A query may hold regular expressions, and nothing inside a process can stop one of those. The
second Python is isolated, and has few variables of the environment.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING

from kavro_lint.languages.isolated import isolated
from kavro_lint.languages.tree_queries import Capture, run_query
from kavro_lint.model import Unreadable

if TYPE_CHECKING:
    import subprocess

# Seconds that one query may take in one file.
QUERY_LIMIT = 5.0

# Starting Python and loading the grammar takes a while, once.
START_LIMIT = 60.0

# What Python needs to start where it is not in its usual place, and nothing else.
_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")

_PROGRAM = (
    "import sys; from kavro_lint.languages.guard import serve; "
    "serve(sys.stdin.buffer, sys.stdout.buffer)"
)


class QueryTimeout(Exception):
    """A query took longer than its limit in one file, or ended the process it ran in."""


class Guarded:
    """Runs queries one after the other in a second process, until it is closed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run_query(
        self, language: str, query: str, content: bytes, suffix: str
    ) -> Sequence[Capture]:
        """Return what a query captures, as `queries.run_query`, and raise what it raises.

        Raises QueryTimeout where there is no answer in time.
        """
        if self._process is None:
            self._process = _start()
            _exchange(self._process, START_LIMIT)
        question = json.dumps((language, query, suffix)).encode("ascii")
        answer = _exchange(self._process, QUERY_LIMIT, question, content)
        if answer is None:
            self.close()
            raise QueryTimeout(f"the query took longer than {QUERY_LIMIT:.0f} seconds")
        error, captures = json.loads(answer)
        if error is not None:
            kind, message = error
            raise (Unreadable if kind == "Unreadable" else ValueError)(message)
        return [Capture(*capture) for capture in captures]

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None


def _start() -> "subprocess.Popen[bytes]":
    import subprocess

    command, folder = isolated(_PROGRAM)
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=_environment(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: variables[name] for name in _VARIABLES if name in variables}


def _exchange(process: "subprocess.Popen[bytes]", limit: float, *messages: bytes) -> bytes | None:
    """Send messages and return the answer; None where the process ends or the time is over."""
    if process.stdin is None or process.stdout is None:
        return None
    timer = threading.Timer(limit, process.kill)
    timer.daemon = True
    timer.start()
    try:
        for message in messages:
            _write(process.stdin, message)
        return _read(process.stdout)
    except OSError:
        # The process has ended, by the timer or by itself.
        return None
    finally:
        timer.cancel()


def _write(pipe: IO[bytes], message: bytes) -> None:
    """Write a message after its length."""
    pipe.write(len(message).to_bytes(8) + message)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """Read a message; None where the other side has ended."""
    size = pipe.read(8)
    if len(size) < 8:
        return None
    message = pipe.read(int.from_bytes(size))
    return message if len(message) == int.from_bytes(size) else None


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until there are no more: the second process."""
    _write(answers, b"ready")
    for question, content in _pairs(questions):
        language, query, suffix = json.loads(question)
        error: tuple[str, str] | None = None
        captures: list[tuple[str, int, int, str]] = []
        try:
            for capture in run_query(language, query, content, suffix):
                captures.append((capture.name, capture.line, capture.column, capture.text))
        except (ValueError, Unreadable) as problem:
            error = type(problem).__name__, str(problem)
        _write(answers, json.dumps((error, captures)).encode("ascii"))


def _pairs(pipe: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    while (question := _read(pipe)) is not None and (content := _read(pipe)) is not None:
        yield question, content
