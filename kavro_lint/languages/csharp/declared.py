"""What a C# source declares and writes, as it is kept until all sources are read.

A name of a type ends in the number of its type parameters where it has some: List`1. Both records
are packed as JSON: each source's are looked at once.
"""

import json
from typing import NamedTuple


class Space(NamedTuple):
    """A namespace block of a source, or (the first) the source itself.

    `name` is the whole namespace; `outer` is the number of the block around it, -1 for none.
    `usings` and `statics` are what it brings, `aliases` are pairs of a name and what it stands for.
    """

    name: str
    outer: int
    usings: tuple[str, ...] = ()
    statics: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


class DeclaredType(NamedTuple):
    """A type that a source declares; its number is its place in the source's list.

    `outer` is the number of the type around it, -1 for none, `space` that of its block. `bases` are
    names as they are written. `values` are its properties, fields and constants: they hide types;
    `likes` are those of them that are named like their own type, and `statics` what is used by the
    type's name. `extensions` are its extension methods.
    """

    name: str
    outer: int
    space: int
    is_partial: bool
    bases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    statics: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()


class Declarations(NamedTuple):
    """The namespace blocks of a source, its types, and the usings of it that are global."""

    spaces: tuple[Space, ...]
    types: tuple[DeclaredType, ...]
    everywhere: Space = Space("", -1)


class WrittenName(NamedTuple):
    """A name that is written in a type (`inside`, -1 for none) and a block, at its first place."""

    inside: int
    space: int
    name: str
    kind: str
    line: int
    column: int
    text: str


class Written(NamedTuple):
    """The names that a source writes, and the methods that it calls on something."""

    names: tuple[WrittenName, ...]
    called: tuple[str, ...]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(record: Declarations | Written) -> bytes:
    """Return a record as bytes."""
    return _encode(record).encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> Declarations:
    """Return declarations from their bytes."""
    spaces, types, everywhere = json.loads(packed)
    return Declarations(
        tuple(map(_space, spaces)),
        tuple(DeclaredType(*row[:4], *map(tuple, row[4:])) for row in types),
        _space(everywhere),
    )


def _space(row: tuple[str, int, list[str], list[str], list[tuple[str, str]]]) -> Space:
    name, outer, usings, statics, aliases = row
    pairs = tuple((alias, target) for alias, target in aliases)
    return Space(name, outer, tuple(usings), tuple(statics), pairs)


def unpack_names(packed: bytes) -> Written:
    """Return written names from their bytes."""
    if not packed:
        return Written((), ())
    names, called = json.loads(packed)
    return Written(tuple(WrittenName(*row) for row in names), tuple(called))
