"""Working tree → snapshot: what is on disk, which links are followed, and what is left out."""

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.objects import ObjectContents, too_large
from kavro_lint.git.path_listing import (
    Entry,
    Listing,
    PrintedListing,
)
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import head
from kavro_lint.git.symbolic_links import link_texts, resolve_links
from kavro_lint.model.facts import Snapshot, Source, Unreadable


class WorktreeContents:
    """Reads what is on disk, never through a link, and objects where a sparse checkout has none."""

    def __init__(self, repository: Repository, top: Path) -> None:
        self._repository = repository
        self._top = os.fspath(top)
        self._objects: ObjectContents | None = None

    def read(self, source: Source, limit: int) -> bytes:
        """Return the file's bytes. Raises Unreadable, also when it is larger than `limit`."""
        if source.blob is not None:
            self._objects = self._objects or ObjectContents(self._repository)
            return self._objects.read(source, limit)
        # Neither a link nor a pipe that appeared meanwhile may lead elsewhere or wait.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(f"{self._top}/{source.path}", flags)
        except OSError as error:
            raise Unreadable(f"cannot be opened: {error.strerror}") from None
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("is not a regular file")
            if status.st_size > limit:
                raise too_large(status.st_size, limit)
            return _read_whole(descriptor, status.st_size)
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror}") from None
        finally:
            os.close(descriptor)


def _read_whole(descriptor: int, size: int) -> bytes:
    """Return what is in a file of that size; a system may give less than it was asked for."""
    content = os.read(descriptor, size + 1)
    while len(content) < size and (chunk := os.read(descriptor, size - len(content))):
        content += chunk
    return content


def worktree_snapshot(
    repository: Repository,
    listing: Listing | PrintedListing | None = None,
    modes: Mapping[str, int] | None = None,
    tip: str | None = None,
) -> Snapshot:
    """Return the working tree: tracked and new files as they are on disk, not ignored ones.

    `listing` is what Git was asked before, if it was; `modes` are those of paths and folders, if
    the disk was looked at before; `tip` is the commit of HEAD, if that is known. Raises
    CannotJudge in a bare repository.
    """
    if repository.top is None:
        raise CannotJudge(
            "a bare repository has no working tree",
            "name a commit with --rev, as in kavro-lint check --rev HEAD, or use a clone",
        )
    listing = listing or Listing(repository)
    commit_of_head = tip or head(repository)
    paths = _WorktreePaths(_Disk(repository.top, modes or {}))
    try:
        for entry in listing.entries():
            paths.add(entry)
    finally:
        # Whoever starts Git waits for its end, whatever goes wrong meanwhile.
        untracked = listing.untracked()
    for path in untracked.paths:
        mode = "160000" if path.endswith("/") else "100644"
        paths.add(Entry(path.rstrip("/"), mode, ""))
    contents = WorktreeContents(repository, repository.top)
    paths.links |= link_texts(contents, paths.absent_links)
    links = resolve_links(paths.links, paths.sources)
    return Snapshot(
        kind="worktree",
        commit=commit_of_head,
        sources=dict(sorted(paths.sources.items())),
        contents=contents,
        links=links,
        dead_links=tuple(sorted(paths.links.keys() - links)),
        submodules=tuple(sorted(paths.submodules)),
        unreadable=untracked.unreadable,
    )


def plain_worktree(
    repository: Repository, top: Path, paths: Iterable[str], tip: str | None
) -> Snapshot:
    """Return a working tree of files that are known to be regular ones in folders."""
    paths = sorted(paths)
    sources = dict(zip(paths, map(Source, paths), strict=True))
    return Snapshot("worktree", tip, sources, WorktreeContents(repository, top))


class _WorktreePaths:
    """Paths of the working tree, put where what is on disk belongs."""

    def __init__(self, disk: "_Disk") -> None:
        self._disk = disk
        self.sources: dict[str, Source] = {}
        self.links: dict[str, str] = {}
        self.absent_links: list[Entry] = []
        self.submodules: list[str] = []

    def add(self, entry: Entry) -> None:
        """Add a path; pipes, sockets and what is gone belong nowhere."""
        path = entry.path
        kind = "submodule" if entry.is_submodule else self._disk.kind(path)
        if kind == "file":
            self.sources[path] = Source(path)
        elif kind == "link":
            self.links[path] = self._disk.link(path)
        elif kind == "submodule":
            self.submodules.append(path)
        elif entry.tag == "S" and entry.is_link:
            self.absent_links.append(entry)
        elif entry.tag == "S":
            self.sources[path] = Source(path, entry.blob)


class _Disk:
    """What is on disk below the top; folders are looked at once, paths with known modes never."""

    def __init__(self, top: Path, modes: Mapping[str, int]) -> None:
        self._top = os.fspath(top)
        self._modes = modes
        self._folders: dict[str, bool] = {"": True}

    def kind(self, path: str) -> str:
        """Return `file`, `link`, `folder`, `other` or `missing`, as all behind a link is."""
        if not self._is_folder(path.rpartition("/")[0]):
            return "missing"
        mode = self._mode(path)
        if mode is None:
            return "missing"
        if stat.S_ISLNK(mode):
            return "link"
        if stat.S_ISDIR(mode):
            return "folder"
        return "file" if stat.S_ISREG(mode) else "other"

    def link(self, path: str) -> str:
        """Return where a link points to, as it is written."""
        return os.fspath(Path(self._top, path).readlink())

    def _is_folder(self, folder: str) -> bool:
        is_folder = self._folders.get(folder)
        if is_folder is None:
            mode = self._mode(folder) if self._is_folder(folder.rpartition("/")[0]) else None
            is_folder = mode is not None and stat.S_ISDIR(mode)
            self._folders[folder] = is_folder
        return is_folder

    def _mode(self, path: str) -> int | None:
        mode = self._modes.get(path)
        if mode is not None:
            return mode or None
        try:
            return os.lstat(f"{self._top}/{path}").st_mode
        except PermissionError:
            # It is there, and reading it will say that it cannot be read.
            return stat.S_IFREG
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP):
                return None
            raise CannotJudge(f"{path}: {error.strerror}", "repair the file system") from None
