"""The answers of hooks in this clone: kept in the Git common directory, never contents.

One JSON object a line, `{time, agent, session, rule, path, fingerprint, answer}`, appended by
writers that may be many. Times are seconds since 1970 (UTC).
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.cache.regular_files import read_regular
from kavro_lint.model.frozen import frozen

DAY = 24 * 60 * 60
# Older records are dropped once the file is larger; a line is shorter than 1,000 bytes.
LARGEST = 1_000_000
_FOLDER = "kavro-lint/agents"
# Systems without them have neither such links nor such pipes.
_PLAIN: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@frozen
class Entry:
    """One denial, question, block or allowed stop. `answer` is the event's decision."""

    time: float
    agent: str
    session: str
    rule: str
    path: str
    fingerprint: str
    answer: str


def add(common: Path, entries: list[Entry]) -> None:
    """Append entries; where the folder cannot be written there is no record."""
    lines = "".join(
        json.dumps([e.time, e.agent, e.session, e.rule, e.path[:300], e.fingerprint, e.answer])
        + "\n"
        for e in entries
    )
    try:
        place = _folder(common) / "answers.jsonl"
        if os.path.lexists(place) and place.lstat().st_size > LARGEST:
            _shortened(place)
        with open(place, "ab", opener=_to_write) as file:
            file.write(lines.encode())
    except OSError:
        # A record is a convenience: without it the answer is the same.
        return


def recent(common: Path, session: str) -> list[Entry]:
    """Return the entries of a session of the last day, oldest first.

    A clock that was put back leaves entries of the future: a day's counts, no more.
    """
    moment = now()
    return [
        entry
        for entry in entries(common)
        if entry.session == session and abs(entry.time - moment) <= DAY
    ]


def entries(common: Path, since: float = 0.0) -> Iterator[Entry]:
    """Yield the entries that are not older than a time, as they were written."""
    try:
        with open(common / _FOLDER / "answers.jsonl", "rb", opener=_to_read) as file:
            lines = file.read(2 * LARGEST).split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            entry = Entry(*json.loads(line))
            fresh = entry.time >= since
        except (ValueError, TypeError, RecursionError):
            # A line that a killed process left half written.
            continue
        if fresh:
            yield entry


def fired(common: Path, agent: str) -> None:
    """Note that a hook of an agent has run just now."""
    try:
        place = _folder(common) / f"fired-{agent}"
        os.close(_to_write(str(place), os.O_WRONLY | os.O_CREAT))
        os.utime(place)
    except OSError:
        # As above.
        return


def last_fired(common: Path, agent: str) -> float | None:
    """Return when a hook of an agent last ran in this clone, None for never."""
    try:
        return (common / _FOLDER / f"fired-{agent}").lstat().st_mtime
    except OSError:
        return None


def now() -> float:
    """Return the time of an entry that is made now."""
    return time.time()


def _folder(common: Path) -> Path:
    """Return the folder of the record, made where it is missing. Raises OSError for a link.

    A `.git` folder may come from anybody, and what it leads to is not ours to write.
    """
    folder = common / _FOLDER
    if folder.parent.is_symlink() or folder.is_symlink():
        raise OSError(f"{folder} is a link")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _shortened(place: Path) -> None:
    content = read_regular(str(place))[-LARGEST // 2 :]
    new_file = place.with_suffix(f".{os.getpid()}")
    with open(new_file, "wb", opener=_to_write) as file:
        file.write(content.partition(b"\n")[2])
    new_file.replace(place)


def _to_write(path: str, flags: int) -> int:
    """Open a file, never through a link, and without waiting for the reader of a pipe."""
    return os.open(path, flags | _PLAIN, 0o666)


def _to_read(path: str, flags: int) -> int:
    return os.open(path, flags | _PLAIN)
