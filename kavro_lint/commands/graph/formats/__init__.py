"""One module for each format of the dependency graph: its `render` turns a picture into text.

A format may also have a `remark`: a caveat for the reader of this picture, or "".
"""

import importlib
from functools import cache

from kavro_lint.commands.graph.picture import Picture
from kavro_lint.discovery import modules_in
from kavro_lint.model.frozen import frozen


@frozen
class Drawing:
    """A picture in some format, and a caveat for its reader (or "")."""

    text: str
    remark: str = ""


@cache
def drawings() -> tuple[str, ...]:
    """Return the names of all formats, sorted."""
    names = modules_in(__path__)
    return tuple(sorted(name for name in names if not name.startswith("_")))


def drawing(format_name: str, picture: Picture) -> Drawing:
    """Draw a picture. Raises ModuleNotFoundError for an unknown format."""
    module = importlib.import_module(f"{__name__}.{format_name}")
    remark = getattr(module, "remark", None)
    return Drawing(module.render(picture), remark(picture) if remark else "")
