"""A second process that takes parts of the work until none is left, by fork.

A fork goes on with all that the first process knows, so nothing is sent to it; what it found comes
back as bytes. Only Linux: Windows has no fork, and libraries of macOS do not live on in one
(https://docs.python.org/3/library/os.html#os.fork).
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, NoReturn, TypeVar

# So many bytes say how long a message is.
SIZE = 8

Part = TypeVar("Part")


class SecondProcess(Generic[Part]):
    """The second process, seen from the first one."""

    def __init__(self, process: int, parts: Sequence[Part], tokens: int, sent: int) -> None:
        self._process = process
        self._parts = parts
        self._tokens = tokens
        self._sent = sent
        self._read = 0

    def remaining(self) -> Iterator[Part]:
        """Yield parts, from the first one on, until the other process has taken the next."""
        return _parts_left(self._tokens, self._parts)

    def sent(self) -> Iterator[bytes]:
        """Yield what the other process has sent since the last call; it may send more."""
        while body := os.pread(self._sent, self._size_of_next(), self._read + SIZE):
            self._read += SIZE + len(body)
            yield body

    def _size_of_next(self) -> int:
        """Return how many bytes the next message has, 0 where it is not there whole."""
        size = int.from_bytes(os.pread(self._sent, SIZE, self._read), "little")
        return size if self._read + SIZE + size <= os.fstat(self._sent).st_size else 0

    def wait(self) -> None:
        """Wait for the end of the process."""
        os.waitpid(self._process, 0)
        self._process = 0

    def end(self) -> None:
        """End the process, if it has not ended by itself."""
        if self._process:
            from signal import SIGKILL

            os.kill(self._process, SIGKILL)
            self.wait()
        os.close(self._tokens)
        os.close(self._sent)


def begin(
    parts: Sequence[Part], work: Callable[[Iterator[Part]], Iterable[bytes]]
) -> SecondProcess[Part] | None:
    """Fork a process that works on parts from the last one on, as the first does from the first.

    Neighbours have most in common. `parts` are at most as many as bytes in a pipe (4,096 on any
    Linux); `work` yields what is sent back, never nothing. None where there is no second
    processor, other threads run, or the system allows no process more.
    """
    if not _is_possible():
        return None
    tokens, filling = os.pipe()
    # A byte for each part, which one of the two takes.
    os.write(filling, bytes(len(parts)))
    os.close(filling)
    opened = [tokens]
    try:
        # A file in memory, as neither process should wait for the other to read or to write.
        opened.append(os.memfd_create("kavro-lint"))
        process = os.fork()
    except OSError:
        for descriptor in opened:
            os.close(descriptor)
        return None
    _, sent = opened
    if not process:
        _work(work, _parts_left(tokens, reversed(parts)), sent)
    return SecondProcess(process, parts, tokens, sent)


def _is_possible() -> bool:
    """Whether a fork is safe and of use: of several threads it would have but one."""
    return (
        sys.platform == "linux"
        and hasattr(os, "memfd_create")
        and len(os.sched_getaffinity(0)) > 1
        and len(sys._current_frames()) == 1
    )


def _work(
    work: Callable[[Iterator[Part]], Iterable[bytes]], parts: Iterator[Part], sent: int
) -> NoReturn:
    """Work on parts and end; what fails here fails in the first process too, which reports it."""
    try:
        with open(sent, "wb") as file:
            for body in work(parts):
                file.write(len(body).to_bytes(SIZE, "little") + body)
                file.flush()
    finally:
        # Nothing of the first process is written or taken apart twice.
        os._exit(0)


def _parts_left(tokens: int, parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if not os.read(tokens, 1):
            return
        yield part
