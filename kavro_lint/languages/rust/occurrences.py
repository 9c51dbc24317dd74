"""What stands in a Rust source and where, whoever found it: the shape of its words or the tree."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

Range = tuple[int, int]
Declared = Literal["type", "value", "macro"]


class Mod(NamedTuple):
    """A `mod`: where its item begins, its name, and its body where it has one."""

    start: int
    name: Range
    body: Range | None


class ExternCrate(NamedTuple):
    """An `extern crate`: the statement, the name of the crate, and another name for it."""

    item: Range
    name: Range
    alias: Range | None


class Call(NamedTuple):
    """A macro that is called, with the last part of its name."""

    start: int
    end: int
    name: bytes


class Occurrences(NamedTuple):
    """What stands in a source, by where it begins, or begins and ends.

    `closed` are bodies whose items are none of a module, the outer ones at least; `blocks` those
    that have imports, at least. `item_end` is given where an item begins and returns where it ends,
    None where none begins. `errors` are stretches that the grammar does not know.
    """

    modules: Sequence[Mod]
    uses: Sequence[Range]
    crates: Sequence[ExternCrate]
    declared: Sequence[tuple[Declared, Range]]
    closed: Sequence[Range]
    blocks: Sequence[Range]
    attributes: Sequence[Range]
    inner_attributes: Sequence[Range]
    item_end: Callable[[int], int | None]
    heads: Sequence[int]
    visibilities: Sequence[Range]
    calls: Sequence[Call]
    definitions: Sequence[Range]
    errors: Sequence[Range] = ()
