"""The paths of a state as they were last seen: for each its stat data, content and facts.

As in Git's index, a file whose stat data are the same is the same, unless it changed so shortly
before it was looked at that a second change would leave no trace: then it is read again. The
paths of the index need no stat data, for Git has hashed what is in it.
"""

import errno
import os
from array import array
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter

from kavro_lint.cache.folder import DIGEST
from kavro_lint.cache.hashing import blake2b

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.tree_file import Watch

# Mode, size, two times, inode.
FIELDS, INODE = 5, 4
ID = 20
# The coarsest clock of a file system that is in use: FAT counts two seconds.
RACY_NS = 2_000_000_000
_NOTHING = (0, 0, 0, 0, 0)
_STATUS = attrgetter("st_mode", "st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
# A creation time says nothing of a change.
TIME = 2 if os.name == "nt" else 3
LARGEST = 5_000_000
_REGULAR, _LINK, FOLDER = 0o10, 0o12, 0o4
FEW_PATHS = 20
# Items that are compared at once before they are compared one by one.
_MANY = 256


class Unsure(Exception):
    """Something that only a whole run can tell."""


class Tree:
    """`paths` are relative to the top.

    `listing` is the digest of what Git printed of them, `names` of that without the hashes.
    `stats` holds `FIELDS` numbers a path, `folders` as many for each of the folders `above` them;
    `watch` is what the listing depends on besides, where that is known; `ids` the hash of each
    content (as Git's of a blob), or zeros where it is not known; `facts` the digest of a source's
    facts, or zeros for what is not a source.
    """

    __slots__ = (
        "_files",
        "_kinds",
        "_numbers",
        "_searches",
        "above",
        "facts",
        "folders",
        "ids",
        "listing",
        "names",
        "paths",
        "stats",
        "watch",
    )

    def __init__(
        self,
        listing: bytes,
        names: bytes,
        paths: list[bytes],
        stats: "array[int]",
        above: list[bytes] | None = None,
        folders: "array[int] | None" = None,
        ids: bytearray | None = None,
        facts: bytearray | None = None,
    ) -> None:
        self.listing = listing
        self.names = names
        self.paths = paths
        self.stats = stats
        self.above = above or []
        self.folders = array("q") if folders is None else folders
        self.ids = bytearray(len(paths) * ID) if ids is None else ids
        self.facts = bytearray(len(paths) * DIGEST) if facts is None else facts
        self._files: dict[str, int] = {}
        self._kinds: list[int] = []
        self._numbers: dict[bytes, int] = {}
        self._searches = FEW_PATHS
        self.watch: Watch | None = None

    def with_stats(self, stats: "array[int]", folders: "array[int]") -> "Tree":
        """Return a copy with other stat data."""
        known = (self.ids[:], self.facts[:])
        tree = Tree(self.listing, self.names, self.paths, stats, self.above, folders, *known)
        tree.watch = self.watch
        return tree

    def index(self, path: bytes) -> int | None:
        """Return the place of a path."""
        if self._searches:
            # A few paths are found sooner than all are numbered.
            self._searches -= 1
            try:
                return self.paths.index(path)
            except ValueError:
                return None
        if not self._numbers:
            self._numbers = {path: number for number, path in enumerate(self.paths)}
        return self._numbers.get(path)

    def id(self, number: int) -> bytes:
        """Return the hash of a path's content, b"" where it is not known."""
        blob = bytes(self.ids[number * ID : number * ID + ID])
        return blob if any(blob) else b""

    def set_id(self, number: int, value: bytes) -> None:
        """Keep the hash of a path's content."""
        self.ids[number * ID : number * ID + ID] = value

    def digest(self, number: int) -> bytes:
        """Return the digest of a source's facts, zeros for no source."""
        return bytes(self.facts[number * DIGEST : number * DIGEST + DIGEST])

    def set_digest(self, number: int, value: bytes) -> None:
        """Keep the digest of a source's facts."""
        self.facts[number * DIGEST : number * DIGEST + DIGEST] = value

    def is_source(self, number: int) -> bool:
        """Whether the facts of a path count, and not its bytes."""
        return any(self.digest(number))

    def stat(self, number: int) -> "array[int]":
        """Return a path's stat data."""
        return self.stats[number * FIELDS : number * FIELDS + FIELDS]

    def files(self) -> Mapping[str, int]:
        """Return the numbers of the regular files by their paths."""
        if not self._files:
            kinds = self._path_kinds()
            numbered = zip(decoded(self.paths), range(len(kinds)), strict=True)
            is_plain = kinds.count(_REGULAR) == len(kinds)
            self._files = dict(
                numbered if is_plain else (item for item in numbered if kinds[item[1]] == _REGULAR)
            )
        return self._files

    def _path_kinds(self) -> list[int]:
        if not self._kinds:
            self._kinds = kinds_of(self.stats)
        return self._kinds

    def is_file(self, number: int) -> bool:
        """Whether there is a regular file at a path."""
        return self.stats[number * FIELDS] >> 12 == _REGULAR

    def regular_files(self, *, with_links: bool = True) -> list[bytes] | None:
        """Return the paths of regular files, None where one may be reached through a link.

        None, too, where other paths are there that are links, if nobody wants any.
        """
        kinds = self._path_kinds()
        if not {FOLDER}.issuperset(kinds_of(self.folders)):
            return None
        if not (with_links or {_REGULAR, 0}.issuperset(kinds)):
            return None
        return [path for path, kind in zip(self.paths, kinds, strict=True) if kind == _REGULAR]

    def kinds(self, top: str | None) -> bytes:
        """Return a digest of what is there: the kinds of all paths, folders, and links' targets.

        `top` is the working tree's root, None for the index.
        """
        folders = array("q", kinds_of(self.folders)) + self.folders[INODE::FIELDS]
        kinds = blake2b(folders, digest_size=DIGEST)
        modes = self._path_kinds()
        kinds.update(array("i", modes).tobytes())
        if _LINK in modes:
            for number, mode in enumerate(modes):
                if mode == _LINK:
                    kinds.update(self._target(top, number) + b"\0")
        return kinds.digest()

    def _target(self, top: str | None, number: int) -> bytes:
        if top is None:
            return self.id(number)
        try:
            return os.readlink(os.fsencode(top) + b"/" + self.paths[number])
        except OSError:
            raise Unsure from None


def decoded(paths: Sequence[bytes]) -> list[str]:
    """Return paths as text."""
    return os.fsdecode(b"\0".join(paths)).split("\0") if paths else []


def stats_of(top: str, paths: Sequence[bytes]) -> "array[int]":
    """Return the stat data of paths, `FIELDS` numbers each. Raises Unsure."""
    # The system finds a short path sooner; most runs begin at the top.
    root = b"" if _is_here(top) else os.fsencode(top) + b"/"
    # Without a step of Python's own for each path.
    statuses = map(_STATUS, map(os.lstat, map(root.__add__, paths) if root else paths))
    stats = array("q")
    while len(stats) < len(paths) * FIELDS:
        try:
            stats.extend(chain.from_iterable(statuses))
        except (OSError, OverflowError):
            number = len(stats) // FIELDS
            del stats[number * FIELDS :]
            stats.extend(_stat_of(root + paths[number]))
    return stats


def _is_here(top: str) -> bool:
    """Whether a folder is the one that the process is in."""
    try:
        here, there = os.stat(b"."), os.stat(top)
    except OSError:
        return False
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _stat_of(place: bytes) -> tuple[int, ...]:
    """Return the stat data of one path, that of nothing for what is not there. Raises Unsure."""
    try:
        status = os.lstat(place)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            raise Unsure from None
        return _NOTHING
    mode, size, changed, created, inode = _STATUS(status)
    return mode, size, changed, created, inode & 0x7FFFFFFFFFFFFFFF


def kinds_of(stats: "array[int]") -> list[int]:
    """Return the kind of each path, 0 for what is not there."""
    return [mode >> 12 for mode in stats[::FIELDS]]


def modes_of(tree: Tree) -> dict[str, int]:
    """Return the mode of each path and of the folders above, 0 for what was not there."""
    modes = dict(zip(decoded(tree.paths), tree.stats[::FIELDS], strict=True))
    modes.update(zip(map(os.fsdecode, tree.above), tree.folders[::FIELDS], strict=True))
    return modes


def differing(then: "array[int] | bytes", now: "array[int] | bytes", width: int) -> list[int]:
    """Return which items, of so many numbers each, differ in two sequences of as many items."""
    if then == now:
        return []
    step = width * _MANY
    return [
        at // width
        for start in range(0, len(now), step)
        if then[start : start + step] != now[start : start + step]
        for at in range(start, min(start + step, len(now)), width)
        if then[at : at + width] != now[at : at + width]
    ]


def is_settled(time: int, now: int) -> bool:
    """Whether what has changed at a time cannot have changed again without a trace."""
    return time <= now - RACY_NS


def without_racy(stats: "array[int]", now: int) -> "array[int]":
    """Return the stat data, made unequal to any where they changed too shortly before `now`."""
    settled = stats[:]
    for at in range(TIME, len(stats), FIELDS):
        if stats[at] > now - RACY_NS:
            settled[at] = -1
    return settled
