"""Frozen records as JSON and back, for what is kept between runs.

Nothing of the text is executed: it names classes of a list that the reader gives. What does not
fit is no record at all.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from kavro_lint.model.frozen import FIELDS, fields

# What most values are.
_NATIVE = frozenset((str, int, bool))
# What stands for a value that JSON does not have: a record, a set, a mapping, a day.
_RECORD, _SET, _MAP, _DAY = "record", "set", "map", "day"


def encoded(value: object) -> bytes:
    """Return a value of records, tuples, sets, mappings, texts and numbers as JSON."""
    return json.dumps(_plain(value), separators=(",", ":")).encode()


def decoded(body: bytes, classes: Iterable[type]) -> object:
    """Return what `encoded` was given; lists come back as tuples. Raises ValueError."""
    by_name = {known.__name__: known for known in classes}
    try:
        return _value(json.loads(body), by_name)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("this is no record that is known") from error


def _plain(value: object) -> object:
    if value is None or type(value) in _NATIVE:
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, frozenset):
        return {_SET: [_plain(item) for item in sorted(value)]}
    if isinstance(value, Mapping):
        return {_MAP: [[_plain(key), _plain(item)] for key, item in value.items()]}
    if isinstance(value, datetime.date):
        return {_DAY: value.isoformat()}
    if hasattr(type(value), FIELDS):
        values = [_plain(getattr(value, name)) for name in fields(value)]
        return {_RECORD: type(value).__name__, "values": values}
    return value


def _value(plain: object, by_name: Mapping[str, type]) -> object:
    if isinstance(plain, list):
        return tuple([_value(item, by_name) for item in plain])
    if not isinstance(plain, dict):
        return plain
    marked = cast("dict[str, Any]", plain)
    if _RECORD in marked:
        return by_name[marked[_RECORD]](*[_value(item, by_name) for item in marked["values"]])
    if _MAP in marked:
        return {_value(key, by_name): _value(item, by_name) for key, item in marked[_MAP]}
    if _SET in marked:
        return frozenset([_value(item, by_name) for item in marked[_SET]])
    return datetime.date.fromisoformat(marked[_DAY])
