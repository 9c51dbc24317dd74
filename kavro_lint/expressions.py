"""Regular expressions that are compiled when they are first asked.

Compiling one takes a tenth of a millisecond, and of the three hundred that a run imports, most are
for documents and languages that a repository does not have.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import AnyStr, cast


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what answers as `re.compile(pattern, flags)` does; an error in it shows on use."""
    return cast("re.Pattern[AnyStr]", _Expression(lambda: re.compile(pattern, flags)))


class _Expression:
    """An expression that has the methods of a compiled one, each once it was asked for."""

    def __init__(self, compiled: Callable[[], object]) -> None:
        self._compiled = cache(compiled)

    def __getattr__(self, name: str) -> object:
        """Return an attribute of the compiled expression, and have it from now on."""
        attribute: object = getattr(self._compiled(), name)
        setattr(self, name, attribute)
        return attribute
