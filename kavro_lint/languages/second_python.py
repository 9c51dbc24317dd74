"""A second Python that answers questions, and is ended where one takes too much.

It is isolated, and has few variables of the environment. The first process watches what memory and
time of the processor it takes, the same way on each system (decision 0066). It cannot watch itself:
neither the parser nor a regular expression lets other threads run.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from math import inf
from operator import gt
from typing import IO, TYPE_CHECKING

from kavro_lint.languages.isolated import isolated

if TYPE_CHECKING:
    import subprocess

# Bytes that a question may take beyond what the process has: what people write takes a hundredth.
MOST_MEMORY = 1 << 30
# Seconds of the processor: starting Python and loading a grammar takes a while, once.
_START_LIMIT = 60.0
# Seconds between two looks at what is taken, in which memory grows by some megabytes.
_INTERVAL = 0.01
# What Python needs to start where it is not in its usual place, and nothing else.
_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")


class SecondPython:
    """A process that runs a module's `serve(questions, answers)`, started by the first question."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, seconds: float, question: bytes, content: bytes) -> bytes | None:
        """Return the answer to a question; None where the process ends, or takes too much.

        `seconds` are those of the processor. The next question starts another process then.
        """
        if self._process is None:
            self._process = self._start()
            _exchange(self._process, _START_LIMIT)
        answer = _exchange(self._process, seconds, question, content)
        if answer is None:
            self.close()
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None

    def _start(self) -> "subprocess.Popen[bytes]":
        import subprocess

        program = (
            f"import sys; from {self._module} import serve; "
            "serve(sys.stdin.buffer, sys.stdout.buffer)"
        )
        command, folder = isolated(program)
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


def _exchange(process: "subprocess.Popen[bytes]", seconds: float, *messages: bytes) -> bytes | None:
    """Send messages and return the answer; None where the process ends, or takes too much."""
    if process.stdin is None or process.stdout is None:
        return None
    watcher = _Watcher(process, seconds)
    watcher.start()
    try:
        for message in messages:
            write_message(process.stdin, message)
        answer = _read(process.stdout)
    except OSError:
        # The process has ended, by the watcher or by itself.
        answer = None
    finally:
        watcher.stop()
    return None if watcher.has_ended_it else answer


class _Watcher(threading.Thread):
    """Ends a process that takes more memory or time of the processor than it may."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        super().__init__(daemon=True)
        self.has_ended_it = False
        self._process = process
        self._answered = threading.Event()
        memory, used = _taken(process.pid)
        self._most = memory + MOST_MEMORY, used + seconds

    def run(self) -> None:
        """Look at the process until it has answered."""
        while not self._answered.wait(_INTERVAL):
            if any(map(gt, _taken(self._process.pid), self._most)):
                self.has_ended_it = True
                self._process.kill()
                return

    def stop(self) -> None:
        """Look at the process no more."""
        self._answered.set()
        self.join()


def _taken(process: int) -> tuple[float, float]:
    """Return the bytes that a process has in memory, and the seconds it has had of the processor.

    More than any limit for a process that has ended.
    """
    import psutil

    try:
        watched = psutil.Process(process)
        times = watched.cpu_times()
        return watched.memory_info().rss, times.user + times.system
    except psutil.Error:
        return inf, inf


def write_message(pipe: IO[bytes], message: bytes) -> None:
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


def questions_of(pipe: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield questions, each with its content, until there are no more."""
    while (question := _read(pipe)) is not None and (content := _read(pipe)) is not None:
        yield question, content
