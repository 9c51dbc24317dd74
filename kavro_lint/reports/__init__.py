"""One module an output format; its name is the format's name, its `render` returns the text."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from kavro_lint.model import Report


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def renderer(name: str) -> Callable[[Report], str]:
    """Return the `render` of a format. Raises ModuleNotFoundError for one that is not there."""
    render: Callable[[Report], str] = importlib.import_module(f"{__name__}.{name}").render
    return render
