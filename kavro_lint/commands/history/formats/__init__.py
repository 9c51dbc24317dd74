"""The formats of `history`, one per file."""

from collections.abc import Callable, Iterator
from importlib import import_module

from kavro_lint.commands.history.view import View

FORMATS = ("text", "json", "csv")

Render = Callable[[View], Iterator[str]]


def renderer(name: str) -> Render:
    """Return the function that yields the lines of a format."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render
