"""Frozen records as JSON and back, for what is kept between runs.

Nothing of the text is executed: it names classes of a list that the reader gives. What does not
fit is not a record at all.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

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
        # Without a step of Python's own for each text and number.
        return _tuples(json.loads(body, object_hook=lambda marked: _marked(marked, by_name)))
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
    if hasattr(type(value), FIELDS):
        values = [_plain(getattr(value, name)) for name in fields(value)]
        return {_RECORD: type(value).__name__, "values": values}
    import datetime

    return {_DAY: value.isoformat()} if isinstance(value, datetime.date) else value


def _tuples(value: object) -> object:
    """Return a value with tuples for lists; what is inside of records has them already."""
    return tuple(_items(value)) if type(value) is list else value


def _items(values: Iterable[object]) -> list[object]:
    # Most are no lists.
    return [_tuples(value) if type(value) is list else value for value in values]


def _marked(marked: dict[str, Any], by_name: Mapping[str, type]) -> object:
    """Return what an object stands for, all of which is a value already but for its lists."""
    if _RECORD in marked:
        return by_name[marked[_RECORD]](*_items(marked["values"]))
    if _MAP in marked:
        return {_tuples(key): _tuples(item) for key, item in marked[_MAP]}
    if _SET in marked:
        return frozenset(_items(marked[_SET]))
    # Few records hold a day, and it takes longer to import than most to read.
    import datetime

    return datetime.date.fromisoformat(marked[_DAY])
