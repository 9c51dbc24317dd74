"""One module a format of a difference: its `render` takes the difference, returns the text."""

import importlib
from collections.abc import Callable
from functools import cache

from kavro_lint.commands.diff.change_records import Difference
from kavro_lint.discovery import modules_in


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted."""
    return tuple(modules_in(__path__))


def renderer(name: str) -> Callable[[Difference], str]:
    """Return the `render` of a format. Raises ModuleNotFoundError for one that does not exist."""
    render: Callable[[Difference], str] = importlib.import_module(f"{__name__}.{name}").render
    return render
