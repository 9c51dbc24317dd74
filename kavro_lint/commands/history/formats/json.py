"""A line of JSON for each commit and each interval."""

import json
from collections.abc import Iterator

from kavro_lint.commands.history.formats.line_fields import commit_entry, interval_entry
from kavro_lint.commands.history.view import View


def render(view: View) -> Iterator[str]:
    """Yield the commits, then the intervals in the order in which they were born."""
    for row in view.samples:
        yield json.dumps(commit_entry(row)) + "\n"
    for interval in view.intervals:
        yield json.dumps(interval_entry(view, interval)) + "\n"
