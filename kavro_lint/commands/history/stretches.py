"""A stretch of a line that was judged by itself, and how it is joined to what comes before.

What is open where it begins has ids below zero there, and so have findings of which only the line
before can say whether they are relapses.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kavro_lint.cache.folder import DIGEST, digest, joined, split
from kavro_lint.commands.history.drift_records import Brought, Interval, Key, Numbers, Row
from kavro_lint.commands.history.intervals import FINDING
from kavro_lint.commands.history.line_walk import Walk
from kavro_lint.commands.history.store import Batch, Store, key_text
from kavro_lint.model.frozen import fields, frozen, replace

# Ids below this one are places in `asked`.
_ASKED = -1_000_000_000
# What is known of an interval where it is born.
_AT_BIRTH = ("id", "born", "cause", "relapse_of", "authored", "task", "agent", "value")

BeginWalk = Callable[[Store], Walk]


@frozen
class Stretch:
    """Commits that were judged from one on, which `rows` begin with.

    `seam` says what was open before. `intervals` are those that differ from there, each with its
    key; `asked` are the keys of which the last that died was asked for. `facts` is what the state
    of the commit `ended` says, where the line ends there.
    """

    seam: bytes
    rows: Sequence[Row]
    brought: Sequence[Brought]
    intervals: Sequence[tuple[Interval, str]]
    asked: Sequence[str]
    ended: int = -1
    facts: bytes = b""


class _StretchStore(Store):
    """The store of a stretch: what died before it began is asked for when it is joined."""

    def __init__(self) -> None:
        super().__init__("", "", "")
        self.asked: list[str] = []
        self.end: tuple[int, bytes] = (-1, b"")

    def find_dead(self, key: Key, number: int) -> int | None:
        found = super().find_dead(key, number)
        if found is not None:
            return found
        self.asked.append(key_text(key))
        return _ASKED - len(self.asked) + 1

    def keep_facts(self, number: int, facts: bytes) -> None:
        self.end = number, facts


def judged_stretch(begin: BeginWalk, first: int, end: int) -> Stretch | None:
    """Judge the commits from one number to another by themselves, or from a later one on.

    None is returned where none can be begun with. Raises CannotJudge where Git fails.
    """
    store = _StretchStore()
    walk = begin(store)
    planted = walk.begin_at(first, end)
    if planted is None:
        return None
    walk.go_to(end, lambda done, of: None)
    ended, facts = store.end
    stretch = Stretch(
        seam=_seam(planted),
        rows=tuple(store.rows()),
        brought=tuple(store.brought()),
        intervals=tuple(store.keyed_intervals()),
        asked=tuple(store.asked),
        ended=ended,
        facts=facts,
    )
    store.close()
    return stretch


def join(store: Store, stretch: Stretch) -> bool:
    """Write a stretch after the commits that a store has; return whether it goes on from them.

    Another process may have judged the same commits: then nothing is written. Raises CannotJudge.
    """
    known = {_name(interval, key): interval for interval, key in store.open_intervals()}
    if _digest(known) != stretch.seam:
        return False
    first = stretch.rows[0].number
    ids: dict[int | None, int | None] = {
        _ASKED - place: store.find_dead_text(key, first - 1)
        for place, key in enumerate(stretch.asked)
    }
    planted = {
        interval.id: known[_name(interval, interval.value)]
        for interval, _ in stretch.intervals
        if interval.id < 0
    }
    ids |= {planted_id: interval.id for planted_id, interval in planted.items()}
    intervals = [
        (_joined(interval, planted.get(interval.id), ids), key)
        for interval, key in stretch.intervals
    ]
    store.write(Batch(stretch.rows, stretch.brought, intervals))
    if stretch.facts:
        store.keep_facts(stretch.ended, stretch.facts)
    return True


def _joined(
    interval: Interval, before: Interval | None, ids: Mapping[int | None, int | None]
) -> Interval:
    """Return an interval as the whole line has it; `before` is that which was open, or None."""
    if before is None:
        return replace(interval, relapse_of=ids.get(interval.relapse_of, interval.relapse_of))
    if interval.kind != FINDING:
        return replace(before, died=interval.died, how=interval.how)
    return replace(
        interval,
        **{name: getattr(before, name) for name in _AT_BIRTH},
    )


def _seam(planted: Iterable[Interval]) -> bytes:
    return _digest(_name(interval, interval.value) for interval in planted)


def _digest(names: Iterable[tuple[str, ...]]) -> bytes:
    parts = ["\0".join(name).encode("utf-8", "surrogatepass") for name in names]
    return digest(*sorted(parts))


def _name(interval: Interval, key: str) -> tuple[str, ...]:
    """Return what an open interval is known by, on both sides of a seam."""
    if interval.kind == FINDING:
        return FINDING, key
    return interval.kind, interval.source or "", interval.value


def packed(stretch: Stretch) -> bytes:
    """Return a stretch as bytes, with a checksum."""
    cells = {
        "rows": [[_cells(row.numbers), _cells(replace(row, numbers=None))] for row in stretch.rows],
        "brought": [_cells(commit) for commit in stretch.brought],
        "intervals": [[key, *_cells(interval)] for interval, key in stretch.intervals],
        "asked": list(stretch.asked),
        "ended": stretch.ended,
    }
    body = joined([stretch.seam, json.dumps(cells).encode(), stretch.facts])
    return digest(body) + body


def unpacked(content: bytes) -> Stretch | None:
    """Return what `packed` was given, None for anything else."""
    body = content[DIGEST:]
    if content[:DIGEST] != digest(body):
        return None
    seam, text, facts = split(body)
    cells = json.loads(text)
    return Stretch(
        seam=seam,
        rows=tuple(replace(Row(*row), numbers=Numbers(*numbers)) for numbers, row in cells["rows"]),
        brought=tuple(Brought(*commit) for commit in cells["brought"]),
        intervals=tuple((Interval(*interval), key) for key, *interval in cells["intervals"]),
        asked=tuple(cells["asked"]),
        ended=cells["ended"],
        facts=facts,
    )


def _cells(record: object) -> list[Any]:
    return [getattr(record, name) for name in fields(record)]
