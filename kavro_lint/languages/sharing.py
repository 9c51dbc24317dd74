"""Work for two processes, where there is enough of it: whoever is free takes the next block.

The second process is a copy of this one (fork), so nothing has to be started, imported or handed
over; systems that have no fork do all of it in one. The numbers of the blocks lie in a pipe, from
which each number can be read once; what the second process has found comes back through another.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator

# With fewer files than this a second process costs more than it saves.
FEWEST = 200
# So many numbers fit in every pipe.
MOST_BLOCKS = 1_000
_BYTES = 4
# One in so many blocks is left to the first process, which reads them while the second one hands
# over what it has found.
_LEFT = 25


def is_worth_it(files: int) -> bool:
    """Whether so many files are worth a second process, on this system."""
    can = hasattr(os, "fork") and sys.platform != "darwin" and (os.cpu_count() or 1) > 1
    # A copy of a process with other threads may wait for a lock that nobody will release.
    can = can and threading.active_count() == 1
    return can and files >= FEWEST


class Shared:
    """So many blocks of work, begun at once by a second process.

    `theirs` is given the numbers of blocks that fall to it, one by one, and returns what it has
    found, made of tuples, lists, texts, bytes and numbers.
    """

    def __init__(self, blocks: int, theirs: Callable[[Iterator[int]], object]) -> None:
        if not 0 <= blocks <= MOST_BLOCKS:
            raise ValueError(f"{blocks} blocks do not fit in a pipe")
        self._waiting, begin = os.pipe()
        self._left = range(_LEFT - 1, blocks, _LEFT)
        shared = (number for number in range(blocks) if number not in self._left)
        os.write(begin, b"".join(number.to_bytes(_BYTES) for number in shared))
        os.close(begin)
        reading, writing = os.pipe()
        first = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            os.close(reading)
            _end(writing, lambda: theirs(_while_there(first, self._shared())))
        os.close(writing)
        self._answer = reading

    def blocks(self) -> Iterator[int]:
        """Yield the numbers of blocks that nobody has taken, to the first process."""
        yield from self._shared()
        yield from self._left

    def _shared(self) -> Iterator[int]:
        while number := os.read(self._waiting, _BYTES):
            yield int.from_bytes(number)

    def answer(self) -> object:
        """Return what the second process has found; None stands for one that failed."""
        os.close(self._waiting)
        try:
            with os.fdopen(self._answer, "rb") as pipe:
                found = pipe.read()
        finally:
            # A reader that is gone ends a writer.
            _, status = os.waitpid(self._process, 0)
        return marshal.loads(found) if status == 0 else None  # noqa: S302  from our own pipe


def _while_there(process: int, blocks: Iterator[int]) -> Iterator[int]:
    """Yield blocks until the process that wants them is gone."""
    for number in blocks:
        if os.getppid() != process:
            os._exit(1)
        yield number


def _end(writing: int, work: Callable[[], object]) -> None:
    """Do the work of the second process, and end it before anything else is done twice."""
    code = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(marshal.dumps(work()))  # type: ignore[arg-type]
        code = 0
    finally:
        os._exit(code)
