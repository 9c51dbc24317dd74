"""What is in the cache's folder, and how it is emptied."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen

# What the files there are called: nothing else is ever removed.
_FACTS, _ANSWERS, _CLOCK = "facts-*", "seen-*", "clock"


@frozen
class Kept:
    """One kind of what is kept: how many, and the bytes they take."""

    what: str
    count: int
    size: int


def kept(folder: Path) -> tuple[Kept, ...]:
    """Return what is kept in a folder; nothing for one that is not there."""
    return tuple(_kept(folder))


def _kept(folder: Path) -> Iterator[Kept]:
    answers = [path.stat().st_size for path in folder.glob(_ANSWERS)]
    files = list(folder.glob(_FACTS))
    if files:
        size = sum(path.stat().st_size for path in files)
        yield Kept("facts of files", sum(_rows(path) for path in files), size)
    if answers:
        yield Kept("answers and the trees they were given for", len(answers), sum(answers))


def _rows(place: Path) -> int:
    """Return how many facts a file holds, 0 for one that is damaged or of an older format."""
    import sqlite3

    if place.suffix != ".sqlite":
        return 0
    with contextlib.closing(sqlite3.connect(place)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM facts").fetchone()[0])
        except sqlite3.Error:
            return 0


def clear(folder: Path) -> None:
    """Remove what is kept. Raises CannotJudge where that is not allowed."""
    try:
        for pattern in (_FACTS, _ANSWERS, _CLOCK):
            for path in folder.glob(pattern):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotJudge(
            f"cannot clear {folder}: {error.strerror}", "change the permissions of that folder"
        ) from None
