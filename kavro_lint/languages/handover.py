"""What was read of files, as a second process hands it over: nothing but tuples and lists."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from kavro_lint.model import Failure, Lead, Location, Row
from kavro_lint.model.frozen import fields, frozen


@frozen
class Read:
    """What was read of one file, and where its imports lead."""

    rows: Sequence[Row] = ()
    failures: tuple[Failure, ...] = ()
    unanalysable: int = 0
    foreign: str | None = None


_OF_PLACE = attrgetter(*fields(Location("")))


def flat(read: Mapping[str, Read], broken: Iterable[Failure], learned: object) -> object:
    """Return what was read, what is wrong with manifests, and what was learned, as tuples."""
    files = [
        (path, len(said.rows), _flat_failures(said.failures), said.unanalysable, said.foreign)
        for path, said in read.items()
    ]
    rows = _columns([row for said in read.values() for row in said.rows])
    return files, rows, _flat_failures(broken), learned


def _flat_failures(failures: Iterable[Failure]) -> list[tuple[object, ...]]:
    return [(_OF_PLACE(each.location), each.reason, each.lost_imports) for each in failures]


def _columns(rows: Sequence[Row]) -> tuple[object, ...]:
    """Return rows as lists of their lines, columns, kinds and numbers of leads, and the leads."""
    if not rows:
        return [], [], [], [], []
    lines, columns, kinds, leads = map(list, zip(*rows, strict=True))
    each = dict(zip(map(id, leads), leads, strict=True))
    number = dict(zip(each, range(len(each)), strict=True))
    numbers = [number[id(lead)] for lead in leads]
    return lines, columns, kinds, numbers, list(map(tuple, each.values()))


def restored(flattened: object) -> tuple[dict[str, Read], list[Failure], Any]:
    """Return what `flat` was given; nothing where the process failed, to be read again then."""
    if not isinstance(flattened, tuple):
        return {}, [], ([], (), [])
    files, (lines, columns, kinds, numbers, leads), broken, learned = flattened
    table = list(map(Lead._make, leads))
    found = list(zip(lines, columns, kinds, map(table.__getitem__, numbers), strict=True))
    read: dict[str, Read] = {}
    at = 0
    for path, count, failures, unanalysable, foreign in files:
        rows = found[at : at + count]
        at += count
        read[path] = Read(rows, tuple(_whole_failures(failures)), unanalysable, foreign)
    return read, list(_whole_failures(broken)), learned


def _whole_failures(
    flattened: Iterable[tuple[tuple[str, int, int], str, bool]],
) -> Iterator[Failure]:
    for place, why, lost in flattened:
        yield Failure(Location(*place), why, lost)
