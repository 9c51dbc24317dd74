"""Parsing that may take all memory there is, tried in a second process first.

Where a source ends, or breaks, within hundreds of constructs that may mean two things, tree-sitter
takes memory that grows with the square of their number, gigabytes for some kilobytes, in a single
step that nothing in the process can stop or foresee (decision 0051).
"""

import atexit
import importlib
import os
from collections.abc import Callable
from typing import IO

from kavro_lint.languages.second_python import SecondPython, questions_of, write_message

# Seconds of the processor that a try may take; memory is limited for any second Python.
_MOST_SECONDS = 10.0

# A process that is forked has none of its parent's.
_running: dict[int, SecondPython] = {}


def succeeds(grammar: Callable[[], object], content: bytes) -> bool:
    """Whether parsing with the grammar that a function returns ends within its limits."""
    process = _running.get(os.getpid())
    if process is None:
        process = _running[os.getpid()] = SecondPython(__name__)
        atexit.register(process.close)
    name = f"{grammar.__module__}:{grammar.__qualname__}".encode()
    return process.ask(_MOST_SECONDS, name, content) is not None


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Parse what is asked for until there is no more: the second process."""
    from tree_sitter import Language, Parser

    write_message(answers, b"ready")
    for name, content in questions_of(questions):
        module, _, function = name.decode().partition(":")
        grammar = getattr(importlib.import_module(module), function)
        Parser(Language(grammar())).parse(content)
        write_message(answers, b"parsed")
