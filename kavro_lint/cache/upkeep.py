"""The file of facts: how it is made, and kept from growing for ever."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from kavro_lint.cache.places import FOLDER

if TYPE_CHECKING:
    import sqlite3

# Grows when a value means something else. What extraction itself depends on is in each key.
FORMAT = 6
SECONDS_A_DAY = 86_400
# Two versions may be used in turn, in a hook and at the desk.
OTHERS_SECONDS = 30 * SECONDS_A_DAY
_TABLE = (
    "facts (key TEXT PRIMARY KEY, value TEXT, digest BLOB, proof BLOB, used INTEGER) WITHOUT ROWID"
)


def create(connection: "sqlite3.Connection") -> None:
    """Make the table. Whoever comes second finds it there."""
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE}")
    connection.execute(f"PRAGMA user_version={FORMAT}")
    connection.commit()


def evict(connection: "sqlite3.Connection", largest: int) -> None:
    """Remove the least recently used until the file is small again."""
    pages, size, free = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "page_size", "freelist_count")
    )
    if (pages - free) * size <= largest:
        return
    count = connection.execute("SELECT count(*) FROM facts").fetchone()[0]
    share = 1 - 0.75 * largest / ((pages - free) * size)
    with connection:
        connection.execute(
            "DELETE FROM facts WHERE key IN (SELECT key FROM facts ORDER BY used LIMIT ?)",
            (int(count * share) + 1,),
        )
    connection.execute("PRAGMA incremental_vacuum").fetchall()


def forget_others(mine: Path) -> None:
    """Remove what nobody has used for long: of other versions, and of the user's other folders."""
    for other in mine.parent.glob("facts-*.sqlite"):
        if other != mine and _is_old(other):
            other.unlink(missing_ok=True)
    if mine.parent.parent.name == FOLDER:
        from kavro_lint.cache.contents import remove

        for clock in mine.parent.parent.glob("*/clock"):
            if clock.parent != mine.parent and _is_old(clock):
                remove(clock.parent)
                clock.parent.rmdir()


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > OTHERS_SECONDS
