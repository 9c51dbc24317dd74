"""Parsing that may take all memory there is, tried in a second process first.

Where a source ends, or breaks, within hundreds of constructs that may mean two things, tree-sitter
takes memory that grows with the square of their number, gigabytes for some kilobytes, in a single
step that nothing in the process can stop or foresee (decision 0051).
"""

import atexit
import importlib
import os
import sys
from collections.abc import Callable
from typing import IO

from kavro_lint.languages.second_python import SecondPython, questions_of, write_message

# What a try may take on Linux: sources that people write take a hundredth of it.
MOST_MEMORY = 1 << 30
MOST_SECONDS = 10
# Seconds of waiting: where memory has no limit, so many that it cannot grow to much more.
_MOST_WAITED = 120.0 if sys.platform == "linux" else 3.0
_MOST_WAITED_PER_BYTE = 2e-6

# A process that is forked has none of its parent's.
_running: dict[int, SecondPython] = {}


def succeeds(grammar: Callable[[], object], content: bytes) -> bool:
    """Whether parsing with the grammar that a function returns ends within its limits."""
    process = _running.get(os.getpid())
    if process is None:
        process = _running[os.getpid()] = SecondPython(__name__)
        atexit.register(process.close)
    name = f"{grammar.__module__}:{grammar.__qualname__}".encode()
    limit = _MOST_WAITED + _MOST_WAITED_PER_BYTE * len(content)
    return process.ask(limit, name, content) is not None


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Parse what is asked for until there is no more: the second process."""
    from tree_sitter import Language, Parser

    write_message(answers, b"ready")
    for name, content in questions_of(questions):
        module, _, function = name.decode().partition(":")
        grammar = getattr(importlib.import_module(module), function)
        _limit()
        Parser(Language(grammar())).parse(content)
        write_message(answers, b"parsed")


def _limit() -> None:
    """Limit what this process may take from now on, where that can be."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as sizes:
        memory = int(sizes.read().split()[0]) * resource.getpagesize() + MOST_MEMORY
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + MOST_SECONDS
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds))
    for limited, most in (*limits, (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limited, (most, resource.getrlimit(limited)[1]))
