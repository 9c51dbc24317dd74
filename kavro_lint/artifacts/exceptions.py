"""The tables of exceptions in a decision.

See docs/contract.md#15-decisions.
"""

import datetime
from collections.abc import Iterator

from kavro_lint.artifacts.markdown import Document, Row, Table, is_nothing, is_placeholder
from kavro_lint.model import Location, Waiver

COLUMNS = ("exception", "from", "to", "until", "subject", "reason")


def exceptions_of(document: Document, first: int, end: int) -> Iterator[Waiver]:
    """Yield the exceptions between two lines."""
    for table in document.tables:
        if first <= table.line < end and "exception" in table.header:
            for row in table.rows:
                yield _exception(document, table, row)


def _exception(document: Document, table: Table, row: Row) -> Waiver:
    cells = dict(zip(table.header, row.cells, strict=False))
    texts = {name: cells[name].text.strip() for name in COLUMNS if name in cells}
    texts = {name: "" if is_nothing(text) or is_placeholder(text) else text
             for name, text in texts.items()}  # fmt: skip
    rules = cells["exception"].values
    return Waiver(
        rules=tuple(rules),
        source=texts.get("from", ""),
        target=texts.get("to", ""),
        until=_day(texts.get("until", "")),
        location=Location(document.path, row.line),
        subject=texts.get("subject", ""),
        reason=texts.get("reason", ""),
    )


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
