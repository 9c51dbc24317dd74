"""What an answer depends on outside of the working tree, as bytes that are compared.

Files of Git's are read by us: a process for each would take longer than the rest. Where a
repository keeps its references in another way, nothing is remembered.
"""

import os
import sys
from collections.abc import Iterator, Mapping

from kavro_lint.cache.answers.tree import Unsure
from kavro_lint.cache.regular_files import read_regular

# More loose references than this take longer to read than a run may save.
MOST_REFERENCES = 2_000
# So many files of configuration are followed: Git itself stops at ten levels.
MOST_CONFIGURATION = 200
_HEADS = ("HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD",
          "REBASE_HEAD")  # fmt: skip
_SHARED = ("packed-refs", "shallow", "info/grafts")
_NAMED = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
_MISSING = b"\0missing"
# Where these are set, a run writes to other places, or asks what no key holds.
_ELSEWHERE = ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH")
# Of git's own variables, these do not change what it answers to us.
_HARMLESS = (
    "GIT_EDITOR", "GIT_PAGER", "GIT_PREFIX", "GIT_EXEC_PATH", "GIT_TERMINAL_PROMPT", "GIT_ASKPASS",
    "GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_AUTHOR_", "GIT_COMMITTER_",
    "GIT_OPTIONAL_LOCKS", "GIT_REFLOG_ACTION", "GIT_INDEX_FILE",
)  # fmt: skip
_NOISE = frozenset(("_", "OLDPWD", "PWD", "SHLVL"))


class Asked:
    """A `check` that memory may answer: in which directory, of which state."""

    __slots__ = ("arguments", "directory", "kind")

    def __init__(self, directory: str, kind: str, arguments: tuple[str, ...]) -> None:
        self.directory = directory
        self.kind = kind
        self.arguments = arguments


class Place:
    """A repository found without git: the working tree's root and its two folders."""

    __slots__ = ("common", "git_dir", "top")

    def __init__(self, top: str, git_dir: str, common: str) -> None:
        self.top = top
        self.git_dir = git_dir
        self.common = common

    def __repr__(self) -> str:
        """Return what tells it from others."""
        return repr((self.top, self.git_dir, self.common))


def find(directory: str) -> Place | None:
    """Return the repository around a directory, None where only git can tell."""
    here = os.path.realpath(directory)
    while True:
        marker = os.path.join(here, ".git")
        if os.path.isdir(marker):
            return Place(here, marker, marker)
        if os.path.isfile(marker):
            return _linked(here, marker)
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def _linked(top: str, marker: str) -> Place | None:
    """Follow the `.git` file of a linked worktree."""
    text = os.fsdecode(content(marker)).strip()
    if not text.startswith("gitdir: "):
        return None
    git_dir = os.path.normpath(os.path.join(top, text[8:]))
    common = content(f"{git_dir}/commondir")
    if common == _MISSING:
        return Place(top, git_dir, git_dir)
    shared = os.path.join(git_dir, os.fsdecode(common).strip())
    return Place(top, git_dir, os.path.normpath(shared))


def references(place: Place) -> bytes | None:
    """Return HEAD, all references and what else says where history is; None where unknown."""
    if os.path.exists(f"{place.common}/reftable"):
        return None
    parts = [content(f"{place.git_dir}/{name}") for name in _HEADS]
    parts += [content(f"{place.common}/{name}") for name in _SHARED]
    count = 0
    for folder in dict.fromkeys((f"{place.common}/refs", f"{place.git_dir}/refs")):
        for path in _files(folder):
            parts += (os.fsencode(path), content(path))
            count += 1
            if count > MOST_REFERENCES:
                return None
    return b"\0".join(parts)


def has_commits(place: Place) -> bool:
    """Whether HEAD leads to a commit."""
    head = content(f"{place.git_dir}/HEAD")
    if not head.startswith(b"ref: "):
        return True
    name = head[5:].strip()
    if any(os.path.exists(f"{each}/{os.fsdecode(name)}") for each in (place.git_dir, place.common)):
        return True
    return b" " + name + b"\n" in content(f"{place.common}/packed-refs")


def is_index_listed_whole(place: Place) -> bool:
    """Whether `git ls-files` lists all that an index says: not what is only intended to be added.

    Such entries need the third version of the format (gitformat-index(5)).
    """
    if any(name.startswith("sharedindex.") for name in os.listdir(place.git_dir)):
        return False
    begin = content(f"{place.git_dir}/index")[:8]
    return begin in (_MISSING, b"DIRC\0\0\0\2")


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
    """Return a file's bytes, or a mark for one that is not there, as Git sees it too."""
    try:
        # `GIT_CONFIG_GLOBAL=/dev/null` is how one asks for no configuration.
        return b"" if path == os.devnull else read_regular(path, follow=True)
    except (FileNotFoundError, NotADirectoryError):
        return _MISSING


def configuration(place: Place) -> Iterator[bytes]:
    """Yield the configuration of Git: the repository's, the user's and the system's.

    Raises Unsure for what only git can read.
    """
    home = os.path.expanduser("~")
    xdg = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    named = (path for name in _NAMED if (path := os.environ.get(name)))
    waiting = [
        f"{place.common}/config", f"{place.git_dir}/config.worktree", f"{home}/.gitconfig",
        f"{xdg}/git/config", "/etc/gitconfig", *named,
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
            whole = named.replace("~", home, 1) if named.startswith("~/") else named
            yield os.path.normpath(os.path.join(os.path.dirname(path), whole))


def tool() -> bytes:
    """Return what kavro-lint and the libraries below it are: sizes and times of its own files."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    found: list[object] = [sys.version, sys.flags.utf8_mode]
    folders = [package, os.path.join(os.path.dirname(package), "rules")]
    while folders:
        try:
            entries = sorted(os.scandir(folders.pop()), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            if entry.is_dir():
                folders += [] if entry.name == "__pycache__" else [entry.path]
            else:
                status = entry.stat()
                found += (entry.path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    for folder in sys.path:
        # Installing or removing a library changes the folder that it is in.
        if folder.endswith("-packages"):
            found += (folder, os.stat(folder).st_mtime_ns)
    return repr(found).encode("utf-8", "surrogatepass")


def is_elsewhere(environment: Mapping[str, str]) -> bool:
    """Whether the environment makes a run write to other places, or read what no key holds."""
    return any(environment.get(name) for name in _ELSEWHERE) or any(
        name.startswith("GIT_")
        and not name.startswith(_HARMLESS)
        and name not in (*_NAMED, "GIT_CONFIG_NOSYSTEM")
        for name in environment
    )


def surroundings(environment: Mapping[str, str]) -> bytes:
    """Return the part of the environment that an answer may depend on: all but noise."""
    kept = sorted(
        f"{name}={value}"
        for name, value in environment.items()
        if name not in _NOISE and not name.startswith(_HARMLESS)
    )
    return "\0".join((*kept, repr(_terminal()))).encode("utf-8", "surrogatepass")


def _terminal() -> tuple[object, ...]:
    """Return what a report may make of where it is written to."""
    shown = sys.stdout.isatty()
    size: tuple[int, ...] = ()
    if shown:
        try:
            size = tuple(os.get_terminal_size(sys.stdout.fileno()))
        except OSError:
            size = ()
    return shown, size, sys.stdout.encoding, sys.stderr is not None and sys.stderr.isatty()
