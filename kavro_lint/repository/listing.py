"""Which paths there are: in the index, in a commit's tree, and untracked."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.model.frozen import frozen
from kavro_lint.repository.git import Repository, ask, finished, records, start

_INDEX = ("ls-files", "-s", "-t", "-z", "--full-name")


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
class Listed:
    """What there is in a working tree: the entries of the index, and what git does not track.

    Of an unmerged path it is the first stage only; what is ignored is left out; nested
    repositories that are not tracked end in `/`. `unreadable` maps folders that could not be
    opened to the reason.
    """

    entries: tuple[Entry, ...]
    untracked: tuple[str, ...]
    unreadable: Mapping[str, str]


class Listing:
    """Asks git what there is in a working tree; until `read` something else can be done."""

    def __init__(self, repository: Repository) -> None:
        self._arguments = (*_INDEX, "-c", "-o", "--exclude-standard")
        self._process = start(repository.home, repository.environment, self._arguments)

    def read(self) -> Listed:
        """Return what git lists. Raises CannotJudge with git's own words where it fails."""
        done = finished(self._process, self._arguments)
        said = os.fsdecode(done.stderr)
        unreadable = re.findall(r"could not open directory '([^\n]*)': ([^\n]*)", said)
        listed = records(done.stdout)
        # A record of the index has its tag, which is never `?`.
        untracked = tuple([each[2:] for each in listed if each[0] == "?"])
        tracked = [each for each in listed if each[0] != "?"]
        return Listed(tuple(_entries(tracked)), untracked, dict(unreadable))


def index_entries(repository: Repository) -> Iterator[Entry]:
    """Yield the entries of the index; of an unmerged path the first stage only."""
    return _entries(records(ask(repository, *_INDEX)))


def _entries(listed: Iterable[str]) -> Iterator[Entry]:
    last = None
    for record in listed:
        about, path = record.split("\t", 1)
        if path != last:
            tag, mode, blob, _ = about.split(" ")
            yield Entry(path, mode, blob, tag)
        last = path


def tree_entries(repository: Repository, sha: str) -> Iterator[Entry]:
    """Yield all files, links and submodules of a commit's tree."""
    for record in records(ask(repository, "ls-tree", "-r", "-z", "--full-tree", sha)):
        about, path = record.split("\t", 1)
        mode, _, blob = about.split(" ")
        yield Entry(path, mode, blob)
