"""The members of the types of a C# text: what hides types, and what types give."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from kavro_lint.languages.csharp.around import Around
from kavro_lint.languages.csharp.names import name_at, plain_text
from kavro_lint.languages.csharp.occurrences import Method, Occurrences, Value

_STATIC = re.compile(rb"\b(?:static|const)\b")
_EXTENSION = re.compile(rb"\(\s*+(?:\[[^\]]*+\]\s*+)?(?:(?:ref|in|scoped|readonly)\s++)*+this\b")


class Members(NamedTuple):
    """What the types of a source hold, each by the number of the type."""

    values: dict[int, set[str]]
    likes: dict[int, set[str]]
    statics: dict[int, set[str]]
    extensions: dict[int, set[str]]


def members_of(content: bytes, occurrences: Occurrences, bodies: Around) -> Members:
    """Return the members of types, numbered as their bodies."""
    members = Members({}, {}, {}, {})
    _add_values(members, content, occurrences.properties, bodies)
    for start, end in occurrences.constants:
        name, inside = plain_text(content[start:end]), bodies.of(start)
        _put(members.values, inside, name)
        _put(members.statics, inside, name)
    _add_methods(members, content, occurrences.methods, bodies)
    return members


def _add_values(members: Members, content: bytes, values: Iterable[Value], bodies: Around) -> None:
    """Add properties and fields."""
    for value in values:
        start, end = value.name
        name, inside = plain_text(content[start:end]), bodies.of(value.inside)
        _put(members.values, inside, name)
        if value.type >= 0:
            own = name_at(content, value.type, is_value=False).rpartition(".")[2]
            if own.partition("`")[0] == name:
                _put(members.likes, inside, name)
        if _STATIC.search(content, value.start, start):
            _put(members.statics, inside, name)


def _add_methods(
    members: Members, content: bytes, methods: Iterable[Method], bodies: Around
) -> None:
    """Add static methods, and those that extend a type."""
    for method in methods:
        start, end = method.name
        if _STATIC.search(content, method.start, start):
            name, inside = plain_text(content[start:end]), bodies.of(start)
            _put(members.statics, inside, name)
            if method.parameters >= 0 and _EXTENSION.match(content, method.parameters):
                _put(members.extensions, inside, name)


def _put(table: dict[int, set[str]], number: int, name: str) -> None:
    table.setdefault(number, set()).add(name)
