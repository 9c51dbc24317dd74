"""The cache's file: opened, and proven row by row.

It and what is beside it are never reached through links: those may have come with a repository,
and lead to files of the user's.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from kavro_lint.cache.encoding import DIGEST
from kavro_lint.cache.regular_files import is_regular
from kavro_lint.cache.upkeep import create

# A key, its value, the digest of its facts, and the day when it was last used.
Row = tuple[str, str, bytes, int]
BUSY_SECONDS = 5.0
# The file is as it should be: busy, read-only, or without room (https://sqlite.org/rescode.html).
_WHOLE = frozenset((
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_AUTH,
))  # fmt: skip


def connect(place: Path) -> sqlite3.Connection:
    """Open the file. Raises OSError for its folder, sqlite3.Error for itself."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (place, place.with_name(f"{place.name}-journal")):
        if os.path.lexists(each) and not is_regular(os.fspath(each)):
            each.unlink()
    return sqlite3.connect(place, timeout=BUSY_SECONDS)


def make_ready(connection: sqlite3.Connection) -> bool:
    """Make the table where there is none, and return whether it is empty."""
    connection.execute("PRAGMA synchronous=OFF")
    if not connection.execute("PRAGMA user_version").fetchone()[0]:
        create(connection)
    return connection.execute("SELECT 1 FROM facts LIMIT 1").fetchone() is None


def proof(key: str, digest: bytes, value: str) -> bytes:
    """Return what tells a whole row apart from any other, of any key."""
    whole = f"{key}\0{value}".encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=DIGEST, key=digest).digest()


def rows(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of keys that are there. Raises sqlite3.Error, also for a damaged one."""
    marks = ",".join("?" * len(keys))
    query = f"SELECT key, value, digest, proof, used FROM facts WHERE key IN ({marks})"  # noqa: S608
    try:
        for key, value, digest, proven, used in connection.execute(query, keys):
            if value.__class__ is not str or proof(key, digest, value) != proven:
                raise ValueError
            yield key, value, digest, used
    except (TypeError, ValueError):
        # Something of another type or length, or no text.
        raise sqlite3.DatabaseError("a row is damaged") from None


def is_of_file(error: BaseException) -> bool:
    """Whether an error is one of the file or of what is in it.

    A complaint of SQLite's may quote what is no text, and then Python complains of that.
    """
    return isinstance(error, OSError | sqlite3.Error | UnicodeDecodeError)


def is_damage(error: BaseException) -> bool:
    """Whether an error of the file says that it holds something else than what was written."""
    if not isinstance(error, sqlite3.Error):
        return not isinstance(error, OSError)
    # One without a code is Python's own: a value that cannot be decoded.
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF not in _WHOLE
