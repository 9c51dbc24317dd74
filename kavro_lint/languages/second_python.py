"""A second Python that answers questions one after the other, and can be stopped.

It is isolated, and has few variables of the environment.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING

from kavro_lint.languages.isolated import isolated

if TYPE_CHECKING:
    import subprocess

# Seconds: starting Python and loading a grammar takes a while, once.
START_LIMIT = 60.0
# What Python needs to start where it is not in its usual place, and nothing else.
_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")


class SecondPython:
    """A process that runs a module's `serve(questions, answers)`, started by the first question."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, limit: float, question: bytes, content: bytes) -> bytes | None:
        """Return the answer to a question; None where the process ends or takes `limit` seconds.

        The next question starts another process then.
        """
        if self._process is None:
            self._process = self._start()
            _exchange(self._process, START_LIMIT)
        answer = _exchange(self._process, limit, question, content)
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


def _exchange(process: "subprocess.Popen[bytes]", limit: float, *messages: bytes) -> bytes | None:
    """Send messages and return the answer; None where the process ends or the time is over."""
    if process.stdin is None or process.stdout is None:
        return None
    timer = threading.Timer(limit, process.kill)
    timer.daemon = True
    timer.start()
    try:
        for message in messages:
            write_message(process.stdin, message)
        return _read(process.stdout)
    except OSError:
        # The process has ended, by the timer or by itself.
        return None
    finally:
        timer.cancel()


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
