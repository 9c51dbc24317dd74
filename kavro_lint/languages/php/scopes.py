"""Namespaces and `use`: which whole name a written one stands for.

See https://www.php.net/manual/en/language.namespaces.rules.php. Names of classes and functions are
compared without case, and so are namespaces; of a constant the last part has case.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kavro_lint.languages.php.lexical import LONGEST_TEXT, NAME, on_one_line, text, without_comments

Kind = Literal["class", "function", "constant"]

_WORD = re.compile(rb"use\b\s*+(?:(function|const)\b(?!\s*+[\\;,]))?", re.IGNORECASE)
_CLAUSE = re.compile(
    rb"\s*+(?:(function|const)\s++)?(%s)(?:\s++as\s++(\w++))?\s*+" % NAME.pattern,
    re.IGNORECASE,
)
# What nearly all statements look like, and most of them to the blank.
_PLAIN = re.compile(rb"use (?!\\|namespace\s)%s;" % NAME.pattern)
_SIMPLE = re.compile(rb"use\s++\\?(%s)(?:\s++as\s++(\w++))?\s*+;" % NAME.pattern, re.IGNORECASE)
_GROUP = re.compile(rb"\s*+(%s)\\\s*+\{([^}]*+)\}" % NAME.pattern, re.IGNORECASE)
_KINDS: dict[bytes, Kind] = {b"": "class", b"function": "function", b"const": "constant"}


class Use(NamedTuple):
    """One name that a `use` brings: its kind, its whole name, its alias, and where it stands."""

    kind: Kind
    name: str
    alias: str
    start: int
    text: str


def uses(code: bytes, offset: int) -> Iterator[Use]:
    """Yield the names that a statement `use …;` brings, which begins at a byte of the file."""
    if len(code) < LONGEST_TEXT and _PLAIN.fullmatch(code) is not None:
        shown = text(code)
        name = shown[len("use ") : -1]
        yield Use("class", name, name.rpartition("\\")[2], offset + len("use "), shown)
        return
    shown = on_one_line(code)
    simple = _SIMPLE.fullmatch(code)
    if simple is not None:
        name = text(simple[1]).lstrip("\\")
        alias = text(simple[2]) if simple[2] else name.rpartition("\\")[2]
        yield Use("class", name, alias, offset + simple.start(1), shown)
        return
    code = without_comments(code)
    word = _WORD.match(code)
    if word is None:
        return
    outer = _KINDS[(word[1] or b"").lower()]
    at, end = word.end(), len(code)
    while at < end:
        group = _GROUP.match(code, at)
        if group is not None:
            prefix = text(group[1]).lstrip("\\")
            for clause in _CLAUSE.finditer(group[2]):
                yield _use(clause, f"{prefix}\\", outer, offset + group.start(2), shown)
            at = group.end()
        else:
            clause_here = _CLAUSE.match(code, at)
            if clause_here is None:
                return
            yield _use(clause_here, "", outer, offset, shown)
            at = clause_here.end()
        comma = code.find(b",", at)
        at = comma + 1 if comma >= 0 else end


def _use(clause: re.Match[bytes], prefix: str, outer: Kind, offset: int, shown: str) -> Use:
    kind = _KINDS[clause[1].lower()] if clause[1] else outer
    name = prefix + text(clause[2]).lstrip("\\")
    alias = text(clause[3]) if clause[3] else name.rpartition("\\")[2]
    return Use(kind, name, alias, offset + clause.start(2), shown)


class Written(NamedTuple):
    """A name as PHP understands it.

    `fallback` is the global function or constant that is meant where the whole name is none.
    `via` is the `use` whose alias the name begins with, and does not end.
    """

    kind: Kind
    name: str
    fallback: str = ""
    via: Use | None = None
    is_qualified: bool = False


class Scopes:
    """The namespaces of one file, in their order, and what `use` brings into each."""

    def __init__(self) -> None:
        self._starts = [0]
        self._namespaces = [""]
        self._aliases: list[dict[tuple[Kind, str], Use]] = [{}]

    def begin(self, start: int, namespace: str) -> None:
        """Begin a namespace at a byte."""
        self._starts.append(start)
        self._namespaces.append(namespace)
        self._aliases.append({})

    def bring(self, use: Use) -> None:
        """Take a `use` into the namespace that is open."""
        self._aliases[-1].setdefault((use.kind, _key(use.kind, use.alias)), use)

    def namespace(self, place: int) -> str:
        """Return the namespace at a byte."""
        return self._namespaces[self.number(place)]

    def declared(self, name: str, place: int) -> str:
        """Return the whole name of what is declared at a byte."""
        namespace = self.namespace(place)
        return f"{namespace}\\{name}" if namespace else name

    def number(self, place: int) -> int:
        """Return the number of the namespace at a byte."""
        return bisect_right(self._starts, place) - 1

    def brought(self, kind: Kind, written: str, number: int) -> Use | None:
        """Return the `use` that brings a name, as it is written, into a namespace."""
        return self._aliases[number].get((kind, _key(kind, written)))

    def understood(self, kind: Kind, written: str, number: int) -> Written:
        """Return what a name in a namespace means that no `use` brings as it is."""
        namespace = self._namespaces[number]
        if written.startswith("\\"):
            return Written(kind, written[1:], is_qualified=True)
        first, slash, rest = written.partition("\\")
        is_qualified = bool(slash)
        if slash:
            if first.strip().lower() == "namespace":
                name = f"{namespace}\\{rest}" if namespace else rest
                return Written(kind, name, is_qualified=True)
            use = self.brought("class", first, number)
            if use is not None:
                return Written(kind, f"{use.name}\\{rest}", via=use, is_qualified=True)
        if not namespace:
            return Written(kind, written, is_qualified=is_qualified)
        fallback = "" if slash or kind == "class" else written
        return Written(kind, f"{namespace}\\{written}", fallback, is_qualified=is_qualified)


def _key(kind: Kind, name: str) -> str:
    return name if kind == "constant" else name.lower()
