"""Half of the work in a second process, where there is enough of it.

The process is a copy of this one (fork), so nothing has to be started, imported or handed over;
systems that have no fork do all of it in one. What comes back is read from a pipe of our own.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

Mine = TypeVar("Mine")

# With fewer files than this a second process costs more than it saves.
FEWEST = 300


def is_worth_it(files: int) -> bool:
    """Whether so many files are worth a second process, on this system."""
    can = hasattr(os, "fork") and sys.platform != "darwin" and (os.cpu_count() or 1) > 1
    # A copy of a process with other threads may wait for a lock that nobody will release.
    can = can and threading.active_count() == 1
    return can and files >= FEWEST


def at_once(mine: Callable[[], Mine], theirs: Callable[[], object]) -> tuple[Mine, object]:
    """Run `mine` here and `theirs` in a second process; return what both return.

    What `theirs` returns is made of tuples, lists, texts, bytes and numbers. None stands for a
    process that failed.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _run(theirs, reading, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            own = mine()
            answer = pipe.read()
    finally:
        # A reader that is gone ends a writer.
        _, status = os.waitpid(process, 0)
    return own, marshal.loads(answer) if status == 0 else None  # noqa: S302  from our own pipe


def _run(theirs: Callable[[], object], reading: int, writing: int) -> None:
    """Do the work of the second process, and end it before anything else is done twice."""
    code = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(marshal.dumps(theirs()))  # type: ignore[arg-type]
        code = 0
    finally:
        os._exit(code)
