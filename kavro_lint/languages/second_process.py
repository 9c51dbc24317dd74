"""A second process that takes parts of the work until none is left, by fork.

A fork goes on with all that the first process knows, so nothing is sent to it; what it found comes
back as bytes. Only Linux: Windows has no fork, and libraries of macOS do not live on in one
(https://docs.python.org/3/library/os.html#os.fork).
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, NoReturn, TypeVar

Part = TypeVar("Part")


class SecondProcess(Generic[Part]):
    """The second process, seen from the first one."""

    def __init__(self, process: int, parts: Sequence[Part], tokens: int, result: int) -> None:
        self._process = process
        self._parts = parts
        self._tokens = tokens
        self._result = result

    def remaining(self) -> Iterator[Part]:
        """Yield parts, from the first one on, until the other process has taken the next."""
        return _taken(self._tokens, self._parts)

    def result(self) -> bytes | None:
        """Wait for what the other process found; None where it failed, and did nothing."""
        with open(self._result, "rb", closefd=False) as pipe:
            body = pipe.read()
        return body if self._has_ended_well() else None

    def end(self) -> None:
        """End the process, if it has not ended by itself."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            self._has_ended_well()
        os.close(self._tokens)
        os.close(self._result)

    def _has_ended_well(self) -> bool:
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        return status == 0


def begin(
    parts: Sequence[Part], work: Callable[[Iterator[Part]], bytes]
) -> SecondProcess[Part] | None:
    """Fork a process that works on parts from the last one on, as the first does from the first.

    Neighbours have most in common. `parts` are at most as many as bytes in a pipe (4,096 on any
    Linux); `work` returns what is sent back. None where there is no second processor, other
    threads run, or the system allows no process more.
    """
    if not _is_possible():
        return None
    tokens, filling = os.pipe()
    # A byte for each part, which one of the two takes.
    os.write(filling, bytes(len(parts)))
    os.close(filling)
    result, answering = os.pipe()
    try:
        process = os.fork()
    except OSError:
        for descriptor in (tokens, result, answering):
            os.close(descriptor)
        return None
    if not process:
        _work(work, _taken(tokens, reversed(parts)), answering)
    os.close(answering)
    return SecondProcess(process, parts, tokens, result)


def _is_possible() -> bool:
    """Whether a fork is safe and of use: of several threads it would have but one."""
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and len(sys._current_frames()) == 1
    )


def _work(
    work: Callable[[Iterator[Part]], bytes], parts: Iterator[Part], answering: int
) -> NoReturn:
    """Work on parts and end; what fails here fails in the first process too, which reports it."""
    code = 1
    try:
        body = work(parts)
        with open(answering, "wb") as pipe:
            pipe.write(body)
        code = 0
    finally:
        # Nothing of the first process is written or taken apart twice.
        os._exit(code)


def _taken(tokens: int, parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if not os.read(tokens, 1):
            return
        yield part
