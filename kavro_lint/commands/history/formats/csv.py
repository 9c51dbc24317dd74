"""A row for each interval, as RFC 4180 has it."""

import csv
import io
from collections.abc import Iterator

from kavro_lint.commands.history.formats.line_fields import OF_INTERVALS, interval_entry
from kavro_lint.commands.history.view import View
from kavro_lint.printable import printable

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(view: View) -> Iterator[str]:
    """Yield the head, and a row for each interval."""
    yield _line(OF_INTERVALS)
    for interval in view.intervals:
        entry = interval_entry(view, interval)
        yield _line(tuple(_cell(entry[name]) for name in OF_INTERVALS))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return without_formula(printable(str(value), 1_000))


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
