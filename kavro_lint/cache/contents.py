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
    answers, files = _sizes(folder, _ANSWERS), _sizes(folder, _FACTS)
    if files:
        yield Kept("facts of files", sum(map(_rows, files)), sum(files.values()))
    if answers:
        what = "answers and the trees they were given for"
        yield Kept(what, len(answers), sum(answers.values()))


def _sizes(folder: Path, pattern: str) -> dict[Path, int]:
    """Return the sizes of files, but for those that another process removes meanwhile."""
    found: dict[Path, int] = {}
    for path in folder.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            found[path] = path.stat().st_size
    return found


def _rows(place: Path) -> int:
    """Return how many facts a file holds, 0 for one that is damaged or of an older format."""
    import sqlite3

    if place.suffix != ".sqlite":
        return 0
    try:
        # Only read: one that another process has removed must not come back.
        opened = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(opened) as connection:
            return int(connection.execute("SELECT count(*) FROM facts").fetchone()[0])
    except sqlite3.Error:
        return 0


def clear(folder: Path) -> None:
    """Remove what is kept. Raises CannotJudge where that is not allowed."""
    try:
        remove(folder)
    except OSError as error:
        raise CannotJudge(
            f"cannot clear {folder}: {error.strerror}", "change the permissions of that folder"
        ) from None


def remove(folder: Path) -> None:
    """Remove what is kept, and nothing else. Raises OSError where that is not allowed."""
    for pattern in (_FACTS, _ANSWERS, _CLOCK):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
