"""What was read of files, as a second process hands it over: nothing but tuples and lists."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from kavro_lint.languages.leads import Row, numbered, unnumbered
from kavro_lint.model import Failure, Location
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
        (path, _flat_failures(said.failures), said.unanalysable, said.foreign)
        for path, said in read.items()
    ]
    rows = numbered(said.rows for said in read.values())
    return files, rows, _flat_failures(broken), learned


def _flat_failures(failures: Iterable[Failure]) -> list[tuple[object, ...]]:
    return [(_OF_PLACE(each.location), each.reason, each.lost_imports) for each in failures]


def restored(flattened: object) -> tuple[dict[str, Read], list[Failure], Any]:
    """Return what `flat` was given; nothing where the process failed, to be read again then."""
    if not isinstance(flattened, tuple):
        return {}, [], ([], [], [])
    files, rows, broken, learned = flattened
    read = {
        path: Read(found, _whole_failures(failures), unanalysable, foreign)
        for (path, failures, unanalysable, foreign), found in zip(
            files, unnumbered(rows), strict=True
        )
    }
    return read, list(_whole_failures(broken)), learned


def _whole_failures(
    flattened: Iterable[tuple[tuple[str, int, int], str, bool]],
) -> tuple[Failure, ...]:
    return tuple(Failure(Location(*place), why, lost) for place, why, lost in flattened)
