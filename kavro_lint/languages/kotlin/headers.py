"""Headers of Kotlin's classes and objects, as expressions over the kinds of words."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kavro_lint.languages.shapes import Doubt, balanced

IN_PARENTHESES = balanced(b"(", b")", 12)
TYPE_IN_PARENTHESES = balanced(b"(", b")", 4, rb"[nDEgp?,:a&m.]")
_NAMED_TYPE = rb"(?:n[Dg]*+|p)"
# `@A suspend B.(C) -> (D) -> E?`
TYPE = rb"(?:m|bn[Dg]*+)*+(?:(?:(?:%s|%s)\?*+\.)?+%sam?+)*+(?:%s|%s)\?*+(?:&%s)?+" % (
    _NAMED_TYPE, TYPE_IN_PARENTHESES, TYPE_IN_PARENTHESES, _NAMED_TYPE, TYPE_IN_PARENTHESES,
    _NAMED_TYPE,
)  # fmt: skip
LIST = rb"\(n(?::%s)?+(?:,n(?::%s)?+)*+,?\)" % (TYPE, TYPE)
NOTED = rb"n[Dg]*+(?:%s)?+" % IN_PARENTHESES
ANNOTATION = rb"@(?:%s|\[(?:%s)++\])" % (NOTED, NOTED)
_DELEGATE = rb"B[nt](?:[DEUg]|%s)*+(?:A%s)?+" % (IN_PARENTHESES, TYPE)
_SPECIFIER = rb"(?:%s)*+%s(?:%s|%s)?+" % (ANNOTATION, TYPE, IN_PARENTHESES, _DELEGATE)
_SPECIFIERS = rb"(?P<supers>:%s(?:,%s)*+)?+" % (_SPECIFIER, _SPECIFIER)
_WHERE = rb"(?:Wn:%s(?:,n:%s)*+)?+" % (TYPE, TYPE)
_CLASS = re.compile(
    rb"c(?P<name>n)(?P<parameters>g*+)(?P<constructor>(?:(?:m|%s)*+C)?+%s)?+%s%s(?P<body>\{)?+"
    % (ANNOTATION, IN_PARENTHESES, _SPECIFIERS, _WHERE)
)
_OBJECT = re.compile(rb"O(?P<name>n)?+%s(?P<body>\{)?+" % _SPECIFIERS)
_ALIAS = re.compile(rb"T(?P<name>n)(?P<parameters>g*+)=(?P<type>%s)(?P<body>\{)?+" % TYPE)
_DECLARES = re.compile(rb"[cOT]")
_HEADERS = {b"c": _CLASS.match, b"O": _OBJECT.match, b"T": _ALIAS.match}
_ODD = (b"(", b":", b"B", b"&", b".")
_SPECIFIED = re.compile(
    rb"[:,](?:%s)*+(?P<type>%s)(?:%s|%s)?+" % (ANNOTATION, TYPE, IN_PARENTHESES, _DELEGATE)
)
_simple = re.compile(rb"n[Dg]*+").fullmatch


class Header(NamedTuple):
    """A type by its words: the first, its name (-1 for none), its constructor (-1), the last.

    `body` is its brace, -1 for none. `types` are the types that it lists, from the first word to
    before the last, of which `supertypes` begin the names of those that it inherits.
    """

    start: int
    name: int
    parameters: tuple[int, int]
    constructor: tuple[int, int]
    types: list[tuple[int, int]]
    supertypes: list[int]
    last: int
    body: int


def headers(kinds: bytes, lines: bytes) -> Iterator[Header]:
    """Yield the types that are declared, and objects without a name. Raises Doubt for odd ones."""
    for declared in _DECLARES.finditer(kinds):
        at = declared.start()
        match = _HEADERS[declared[0]](kinds, at)
        if match is None:
            raise Doubt("declaration")
        is_object = declared[0] == b"O"
        body = match.start("body")
        following = kinds[match.end() : match.end() + 1]
        if body < 0 and (following in _ODD or (following == b"@" and not lines[match.end() - 1])):
            raise Doubt("header")
        types = [*_listed(kinds, match)]
        yield Header(
            at,
            match.start("name"),
            (-1, -1) if is_object else match.span("parameters"),
            (-1, -1) if declared[0] != b"c" else match.span("constructor"),
            types,
            [start for start, end in types if _simple(kinds, start, end) is not None],
            match.end() - 1,
            body,
        )


def _listed(kinds: bytes, match: re.Match[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the types that a header lists, or that an alias stands for."""
    if match.re is _ALIAS:
        yield match.span("type")
        return
    at, end = match.span("supers")
    while 0 <= at < end:
        specified = _SPECIFIED.match(kinds, at, end)
        if specified is None:
            raise Doubt("supertypes")
        yield specified.span("type")
        at = specified.end()
