"""What was read of files, as a second process hands it over: nothing but tuples."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from kavro_lint.model import Failure, Import, Location, RawImport


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one file, and where its imports lead."""

    imports: tuple[Import, ...] = ()
    failures: tuple[Failure, ...] = ()
    unanalysable: int = 0
    foreign: str | None = None


_OF_RAW = attrgetter(*RawImport.__slots__)
_OF_IMPORT_BUT_RAW = attrgetter(*Import.__slots__[2:])
_OF_PLACE = attrgetter(*Location.__slots__)


def flat(read: list[tuple[str, Read]], broken: list[Failure], learned: object) -> object:
    """Return what was read, what is wrong with manifests, and what was learned, as tuples."""
    files = [
        (
            path,
            [(_OF_RAW(each.raw), _OF_IMPORT_BUT_RAW(each)) for each in said.imports],
            _flat_failures(said.failures),
            said.unanalysable,
            said.foreign,
        )
        for path, said in read
    ]
    return files, _flat_failures(broken), learned


def _flat_failures(failures: Iterable[Failure]) -> list[tuple[object, ...]]:
    return [(_OF_PLACE(each.location), each.reason, each.lost_imports) for each in failures]


def restored(flattened: object) -> tuple[dict[str, Read], list[Failure], Any]:
    """Return what `flat` was given; nothing where the process failed, to be read again then."""
    read: dict[str, Read] = {}
    if not isinstance(flattened, tuple):
        return read, [], ([], [], [])
    files, broken, learned = flattened
    for path, imports, failures, unanalysable, foreign in files:
        found = tuple(Import(path, RawImport(*raw), *rest) for raw, rest in imports)
        read[path] = Read(found, _whole_failures(failures), unanalysable, foreign)
    return read, list(_whole_failures(broken)), learned


def _whole_failures(
    flattened: Iterable[tuple[tuple[str, int, int], str, bool]],
) -> tuple[Failure, ...]:
    return tuple(Failure(Location(*place), why, lost) for place, why, lost in flattened)
