"""The inputs of an answer besides the paths and contents of its state.

Git's own files are read by us: a process for each would take longer than the rest. Where a
repository keeps its references in another way, nothing is remembered.
"""

import os
import sys
import time
from array import array
from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from kavro_lint.cache.folder import digest
from kavro_lint.cache.known_paths import Unsure, is_settled
from kavro_lint.cache.regular_files import read_regular
from kavro_lint.cache.requests import CONFIGURATION
from kavro_lint.git.safety import program

# More loose references than this take longer to read than a run may save.
MOST_REFERENCES = 2_000
# So many files of configuration are followed: Git itself stops at ten levels.
MOST_CONFIGURATION = 200
_HEADS = ("HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD",
          "REBASE_HEAD")  # fmt: skip
_SHARED = ("packed-refs", "shallow", "info/grafts")
_NAMED = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
MISSING = b"\0missing"
_DAY = 86_400
_STATUS = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns")


class Place:
    """A repository found without Git: the working tree's root and its two folders."""

    __slots__ = ("common", "git_dir", "top")

    def __init__(self, top: str, git_dir: str, common: str) -> None:
        self.top = top
        self.git_dir = git_dir
        self.common = common

    def __repr__(self) -> str:
        """Return what tells it from others."""
        return repr((self.top, self.git_dir, self.common))


class Inputs:
    """What was there when a run began, as digests.

    `always` is what every answer depends on: environment, `configuration` of Git, kavro-lint itself
    and the day. `history` is HEAD and all references. `stamps` holds the times of the files of
    references, `index` those of the index, by which a run sees that they changed and changed back;
    `index_time` is the later one of them.
    """

    __slots__ = (
        "always",
        "configuration",
        "has_commits",
        "history",
        "index",
        "index_time",
        "stamps",
    )

    def __init__(
        self,
        always: bytes,
        configuration: bytes,
        history: bytes,
        stamps: bytes,
        index: bytes,
        index_time: int,
        *,
        has_commits: bool,
    ) -> None:
        self.always = always
        self.configuration = configuration
        self.history = history
        self.stamps = stamps
        self.index = index
        self.index_time = index_time
        self.has_commits = has_commits

    def settled_index(self, now: int) -> bytes:
        """Return the times of the index, b"" where they are not to be believed at a time."""
        return self.index if is_settled(self.index_time, now) else b""

    def __eq__(self, other: object) -> bool:
        """Whether nothing has changed."""
        return isinstance(other, Inputs) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]


def read_inputs(place: Place, around: bytes, tool: bytes) -> Inputs | None:
    """Return what there is; None where references are kept in a way that only Git can read.

    `around` is the part of the environment that counts. Raises Unsure and OSError.
    """
    if os.path.exists(f"{place.common}/reftable"):
        return None
    day = b"%d" % (time.time() // _DAY)
    settings = digest(*configuration(place))
    contents: list[bytes] = []
    stamps: list[bytes] = []
    for path in _reference_files(place):
        contents += (os.fsencode(path), content(path))
        stamps.append(_stamp(path)[0])
        if len(contents) > 2 * MOST_REFERENCES:
            return None
    index = os.environ.get("GIT_INDEX_FILE") or f"{place.git_dir}/index"
    index_stamp, index_time = _stamp(index)
    return Inputs(
        digest(around, settings, tool, day),
        settings,
        digest(*contents),
        digest(*stamps),
        os.fsencode(index) + index_stamp,
        index_time,
        has_commits=has_commits(place),
    )


def _reference_files(place: Place) -> Iterator[str]:
    yield from (f"{place.git_dir}/{name}" for name in _HEADS)
    yield from (f"{place.common}/{name}" for name in _SHARED)
    for folder in dict.fromkeys((f"{place.common}/refs", f"{place.git_dir}/refs")):
        yield from _files(folder)


def _stamp(path: str) -> tuple[bytes, int]:
    """Return what changes whenever a file is written again, and when it was."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return MISSING, 0
    times = status.st_mtime_ns, status.st_ctime_ns
    return repr((*times, status.st_ino, status.st_size)).encode(), max(times)


def find(directory: str) -> Place | None:
    """Return the repository around a directory, None where only Git can tell."""
    folder = os.path.realpath(directory)
    while True:
        marker = os.path.join(folder, ".git")
        if os.path.isfile(marker):
            place = _linked(folder, marker)
            return place if place is not None and _is_whole(place) else None
        if os.path.lexists(marker):
            # A folder of that name may be none of Git's, which then looks further above.
            place = Place(folder, marker, marker)
            return place if _is_whole(place) else None
        if os.path.lexists(os.path.join(folder, "HEAD")):
            # It may be a bare repository.
            return None
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _is_whole(place: Place) -> bool:
    """Whether Git takes the folders for a repository (`is_git_directory` in Git's setup.c)."""
    head = content(f"{place.git_dir}/HEAD")
    name = head[5:].strip() if head.startswith(b"ref:") else b""
    is_head = name.startswith(b"refs/") or len(head.strip()) in (40, 64)
    folders = (f"{place.common}/objects", f"{place.common}/refs")
    return is_head and all(os.path.isdir(folder) for folder in folders)


def _linked(top: str, marker: str) -> Place | None:
    """Follow the `.git` file of a linked worktree."""
    text = os.fsdecode(content(marker)).strip()
    if not text.startswith("gitdir: "):
        return None
    git_dir = os.path.normpath(os.path.join(top, text[8:]))
    common = content(f"{git_dir}/commondir")
    if common == MISSING:
        return Place(top, git_dir, git_dir)
    shared = os.path.join(git_dir, os.fsdecode(common).strip())
    return Place(top, git_dir, os.path.normpath(shared))


def has_commits(place: Place) -> bool:
    """Whether HEAD leads to a commit."""
    head = content(f"{place.git_dir}/HEAD")
    if not head.startswith(b"ref: "):
        return True
    name = head[5:].strip()
    folders = place.git_dir, place.common
    if any(os.path.exists(f"{folder}/{os.fsdecode(name)}") for folder in folders):
        return True
    return b" " + name + b"\n" in content(f"{place.common}/packed-refs")


def _files(folder: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry.path


def content(path: str) -> bytes:
    """Return a file's bytes, or a mark for one that does not exist, as Git sees it too."""
    try:
        # `GIT_CONFIG_GLOBAL=/dev/null` is how one asks for no configuration.
        return b"" if path == os.devnull else read_regular(path, follow=True)
    except (FileNotFoundError, NotADirectoryError):
        return MISSING


def configuration(place: Place) -> Iterator[bytes]:
    """Yield the configuration of Git: the repository's, the user's and the system's.

    Raises Unsure for what only git can read.
    """
    home = os.path.expanduser("~")
    xdg = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    named = (path for name in _NAMED if (path := os.environ.get(name)))
    yield repr([os.environ.get(name) for name in CONFIGURATION]).encode("utf-8", "surrogatepass")
    waiting = [
        f"{place.common}/config", f"{place.git_dir}/config.worktree", f"{home}/.gitconfig",
        f"{xdg}/git/config", "/etc/gitconfig", *named, _beside_git(),
    ]  # fmt: skip
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if len(seen) > MOST_CONFIGURATION:
            raise Unsure
        if path not in seen:
            seen.add(path)
            text = content(path)
            yield os.fsencode(path) + b"\0" + text
            waiting += _included(path, text, home)
            if b"onbranch:" in text.lower():
                waiting.append(f"{place.git_dir}/HEAD")


def _beside_git() -> str:
    """Return the configuration of the system where Git was not installed with it."""
    return os.path.join(os.path.dirname(os.path.dirname(program())), "etc/gitconfig")


def _included(path: str, text: bytes, home: str) -> Iterator[str]:
    """Yield the files that a file of configuration may include, whatever the condition is.

    Raises Unsure for a path that only git can read.
    """
    if b"[include" not in text.lower():
        return
    for line in text.splitlines():
        # A key may stand beside the name of its section, and no value of ours holds a bracket.
        name, equals, value = line.rpartition(b"]")[2].partition(b"=")
        if b"path" not in line.lower():
            continue
        if not equals or any(mark in line for mark in (b"\\", b"#", b";", b"%(prefix)")):
            raise Unsure
        if name.strip().lower() == b"path":
            named = os.fsdecode(value.strip().strip(b'"'))
            if '"' in named or named.startswith(":") or (named[:1] == "~" and named[1:2] != "/"):
                raise Unsure
            expanded = named.replace("~", home, 1) if named.startswith("~/") else named
            yield os.path.normpath(os.path.join(os.path.dirname(path), expanded))


def tool_digest() -> bytes:
    """Return what kavro-lint and its libraries are: a digest of sizes and times of its files."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    stamps: list[object] = [sys.version, sys.byteorder, sys.flags.utf8_mode]
    folders = [package, os.path.join(os.path.dirname(package), "rules")]
    files: list[str] = []
    while folders:
        try:
            entries = os.scandir(folders.pop())
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            if not entry.is_dir():
                files.append(entry.path)
            elif entry.name != "__pycache__":
                folders.append(entry.path)
    files.sort()
    # Without a step of Python's own for each file.
    times = array("q", chain.from_iterable(map(_STATUS, map(os.stat, files))))
    stamps.append(files)
    for folder in sys.path:
        # Installing or removing a library changes the folder that it is in.
        if folder.endswith("-packages"):
            stamps += (folder, os.stat(folder).st_mtime_ns)
    return digest(repr(stamps).encode("utf-8", "surrogatepass"), times.tobytes())
