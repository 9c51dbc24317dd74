"""What was read from a file's bytes, kept by their hash: never wrong, at worst not there.

One SQLite file below the Git folder that all worktrees share. The values are JSON. A place that
cannot be written, or a file that is damaged, only means no cache.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from kavro_lint.model import RawImport, SourceFacts

# Grows when a value means something else. What extraction itself depends on is in each key.
FORMAT = 1
BATCH = 500
BUSY_SECONDS = 5.0

Known = tuple[int, SourceFacts]


class FactCache:
    """Facts by key; a key names the language, its extractor and the hash of the bytes.

    `folder` is where the file is kept, None for memory only. Each value comes with the size
    of the file in bytes. Texts are for what Git answers about commits, which never change.
    """

    def __init__(self, folder: Path | None) -> None:
        self._place = folder / f"facts-{FORMAT}.sqlite" if folder is not None else None
        self._known: dict[str, Known] = {}
        self._asked: set[str] = set()
        self._new: dict[str, Known] = {}
        self._fresh: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._connection: sqlite3.Connection | None = None

    def text(self, key: str) -> str | None:
        """Return what was kept by `put_text`, or None."""
        connection = self._open() if key not in self._texts else None
        if connection is not None:
            try:
                row = connection.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
            except sqlite3.Error as error:
                self._give_up(error)
                row = None
            if row is not None and isinstance(row[0], str):
                self._texts[key] = row[0]
        return self._texts.get(key)

    def put_text(self, key: str, text: str) -> None:
        """Keep an answer about commits; it is written with the facts."""
        self._texts[key] = self._fresh[key] = text

    def get(self, key: str) -> Known | None:
        """Return the size and facts of a key, or None."""
        if key not in self._known:
            self.prepare((key,))
        return self._known.get(key)

    def prepare(self, keys: Iterable[str]) -> None:
        """Read what is known of many keys at once."""
        missing = [key for key in keys if key not in self._asked]
        self._asked.update(missing)
        connection = self._open()
        if connection is None or not missing:
            return
        try:
            for batch in _batches(missing):
                marks = ",".join("?" * len(batch))
                query = f"SELECT key, value FROM facts WHERE key IN ({marks})"  # noqa: S608
                for key, value in connection.execute(query, batch):
                    self._known[key] = _decoded(value)
        except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
            self._give_up(error)

    def put(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep what was read."""
        self._known[key] = self._new[key] = (size, facts)
        self._asked.add(key)

    def save(self) -> None:
        """Write what is new. Other processes may write at the same time: equal keys are equal."""
        connection = self._open() if self._new or self._fresh else None
        if connection is not None:
            rows = [(key, _encoded(*value)) for key, value in self._new.items()]
            rows += self._fresh.items()
            try:
                with connection:
                    connection.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?)", rows)
            except sqlite3.Error as error:
                self._give_up(error)
        self._new.clear()
        self._fresh.clear()

    def close(self) -> None:
        """Write what is new, and close the file."""
        self.save()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and self._place is not None:
            try:
                self._place.parent.mkdir(exist_ok=True)
                self._connection = sqlite3.connect(self._place, timeout=BUSY_SECONDS)
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=OFF")
                table = "CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT)"
                self._connection.execute(table + " WITHOUT ROWID")
            except (OSError, sqlite3.Error) as error:
                self._give_up(error)
        return self._connection

    def _give_up(self, error: Exception) -> None:
        """Go on without the file; one that is no database is removed, to be built anew."""
        place, self._place = self._place, None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if place is None or isinstance(error, PermissionError):
            return
        damaged = isinstance(error, ValueError | TypeError | KeyError) or (
            isinstance(error, sqlite3.DatabaseError)
            and not isinstance(error, sqlite3.OperationalError)
        )
        if damaged:
            for suffix in ("", "-wal", "-shm"):
                place.with_name(place.name + suffix).unlink(missing_ok=True)
        if damaged or ("readonly" not in str(error) and "unable to open" not in str(error)):
            print(f"kavro-lint: no cache in this run: {error}", file=sys.stderr)


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _encoded(size: int, facts: SourceFacts) -> str:
    imports = [
        (each.specifier, each.name, each.kind, each.line, each.column, each.text)
        for each in facts.imports
    ]
    document = {"size": size, "imports": imports, "lost": facts.lost, "more": facts.unanalysable}
    if facts.foreign is not None:
        document = {**document, "foreign": facts.foreign}
    return json.dumps(document, separators=(",", ":"))


def _decoded(value: str) -> Known:
    document: Mapping[str, object] = json.loads(value)
    imports, lost, size, more = (document[key] for key in ("imports", "lost", "size", "more"))
    if not (isinstance(imports, list) and isinstance(lost, list)):
        raise TypeError("the cache holds something else")
    if not (isinstance(size, int) and isinstance(more, int)):
        raise TypeError("the cache holds something else")
    foreign = document.get("foreign")
    facts = SourceFacts(
        imports=tuple(RawImport(*each) for each in imports),
        unanalysable=more,
        lost=tuple((line, column) for line, column in lost),
        foreign=foreign if isinstance(foreign, str) else None,
    )
    return size, facts
