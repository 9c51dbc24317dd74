"""One module a form of the dependency graph: its `render` takes a picture, returns the text.

A form may also have a `remark`: what a reader of this picture in this form must know, or "".
"""

import importlib
from functools import cache

from kavro_lint.commands.graph.picture import Picture
from kavro_lint.discovery import modules_in
from kavro_lint.model.frozen import frozen


@frozen
class Drawing:
    """A picture in some form, and what its reader must know (or "")."""

    text: str
    remark: str = ""


@cache
def drawings() -> tuple[str, ...]:
    """Return the names of all forms, sorted."""
    names = modules_in(__path__)
    return tuple(sorted(name for name in names if not name.startswith("_")))


def drawing(form: str, picture: Picture) -> Drawing:
    """Draw a picture. Raises ModuleNotFoundError for a form that is not there."""
    module = importlib.import_module(f"{__name__}.{form}")
    remark = getattr(module, "remark", None)
    return Drawing(module.render(picture), remark(picture) if remark else "")
