"""Tables that are almost one of exceptions: no exception may be off unnoticed.

See docs/contract.md#15-decisions.
"""

from collections.abc import Iterator
from itertools import islice

from kavro_lint.artifacts.exceptions import COLUMNS
from kavro_lint.artifacts.markdown import Document, Table
from kavro_lint.artifacts.problems import problem, short_rows
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location
from kavro_lint.spelling import nearest

SIMILAR = 0.8
# So many columns tell such a table from others, beside the one in question.
TELLING = 2
MOST_TABLES = 200


def near_exceptions(document: Document) -> Iterator[Finding]:
    """Yield the columns that are almost those of a table of exceptions, and rows too short."""
    for table in islice(document.tables, MOST_TABLES):
        known = set(table.header) & set(COLUMNS)
        if len(known) < TELLING or not known & {"exception", "until"}:
            continue
        if "exception" in known:
            yield from short_rows(document, table)
        for header in table.header:
            closest = None if header in COLUMNS else nearest(header, COLUMNS, SIMILAR)
            if closest is not None and closest not in known:
                yield _misnamed(document, table, header, closest)


def _misnamed(document: Document, table: Table, header: str, closest: str) -> Finding:
    return problem(
        "KV204",
        Location(document.path, table.line),
        f"a table of exceptions has no column `{header.capitalize()}`, so it is not read",
        f"name the column `{closest.capitalize()}`",
        "exceptions",
        header,
    )
