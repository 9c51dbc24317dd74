"""Facts in one SQLite file, which all worktrees of a repository share.

It lies below the Git folder. The values are text, each row with a proof that it is whole, and
nothing of them is run. Whatever is wrong with the file, it is built anew or done without, with a
word on stderr: a damaged one, a full disk, a place that is read-only. Processes may write at the
same time and may be killed at any time: a transaction is there or it is not. There is no
write-ahead log, which needs memory that processes share, and so no network drive.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kavro_lint.cache.encoding import Known, decoded, digest, encoded
from kavro_lint.cache.places import folder_of
from kavro_lint.cache.upkeep import FORMAT, SECONDS_A_DAY, evict, forget_others
from kavro_lint.model import SourceFacts

if TYPE_CHECKING:
    import sqlite3

BATCH = 500
# Beyond this the least recently used go, until three quarters are left.
LARGEST_BYTES = 256_000_000


def place_below(common_dir: Path) -> Path:
    """Return the folder of a repository's cache, from its (common) Git folder."""
    return Path(folder_of(os.fspath(common_dir)))


class FactCache:
    """Facts by key; a key names the language, its extractor and the hash of the bytes.

    `folder` is where the file is kept, None for memory only. Each value comes with the size
    of the file in bytes. Texts are for what Git answers about commits, which never change.
    """

    def __init__(self, folder: Path | None, largest: int = LARGEST_BYTES) -> None:
        self._place = folder / f"facts-{FORMAT}.sqlite" if folder is not None else None
        self._largest = largest
        self._known: dict[str, Known] = {}
        self._digests: dict[str, bytes] = {}
        self._asked: set[str] = set()
        self._new: dict[str, str] = {}
        self._fresh: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._old: list[str] = []
        self._today = int(time.time()) // SECONDS_A_DAY
        self._connection: sqlite3.Connection | None = None
        self.warned = False
        self._is_empty = False

    @property
    def keeps(self) -> bool:
        """Whether what is put here is still known in the next run."""
        return self._place is not None

    def text(self, key: str) -> str | None:
        """Return what was kept by `put_text`, or None."""
        connection = self._open() if key not in self._texts else None
        if connection is not None:
            self._texts.update(self._select(connection, [key]))
        return self._texts.get(key)

    def put_text(self, key: str, text: str) -> None:
        """Keep an answer about commits; it is written with the facts."""
        self._texts[key] = self._fresh[key] = text

    def get(self, key: str) -> Known | None:
        """Return the size and facts of a key, or None."""
        if key not in self._asked:
            self.prepare((key,))
        found = self._known.get(key)
        if found is None and key in self._new:
            found = self._known[key] = decoded(self._new[key])
        return found

    def digest(self, key: str) -> bytes | None:
        """Return the digest of the facts of a key, None where it is not known."""
        return self._digests.get(key)

    def prepare(self, keys: Iterable[str]) -> None:
        """Read what is known of many keys at once."""
        missing = [key for key in keys if key not in self._asked]
        self._asked.update(missing)
        connection = self._open() if missing else None
        if connection is None:
            return
        values = self._select(connection, missing)
        try:
            for key, value in values.items():
                self._known[key] = decoded(value)
        except (ValueError, TypeError) as error:
            self._give_up(error, damaged=True)

    def put(self, key: str, size: int, facts: SourceFacts) -> None:
        """Keep what was read."""
        self._known[key] = (size, facts)
        self._asked.add(key)
        if self._place is not None:
            value = encoded(size, facts)
            self._new[key] = value
            self._digests[key] = digest(value)

    def save(self) -> None:
        """Write what is new. Other processes may write at the same time: equal keys are equal."""
        wanted = self._new or self._fresh or self._old
        connection = self._open() if wanted else None
        if connection is not None:
            from kavro_lint.cache.file import proof

            # In the order of keys, in which they lie in the file.
            rows = [
                (key, value, found, proof(key, found, value), self._today)
                for key, value in sorted((self._new | self._fresh).items())
                for found in (self._digests.get(key) or digest(value),)
            ]
            used = [(self._today, key) for key in self._old]
            with _caught(self), connection:
                connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)", rows)
                connection.executemany("UPDATE facts SET used = ? WHERE key = ?", used)
            if self._connection is not None and self._place is not None and rows:
                with _caught(self):
                    evict(connection, self._largest)
                    forget_others(self._place)
        self._new.clear()
        self._fresh.clear()
        self._old.clear()

    def close(self) -> None:
        """Write what is new, and close the file."""
        self.save()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _select(self, connection: "sqlite3.Connection", keys: Sequence[str]) -> dict[str, str]:
        from kavro_lint.cache.file import rows

        found: dict[str, str] = {}
        if self._is_empty:
            # What others have written since would only be found sooner.
            return found
        with _caught(self):
            for batch in _batches(keys):
                for key, value, kept, used in rows(connection, batch):
                    found[key] = value
                    self._digests[key] = kept
                    if used != self._today:
                        self._old.append(key)
        return found

    def _open(self) -> "sqlite3.Connection | None":
        if self._connection is None and self._place is not None:
            from kavro_lint.cache.file import connect, make_ready

            with _caught(self):
                self._connection = connect(self._place)
                self._is_empty = make_ready(self._connection)
        return self._connection

    def _give_up(self, error: BaseException, damaged: bool) -> None:
        """Go on without the file; one that is damaged is removed, to be built anew."""
        place, self._place = self._place, None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if place is None:
            return
        if damaged:
            with contextlib.suppress(OSError):
                for suffix in ("", "-wal", "-shm", "-journal"):
                    place.with_name(place.name + suffix).unlink(missing_ok=True)
        self.warned = True
        # It may quote what is damaged.
        shown = str(error)[:200].encode("unicode_escape").decode("ascii")
        print(f"kavro-lint: no cache in this run: {shown}", file=sys.stderr)


class _caught:  # noqa: N801
    """Gives a cache up when its file cannot be used."""

    def __init__(self, cache: FactCache) -> None:
        self._cache = cache

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return False
        from kavro_lint.cache.file import is_damage, is_of_file

        if not is_of_file(error):
            return False
        self._cache._give_up(error, is_damage(error))
        return True


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch
