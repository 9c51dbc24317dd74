"""One module an output format; its name is the format's name, its `render` returns the text.

A format may also have `APPENDED`: environment variables that name a file, each with the
format that is appended to it.
"""

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from kavro_lint.discovery import modules_in
from kavro_lint.model.frozen import frozen

if TYPE_CHECKING:
    from kavro_lint.model.findings import Report


@frozen
class View:
    """The reader's medium. The default is a file or a pipe: 80 columns, plain text.

    `links` is the folder that paths become hyperlinks to, None for no hyperlinks; `isolated`
    says that words written from right to left are kept apart from the rest of their line;
    `quiet` asks the formats that people read for the verdict alone; `address` returns where
    the repository is published, None where that is not known.
    """

    width: int = 80
    colour: bool = False
    links: str | None = None
    isolated: bool = False
    verbose: bool = False
    quiet: bool = False
    address: Callable[[], str | None] = lambda: None


PLAIN = View()


class Renderer(Protocol):
    """The interface of a format."""

    def __call__(self, report: "Report", view: View = PLAIN) -> str:
        """Return the report as text that ends in a newline."""
        ...


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats, sorted; packages hold what formats have in common."""
    return tuple(modules_in(__path__, packages=False))


def renderer(name: str) -> Renderer:
    """Return the `render` of a format. Raises ModuleNotFoundError for one that does not exist."""
    return cast("Renderer", importlib.import_module(f"{__name__}.{name}").render)


def appended(name: str) -> Mapping[str, str]:
    """Return the environment variables that name files to append to, with the format to use."""
    module = importlib.import_module(f"{__name__}.{name}")
    return cast("Mapping[str, str]", getattr(module, "APPENDED", {}))
