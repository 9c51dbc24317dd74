"""One module a form of the dependency graph: its `render` takes a picture, returns the text."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from kavro_lint.graph.picture import Picture


@cache
def drawings() -> tuple[str, ...]:
    """Return the names of all forms, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def drawer(name: str) -> Callable[[Picture], str]:
    """Return the `render` of a form. Raises ModuleNotFoundError for one that is not there."""
    render: Callable[[Picture], str] = importlib.import_module(f"{__name__}.{name}").render
    return render
