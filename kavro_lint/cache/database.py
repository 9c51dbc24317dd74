"""A SQLite file in the cache's folder, of the tables that it should have and no others.

A Git folder may come from anybody: a file that is not regular, cannot be read, or has other tables,
views or triggers is replaced by a new one. Nothing is lost that cannot be computed.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from kavro_lint.cache.folder import HISTORY

# So long a process waits for another one that writes.
PATIENCE_SECONDS = 30.0


def place_of(folder: str, name: str) -> str:
    """Return where a database of a name is."""
    return os.path.join(folder, f"{HISTORY}{name}.sqlite")


def open_database(place: str, schema: tuple[str, ...]) -> sqlite3.Connection:
    """Open a database that has exactly the tables of a schema, made where it is not there.

    An empty place stands for one in memory. Raises OSError and sqlite3.Error where nothing can be
    written.
    """
    if not place:
        return _begun(":memory:", schema)
    folder = os.path.dirname(place)
    if not os.path.isdir(folder):
        os.makedirs(folder, 0o700)
    if not _is_regular(place):
        os.unlink(place)
    connection = _opened_if_complete(place, schema)
    if connection is not None:
        return connection
    for leftover in (place, f"{place}-journal"):
        if os.path.lexists(leftover):
            os.unlink(leftover)
    return _begun(place, schema)


def _is_regular(place: str) -> bool:
    """Whether a place is a file, or nothing is there."""
    try:
        return stat.S_ISREG(os.lstat(place).st_mode)
    except FileNotFoundError:
        return True


def _opened_if_complete(place: str, schema: tuple[str, ...]) -> sqlite3.Connection | None:
    """Open a database where it is there, whole, and has the tables of the schema; else None.

    One without any table is being begun by another process, which must not lose its file.
    """
    if not os.path.lexists(place):
        return None
    connection = _connected(place)
    try:
        made = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master") if sql}
        healthy = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise
        return None
    if made == set(schema) and healthy:
        return _careless(connection)
    connection.close()
    return _begun(place, schema) if healthy and not made else None


def _begun(place: str, schema: tuple[str, ...]) -> sqlite3.Connection:
    connection = _connected(place)
    with writing(connection):
        made = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master") if sql}
        # Another process may have begun it meanwhile.
        for statement in schema:
            if statement not in made:
                connection.execute(statement)
    return _careless(connection)


def _careless(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Write faster than is safe in a power cut: what that takes is computed again."""
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _connected(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=PATIENCE_SECONDS, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of what follows, or nothing; other processes wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
