"""A report as one JSON document."""

import datetime
import json

from kavro_lint.commands.report.report_records import Report
from kavro_lint.model.frozen import FIELDS, fields

SCHEMA = 1


def render(report: Report) -> str:
    """Return the report; days are ISO 8601."""
    return json.dumps({"schema": SCHEMA, **_document(report)}, indent=2) + "\n"


def _document(report: Report) -> dict[str, object]:
    return {name: _plain(getattr(report, name)) for name in fields(report)}


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    names = getattr(type(value), FIELDS, None)
    if names is not None and not isinstance(value, str):
        return {name: _plain(getattr(value, name)) for name in names}
    return value
