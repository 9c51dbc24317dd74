"""Whole files in the cache's folder: each is as it was written, or not there.

A file lies below its final name only when it is complete, and begins with a checksum of the rest.
Nothing is written through a link, which may have come with the repository.
"""

import os
import time
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise
from zlib import crc32

from kavro_lint.cache.hashing import blake2b
from kavro_lint.cache.regular_files import read_regular

FOLDER = "kavro-lint"
# Grows when a file means something else.
FORMAT = 6
DIGEST = 16
# The bytes of a file's checksum.
_HEAD = 4
ANSWER, ADDED, TREE, IMPORTS, GIT = "answer-", "added-", "tree-", "imports-", "git-"
KINDS = (ANSWER, ADDED, TREE, IMPORTS, GIT)
# Databases of commits that were judged: they stay until somebody clears them.
HISTORY = "history-"
CLOCK = "clock"
# The least recently used go first, until half is left.
MOST_FILES = 120
MOST_BYTES = 192_000_000
# Two versions may be used in turn, in a hook and at the desk.
FORGOTTEN_SECONDS = 30 * 86_400


def folder_of(common: str) -> str:
    """Return the folder of a repository's cache, from the Git folder that all worktrees share.

    Where nothing can be written there (a read-only checkout, another user's), and where a link
    leads elsewhere, it lies in the user's cache folder, by a digest of the Git folder's place.
    """
    own = os.path.join(common, FOLDER)
    writable = os.access(own if os.path.isdir(own) else common, os.W_OK | os.X_OK)
    if writable and not os.path.islink(own):
        return own
    place = blake2b(os.fsencode(os.path.abspath(common)), digest_size=12).hexdigest()
    return os.path.join(_of_user(), FOLDER, place)


def _of_user() -> str:
    """Return the user's cache folder (https://specifications.freedesktop.org/basedir-spec)."""
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    # The specification says that a relative one is to be ignored.
    return named if os.path.isabs(named) else os.path.join(os.path.expanduser("~"), ".cache")


def digest(*parts: bytes | bytearray) -> bytes:
    """Return what tells these bytes, in this order, from all others."""
    sized = [piece for part in parts for piece in (b"%d:" % len(part), part)]
    return blake2b(b"".join(sized), digest_size=DIGEST).digest()


def joined(parts: Sequence[bytes]) -> bytes:
    """Return byte strings as one, which `split` takes apart again."""
    sizes = b" ".join(b"%d" % len(part) for part in parts)
    return b"\n".join((sizes, b"".join(parts)))


def split(body: bytes, at: int = 0) -> list[bytes]:
    """Return the byte strings that were joined, from a place on. Raises ValueError for others."""
    # Megabytes are not copied more than once.
    first = body.index(b"\n", at) + 1
    ends = list(accumulate(map(int, body[at:first].split()), initial=first))
    if ends[-1] != len(body) or ends != sorted(ends):
        raise ValueError("the cache holds less than it says")
    return [body[start:end] for start, end in pairwise(ends)]


def numbers_of(part: bytes, kind: str = "I") -> "array[int]":
    """Return the numbers that an array was. Raises ValueError for half a number."""
    numbers = array(kind)
    numbers.frombytes(part)
    return numbers


def load(place: str) -> bytes | None:
    """Return what was saved, None for a file that is not whole or of another format."""
    try:
        content = read_regular(place)
    except OSError:
        return None
    body = content[_HEAD:]
    return body if content[:_HEAD] == _checksum(body) else None


def save(place: str, body: bytes) -> None:
    """Write a file beside its place, and move it there whole. Raises OSError."""
    folder = os.path.dirname(place)
    if not os.path.isdir(folder):
        os.makedirs(folder, 0o700)
    new_file = f"{place}.{os.getpid()}.new"
    try:
        with open(new_file, "xb") as file:
            file.write(_checksum(body) + body)
        os.replace(new_file, place)
    except FileExistsError:
        # What a killed process of this number left.
        os.unlink(new_file)
    except BaseException:
        if os.path.lexists(new_file):
            os.unlink(new_file)
        raise
    _evict(folder)


def mark_used(place: str) -> None:
    """Note that a file was used; where that is not allowed, it only goes sooner."""
    try:
        os.utime(place)
    except OSError:
        return


def _checksum(body: bytes) -> bytes:
    """Return what tells damage: whoever writes files here could make up any checksum."""
    return crc32(body, FORMAT).to_bytes(_HEAD, "big")


def _evict(folder: str) -> None:
    """Remove the files that were not used for longest, and what killed processes left."""
    entries = [entry for entry in os.scandir(folder) if entry.name.startswith(KINDS)]
    by_age = sorted((_stat(entry), entry.path) for entry in entries)
    total = sum(size for (_, size), _ in by_age)
    if len(entries) <= MOST_FILES and total <= MOST_BYTES:
        return
    # The latest stays, however large it is.
    for number, ((_, size), path) in enumerate(by_age[:-1]):
        if len(by_age) - number <= MOST_FILES // 2 and total <= MOST_BYTES // 2:
            break
        total -= size
        _remove(path)
    _forget_others(folder)


def _stat(entry: "os.DirEntry[str]") -> tuple[float, int]:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        # Another process has removed it.
        return 0.0, 0
    return status.st_mtime, status.st_size


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        # Another process has removed it.
        return


def _forget_others(folder: str) -> None:
    """Remove what nobody has used for long of the user's other folders."""
    above = os.path.dirname(folder)
    if os.path.basename(above) != FOLDER:
        return
    for other in os.scandir(above):
        clock_there = os.path.join(other.path, CLOCK)
        if other.path != folder and os.path.lexists(clock_there) and _is_forgotten(clock_there):
            clear(other.path)
            if not os.listdir(other.path):
                os.rmdir(other.path)


def _is_forgotten(path: str) -> bool:
    return time.time() - os.lstat(path).st_mtime > FORGOTTEN_SECONDS


def sizes(folder: str) -> dict[str, list[int]]:
    """Return the sizes of what is kept, by the beginning of its name; nothing for no folder."""
    sizes_by_kind: dict[str, list[int]] = {}
    if not os.path.isdir(folder):
        return sizes_by_kind
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        kind = next((kind for kind in (*KINDS, HISTORY) if entry.name.startswith(kind)), None)
        if kind is not None:
            sizes_by_kind.setdefault(kind, []).append(_stat(entry)[1])
    return sizes_by_kind


def clear(folder: str) -> None:
    """Remove what is kept, and nothing else. Raises OSError where that is not allowed."""
    for entry in os.scandir(folder):
        if entry.name.startswith((*KINDS, HISTORY)) or entry.name == CLOCK:
            _remove(entry.path)


def clock(folder: str) -> int | None:
    """Return what the file system says the time is, in nanoseconds; None for one that is read-only.

    A file server has a clock of its own, and stat data are by that one.
    """
    marker = os.path.join(folder, CLOCK)
    try:
        if not os.path.isdir(folder):
            os.makedirs(folder, 0o700)
        # Never through a link, and nothing is emptied; a pipe there must not wait for a reader.
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        flags |= getattr(os, "O_NONBLOCK", 0)
        os.close(os.open(marker, flags, 0o666))
        os.utime(marker)
        return os.stat(marker).st_mtime_ns
    except OSError:
        return None
