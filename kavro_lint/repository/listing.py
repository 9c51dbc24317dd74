"""Which paths there are: in the index, in a commit's tree, and untracked."""

import os
import re
from collections.abc import Iterator, Mapping

from kavro_lint.model.frozen import frozen
from kavro_lint.repository.git import Repository, ask, checked, records


@frozen
class Entry:
    """A path of the index or of a tree. `tag` is `S` where a sparse checkout leaves it out."""

    path: str
    mode: str
    blob: str
    tag: str = "H"

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == "120000"

    @property
    def is_submodule(self) -> bool:
        """Whether it is a commit of another repository."""
        return self.mode == "160000"


@frozen
class Untracked:
    """What git does not track and does not ignore; nested repositories end in `/`.

    `unreadable` maps folders that could not be opened to the reason.
    """

    paths: tuple[str, ...]
    unreadable: Mapping[str, str]


def index_entries(repository: Repository) -> Iterator[Entry]:
    """Yield the entries of the index; of an unmerged path the first stage only."""
    last = None
    for record in records(ask(repository, "ls-files", "-s", "-t", "-z", "--full-name")):
        about, path = record.split("\t", 1)
        tag, mode, blob, _ = about.split(" ")
        if path != last:
            yield Entry(path, mode, blob, tag)
        last = path


def tree_entries(repository: Repository, sha: str) -> Iterator[Entry]:
    """Yield all files, links and submodules of a commit's tree."""
    for record in records(ask(repository, "ls-tree", "-r", "-z", "--full-tree", sha)):
        about, path = record.split("\t", 1)
        mode, _, blob = about.split(" ")
        yield Entry(path, mode, blob)


def untracked(repository: Repository) -> Untracked:
    """Return what git neither tracks nor ignores."""
    arguments = ("ls-files", "-o", "-z", "--exclude-standard", "--full-name")
    done = checked(repository, arguments)
    said = re.findall(r"could not open directory '([^\n]*)': ([^\n]*)", os.fsdecode(done.stderr))
    return Untracked(tuple(records(done.stdout)), dict(said))
