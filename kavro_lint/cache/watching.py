"""The folders and files on which a listing of Git depends, looked for once a tree is kept."""

import os
from array import array
from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.cache.folder import CLOCK, folder_of
from kavro_lint.cache.inputs import Inputs, Place
from kavro_lint.cache.known_paths import (
    FIELDS,
    FOLDER,
    Tree,
    Unsure,
    kinds_of,
    stats_of,
    without_racy,
)
from kavro_lint.cache.tree_file import Watch, rules_of, split_listing
from kavro_lint.git.command import spawn

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.cached_run import CachedRun

# So many are looked at beside the folders above paths: more take longer than to ask Git.
MOST_BESIDE = 2_000
_IGNORES = b".gitignore"


def with_watch(run: "CachedRun", tree: Tree) -> Tree:
    """Return a copy of a tree with what its listing depends on, without what is too young."""
    settled = tree.with_stats(
        *(without_racy(entry, run.now) for entry in (tree.stats, tree.folders))
    )
    settled.watch = None
    if run.top() is None or run.inputs is None:
        return settled
    if run.watch is not None:
        settled.watch = run.watch.with_index(run.inputs.settled_index(run.now))
        return settled
    if run.listing is not None:
        settled.watch = _watch(run.place, run.inputs, tree, run.before, run.listing, run.now)
    return settled


def _watch(
    place: Place, inputs: Inputs, tree: Tree, before: Tree | None, listing: bytes, now: int
) -> Watch | None:
    """Return what the listing of a tree depends on, None where that cannot be told.

    What `before` knows of folders that are as they were is not looked for again.
    """
    tracked, untracked = split_listing(listing)
    # Of a sparse checkout files may lie there nevertheless, and in the place of a submodule; a
    # folder is a repository in this one.
    others = (b"\0S ", b" 160000 ")
    if FOLDER in kinds_of(tree.stats) or any(mark in b"\0" + tracked for mark in others):
        return None
    known = before.watch if before is not None else None
    try:
        if os.name != "posix" or not _folders_tell(place):
            return None
        excludes = _excludes(place)
        rules = rules_of(place, inputs, excludes)
        search = _Search(place.top)
        if before is not None and known is not None and known.rules == rules:
            search.take_over(tree, before, known)
        search.look_into(tree.above)
    except (OSError, Unsure):
        return None
    beside, ignored = sorted(search.beside), sorted(search.ignored)
    stats = without_racy(stats_of(place.top, beside), now)
    index = inputs.settled_index(now)
    return Watch(untracked, index, excludes, rules, beside, ignored, stats)


def _folders_tell(place: Place) -> bool:
    """Whether a folder of this file system has another time once a file has come or gone.

    It is tried in the cache's folder, whose own time says nothing. Raises OSError.
    """
    folder = folder_of(place.common)
    probe = f"{folder}/{CLOCK}.{os.getpid()}"
    os.utime(folder, (0, 0))
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    has_come = os.stat(folder).st_mtime_ns != 0
    os.utime(folder, (0, 0))
    os.unlink(probe)
    status = os.stat(folder)
    return has_come and status.st_mtime_ns != 0 and status.st_dev == os.stat(place.top).st_dev


def _excludes(place: Place) -> bytes:
    """Return the user's own file of patterns, as gitignore(5) has it. Raises OSError, Unsure."""
    code, printed, _ = spawn(("config", "--type=path", "--get", "core.excludesFile"), place.top)()
    if code == 0:
        return os.path.join(os.fsencode(place.top), printed.removesuffix(b"\n"))
    if code != 1:
        raise Unsure
    above = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.fsencode(f"{above}/git/ignore")


class _Search:
    """Looks into folders as Git does: not into those that are ignored.

    `beside` and `ignored` are as in `Watch`.
    """

    def __init__(self, top: str) -> None:
        self.beside: set[bytes] = set()
        self.ignored: set[bytes] = set()
        self._top = top
        self._device = os.stat(top).st_dev
        # Folders that Git was asked about before, and what lies in folders that are the same.
        self._asked: set[bytes] = set()
        self._was_ignored: set[bytes] = set()
        self._entries: dict[bytes, list[bytes]] = {}

    def take_over(self, tree: Tree, before: Tree, known: Watch) -> None:
        """Take over what is known of folders in which nothing came or went. Raises Unsure."""
        stats = _by_path(known.beside, known.stats)
        stats_now = _by_path(known.beside, stats_of(self._top, known.beside))
        changed = {path for path in known.beside if stats[path] != stats_now[path]}
        if any(os.path.basename(path) == _IGNORES for path in changed):
            # Other folders may be ignored now.
            return
        stats |= _by_path(before.above, before.folders)
        stats_now |= _by_path(tree.above, tree.folders)
        self._entries = {path: [] for path in stats_now if stats_now[path] == stats.get(path)}
        for path in (*known.beside, *known.ignored):
            self._entries.get(_folder_of(path), []).append(path)
        self._was_ignored = set(known.ignored)
        self._asked = {*known.beside, *known.ignored}

    def look_into(self, folders: Iterable[bytes]) -> None:
        """Look into folders, and into those in them. Raises OSError, Unsure, CannotJudge."""
        seen = set(folders)
        waiting = seen
        while waiting:
            entries = {path for folder in waiting for path in self._in(folder)}
            files = {path for path in entries if os.path.basename(path) == _IGNORES}
            found = entries - files - seen
            unknown = sorted(found - self._asked)
            self.ignored |= found & self._was_ignored | _ignored(self._top, unknown)
            waiting = found - self.ignored
            seen = seen | waiting
            self.beside |= files | waiting
            if len(self.beside) > MOST_BESIDE:
                raise Unsure

    def _in(self, folder: bytes) -> Iterable[bytes]:
        """Return the folders in one, and its `.gitignore`. Raises OSError and Unsure."""
        known = self._entries.get(folder)
        return list(self._listed(folder)) if known is None else known

    def _listed(self, folder: bytes) -> Iterator[bytes]:
        place = os.path.join(os.fsencode(self._top), folder)
        if os.lstat(place).st_dev != self._device:
            # What was tried of one file system says nothing of another.
            raise Unsure
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name == b".git":
                    if folder != b".":
                        # It may become a repository, of which nothing is listed.
                        raise Unsure
                elif entry.name == _IGNORES and not entry.is_file(follow_symlinks=False):
                    raise Unsure
                elif entry.name == _IGNORES or entry.is_dir(follow_symlinks=False):
                    yield entry.name if folder == b"." else folder + b"/" + entry.name


def _by_path(paths: Sequence[bytes], stats: "array[int]") -> "dict[bytes, array[int]]":
    return {
        path: stats[number * FIELDS : number * FIELDS + FIELDS] for number, path in enumerate(paths)
    }


def _folder_of(path: bytes) -> bytes:
    return path.rpartition(b"/")[0] or b"."


def _ignored(top: str, folders: Sequence[bytes]) -> set[bytes]:
    """Return those of some folders that Git does not look into. Raises Unsure, CannotJudge."""
    if not folders:
        return set()
    # Mostly there are none that Git was not asked about.
    from kavro_lint.git.path_listing import ignored_folders

    ignored = ignored_folders(top, folders)
    if ignored is None:
        raise Unsure
    return ignored
