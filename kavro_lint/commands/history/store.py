"""The judged commits of a mainline and their intervals, kept in one SQLite file."""

# Names of tables and columns are ours; all values are bound.
# ruff: noqa: S608

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kavro_lint.cache.database import open_database, place_of, writing
from kavro_lint.commands.history.drift_records import Brought, Interval, Key, Numbers, Row
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.kept_facts import KeptFacts, unpacked
from kavro_lint.model.frozen import fields, frozen

_NUMBERS = fields(Numbers())
_INTERVAL = fields(Interval(0, "", "", "", "", 0))
_BROUGHT = fields(Brought("", 0))
_NAME = "1"
# No line has a commit of this number.
LAST = 2**62

SCHEMA = (
    "CREATE TABLE lines (line TEXT PRIMARY KEY, judged_by TEXT NOT NULL)",
    "CREATE TABLE rows (line TEXT, number INTEGER, sha TEXT, moment INTEGER, status TEXT, "
    f"{', '.join(f'{name} INTEGER' for name in _NUMBERS)}, open INTEGER, waived INTEGER, "
    "PRIMARY KEY (line, number))",
    f"CREATE TABLE intervals (line TEXT, {', '.join(_INTERVAL)}, key TEXT, PRIMARY KEY (line, id))",
    f"CREATE TABLE brought (line TEXT, {', '.join(_BROUGHT)}, PRIMARY KEY (line, sha))",
    "CREATE TABLE ends (line TEXT PRIMARY KEY, number INTEGER, facts BLOB)",
    "CREATE TABLE stretches (line TEXT, number INTEGER, body BLOB, PRIMARY KEY (line, number))",
    "CREATE INDEX dead ON intervals (line, key, id)",
)


@frozen
class Batch:
    """What is written at once: commits, what they brought, and the intervals that differ."""

    rows: Sequence[Row]
    brought: Sequence[Brought]
    intervals: Sequence[tuple[Interval, str]]


def key_text(key: Key) -> str:
    """Return a key as a short text."""
    rule, marks, number = key
    parts = [rule, *sorted("\x1f".join(mark) for mark in marks), str(number)]
    text = "\x1e".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


class Store:
    """The judged commits of one line; `folder` is where it lasts, "" for this run only.

    `line` names whose contract judges, `judged_by` what does: another kavro-lint, or another
    contract of today, starts again.
    """

    def __init__(self, folder: str, line: str, judged_by: str) -> None:
        self._line = line
        self._judged_by = judged_by
        try:
            self._open(place_of(folder, _NAME) if folder else "")
        except (OSError, sqlite3.OperationalError):
            # Where nothing can be written, nothing is kept.
            self._open("")

    def _open(self, place: str) -> None:
        self._connection = open_database(place, SCHEMA)
        known = self._value("SELECT judged_by FROM lines WHERE line = ?")
        if known != self._judged_by:
            self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all of the line."""
        with writing(self._connection):
            for table in ("rows", "intervals", "brought", "ends", "stretches", "lines"):
                self._connection.execute(f"DELETE FROM {table} WHERE line = ?", (self._line,))
            self._connection.execute(
                "INSERT INTO lines VALUES (?, ?)", (self._line, self._judged_by)
            )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _value(self, question: str, *values: object) -> object:
        row = self._connection.execute(question, (self._line, *values)).fetchone()
        return row[0] if row is not None else None

    def last_judged(self) -> Row | None:
        """Return the last commit that was judged, None for none."""
        return next(self._rows("AND status = 'judged' ORDER BY number DESC LIMIT 1"), None)

    def last(self) -> Row | None:
        """Return the last commit that is known, None for none."""
        return next(self._rows("ORDER BY number DESC LIMIT 1"), None)

    def has(self, number: int, sha: str) -> bool:
        """Whether the commit of a number is that one."""
        return self._value("SELECT sha FROM rows WHERE line = ? AND number = ?", number) == sha

    def rows(self, first: int = 0, last: int = LAST) -> Iterator[Row]:
        """Yield the commits from one number to another, the oldest first."""
        return self._rows("AND number BETWEEN ? AND ? ORDER BY number", first, last)

    def row(self, number: int) -> Row:
        """Return the commit of a number that is known."""
        return next(self._rows("AND number = ?", number))

    def _rows(self, condition: str, *values: object) -> Iterator[Row]:
        columns = ", ".join(("number", "sha", "moment", "status", *_NUMBERS, "open", "waived"))
        question = f"SELECT {columns} FROM rows WHERE line = ? {condition}"
        for number, sha, moment, status, *numbers in self._connection.execute(
            question, (self._line, *values)
        ):
            yield Row(number, sha, moment, status, Numbers(*numbers[:-2]), numbers[-2], numbers[-1])

    def intervals(self, condition: str = "", *values: object) -> Iterator[Interval]:
        """Yield the intervals in the order in which they were born."""
        question = f"SELECT {', '.join(_INTERVAL)} FROM intervals WHERE line = ? {condition}"
        for row in self._connection.execute(f"{question} ORDER BY id", (self._line, *values)):
            yield Interval(*map(_loaded, row))

    def keyed_intervals(self, condition: str = "") -> Iterator[tuple[Interval, str]]:
        """Yield the intervals in the order in which they were born, each with its key."""
        question = f"SELECT {', '.join(_INTERVAL)}, key FROM intervals WHERE line = ? {condition}"
        for *row, key in self._connection.execute(f"{question} ORDER BY id", (self._line,)):
            yield Interval(*map(_loaded, row)), key

    def open_intervals(self) -> Iterator[tuple[Interval, str]]:
        """Yield the intervals that have not died, each with its key."""
        return self.keyed_intervals("AND died IS NULL")

    def brought(
        self, condition: str = "ORDER BY number, sha", *values: object
    ) -> Iterator[Brought]:
        """Yield the commits that the line brought, all of them in its order by default."""
        question = f"SELECT {', '.join(_BROUGHT)} FROM brought WHERE line = ? {condition}"
        for row in self._connection.execute(question, (self._line, *values)):
            yield Brought(*map(_loaded, row))

    def find_dead(self, key: Key, number: int) -> int | None:
        """Return the id of the interval of a key that died last, up to the commit of a number.

        None is returned where none of the key died.
        """
        return self.find_dead_text(key_text(key), number)

    def find_dead_text(self, key: str, number: int) -> int | None:
        """Return the same for the text of a key."""
        found = self._value(
            "SELECT id FROM intervals WHERE line = ? AND key = ? AND died <= ? "
            "ORDER BY died DESC, id DESC LIMIT 1",
            key,
            number,
        )
        return found if isinstance(found, int) else None

    def forget_after(self, number: int) -> None:
        """Forget the commits after one, none of which could be judged."""
        with writing(self._connection):
            for table in ("rows", "brought"):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE line = ? AND number > ?", (self._line, number)
                )

    def facts_of(self, number: int) -> KeptFacts | None:
        """Return what was kept of the state of a commit, None for any but the last."""
        content = self._value("SELECT facts FROM ends WHERE line = ? AND number = ?", number)
        return unpacked(content) if isinstance(content, bytes) else None

    def keep_facts(self, number: int, facts: bytes) -> None:
        """Keep what the next run needs to go on from the state of a commit, and no other.

        Raises CannotJudge where nothing can be written.
        """
        self._all_or_nothing(lambda: self._connection.execute(
            "INSERT OR REPLACE INTO ends VALUES (?, ?, ?)", (self._line, number, facts)
        ))  # fmt: skip

    def stretch(self, number: int) -> bytes | None:
        """Return the stretch of commits from a number on that waits to be joined."""
        body = self._value("SELECT body FROM stretches WHERE line = ? AND number = ?", number)
        return body if isinstance(body, bytes) else None

    def keep_stretch(self, number: int, body: bytes) -> None:
        """Keep a stretch of commits until the line has reached it. Raises CannotJudge."""
        self._all_or_nothing(lambda: self._connection.execute(
            "INSERT OR REPLACE INTO stretches VALUES (?, ?, ?)", (self._line, number, body)
        ))  # fmt: skip

    def forget_stretches(self) -> None:
        """Forget all stretches, which the line has reached. Raises CannotJudge."""
        self._all_or_nothing(lambda: self._connection.execute(
            "DELETE FROM stretches WHERE line = ?", (self._line,)
        ))  # fmt: skip

    def write(self, batch: Batch) -> None:
        """Add commits and intervals, all or nothing.

        Another process judges the same commits to the same intervals: where it is ahead, nothing is
        written.
        """
        self._all_or_nothing(lambda: self._write(batch))

    def _all_or_nothing(self, change: Callable[[], object]) -> None:
        try:
            with writing(self._connection):
                change()
        except sqlite3.DatabaseError as error:
            raise CannotJudge(
                f"the store of judged commits cannot be written: {error}",
                "run `kavro-lint cache clear` to start again, if the repository still exists",
            ) from None

    def _write(self, batch: Batch) -> None:
        last = self._value("SELECT max(number) FROM rows WHERE line = ?")
        if isinstance(last, int) and last >= batch.rows[-1].number:
            return
        self._insert("rows", (
            (row.number, row.sha, row.moment, row.status,
             *(getattr(row.numbers, name) for name in _NUMBERS), row.open, row.waived)
            for row in batch.rows
        ))  # fmt: skip
        self._insert(
            "brought",
            (tuple(getattr(commit, name) for name in _BROUGHT) for commit in batch.brought),
        )
        self._insert("intervals", (
            (*(getattr(interval, name) for name in _INTERVAL), key)
            for interval, key in batch.intervals
        ))  # fmt: skip

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            row = tuple(map(_stored, row))  # noqa: PLW2901
            marks = ", ".join("?" * (len(row) + 1))
            self._connection.execute(
                f"INSERT OR REPLACE INTO {table} VALUES ({marks})", (self._line, *row)
            )


def _stored(value: object) -> object:
    """Return a value as SQLite keeps it: a path that is no text as bytes."""
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def _loaded(value: Any) -> Any:  # noqa: ANN401
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def open_to_read(folder: str) -> sqlite3.Connection | None:
    """Open the store in a folder for questions only, None where there is none."""
    place = place_of(folder, _NAME)
    return open_database(place, SCHEMA) if os.path.lexists(place) else None
