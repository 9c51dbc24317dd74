"""The formats of `report`, one per file."""

from collections.abc import Callable
from importlib import import_module

from kavro_lint.commands.report.report_records import Report

FORMATS = ("html", "markdown", "json")

Render = Callable[[Report], str]


def renderer(name: str) -> Render:
    """Return the function that writes a format."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render
