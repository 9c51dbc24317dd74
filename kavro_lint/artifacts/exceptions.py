"""The tables of exceptions in a decision.

See docs/contract.md#15-decisions.
"""

import datetime
from collections.abc import Iterator

from kavro_lint.artifacts.markdown import Cell, Document, Row, Table, is_nothing, is_placeholder
from kavro_lint.model.agreement import Waiver
from kavro_lint.model.places import Location

COLUMNS = ("exception", "from", "to", "until", "subject", "reason")


def exceptions_of(document: Document, first: int, end: int) -> Iterator[Waiver]:
    """Yield the exceptions between two lines."""
    for table in document.tables:
        if first <= table.line < end and "exception" in table.header:
            for row in table.rows:
                yield _exception(document, table, row)


def _exception(document: Document, table: Table, row: Row) -> Waiver:
    cells = dict(zip(table.header, row.cells, strict=False))
    return Waiver(
        rules=cells["exception"].values,
        sources=_values(cells.get("from")),
        targets=_values(cells.get("to")),
        until=_day(_text(cells.get("until"))),
        location=Location(document.path, row.line),
        subjects=_values(cells.get("subject")),
        reason=_text(cells.get("reason")),
    )


def _values(cell: Cell | None) -> tuple[str, ...]:
    values = cell.values if cell is not None else ()
    return tuple(value for value in values if _says_something(value))


def _text(cell: Cell | None) -> str:
    text = cell.text.strip() if cell is not None else ""
    return text if _says_something(text) else ""


def _says_something(text: str) -> bool:
    return not (is_nothing(text) or is_placeholder(text))


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
