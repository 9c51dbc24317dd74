"""The paths of the index, of a commit's tree, and untracked ones."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kavro_lint.errors import CannotJudge
from kavro_lint.git.command import Completed, begin, run
from kavro_lint.git.repository import Repository, ask, records, succeeded
from kavro_lint.git.safety import environment
from kavro_lint.model.frozen import frozen

_INDEX = ("ls-files", "-s", "-t", "-z", "--full-name")
# As `git ls-files --debug` prints what Git keeps of an entry.
_DEBUG_LINES = 5
_INTENT_TO_ADD = 0x20000000
_UNTRACKED = ("ls-files", "-o", "-z", "--exclude-standard", "--full-name")


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


class Listing:
    """The listing of a working tree, which Git makes in the background until it is needed.

    Git looks at the index and at the folders at the same time; the folders take longer. Both
    methods raise CannotJudge with Git's own words where it fails.
    """

    def __init__(self, repository: Repository) -> None:
        place, safe = repository.home, repository.environment
        self._untracked = begin(place, safe, _UNTRACKED)
        self._index = begin(place, safe, _INDEX)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the index; of an unmerged path the first stage only."""
        return _entries(records(succeeded(self._index()).stdout))

    def untracked(self) -> Untracked:
        """Return what git neither tracks nor ignores."""
        completed = succeeded(self._untracked())
        complaint = os.fsdecode(completed.stderr)
        unreadable = re.findall(r"could not open directory '([^\n]*)': ([^\n]*)", complaint)
        return Untracked(tuple(records(completed.stdout)), dict(unreadable))


class PrintedListing:
    """What Git printed before of a working tree: `ls-files -s -t -c -o -z`."""

    def __init__(self, printed: bytes) -> None:
        self._records = records(printed)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the index; of an unmerged path the first stage only."""
        return _entries(record for record in self._records if not record.startswith("? "))

    def untracked(self) -> Untracked:
        """Return what Git neither tracks nor ignores; all folders could be opened."""
        paths = (record[2:] for record in self._records if record.startswith("? "))
        return Untracked(tuple(paths), {})


def index_entries(repository: Repository) -> tuple[Entry, ...]:
    """Return what the index would commit. Raises CannotJudge where paths are not merged.

    `git add --intent-to-add` stages nothing. Only `--debug` tells such an entry from an empty
    file, with five lines on each (Git's `ce_print_debug` and CE_INTENT_TO_ADD).
    """
    entries: list[Entry] = []
    unmerged: dict[str, None] = {}
    last: tuple[str, str] | None = None
    for part in os.fsdecode(ask(repository, *_INDEX, "--debug")).split("\0"):
        *debug, head = part.split("\n", _DEBUG_LINES) if last is not None else [part]
        if last is not None and not int(debug[-1].rpartition(" ")[2], 16) & _INTENT_TO_ADD:
            tag, mode, blob, stage = last[0].split(" ")
            if stage == "0":
                entries.append(Entry(last[1], mode, blob, tag))
            else:
                unmerged[last[1]] = None
        fields, _, path = head.partition("\t")
        last = (fields, path)
    if unmerged:
        more = f" and {len(unmerged) - 1} more" if len(unmerged) > 1 else ""
        raise CannotJudge(
            f"the index is not merged: {next(iter(unmerged))}{more} in conflict",
            "resolve the conflicts and `git add` the files; the working tree can be checked before",
        )
    return tuple(entries)


def _entries(listed: Iterable[str]) -> Iterator[Entry]:
    last = None
    for record in listed:
        fields, path = record.split("\t", 1)
        if path != last:
            tag, mode, blob, _ = fields.split(" ")
            yield Entry(path, mode, blob, tag)
        last = path


def tree_entries(repository: Repository, sha: str) -> Iterator[Entry]:
    """Yield all files, links and submodules of a commit's tree."""
    for record in records(ask(repository, "ls-tree", "-r", "-z", "--full-tree", sha)):
        fields, path = record.split("\t", 1)
        mode, _, blob = fields.split(" ")
        yield Entry(path, mode, blob)


def ignored(repository: Repository, path: str) -> bool:
    """Whether Git would not see a new file at a path of the working tree."""
    completed = _ask_what_is_ignored(repository.home, repository.environment, [os.fsencode(path)])
    # It fails for a path behind a link, which is not ignored but cannot be written either.
    return completed.returncode == 0


def ignored_folders(top: str, folders: Sequence[bytes]) -> set[bytes] | None:
    """Return those of some folders, which hold no path of the index, that Git does not look into.

    None where Git fails. Raises CannotJudge where there is no Git.
    """
    if not folders:
        return set()
    completed = _ask_what_is_ignored(Path(top), environment(), folders)
    if completed.returncode not in (0, 1):
        return None
    return {path.removeprefix(b"./") for path in completed.stdout.split(b"\0")}


def _ask_what_is_ignored(
    directory: Path, safe: Mapping[str, str], paths: Iterable[bytes]
) -> Completed:
    question = ("check-ignore", "--no-index", "-z", "--stdin")
    # It takes no literal pathspecs; a path that begins so has no magic either.
    variables = {**safe, "GIT_LITERAL_PATHSPECS": "0"}
    return run(directory, variables, question, b"".join(b"./%b\0" % path for path in paths))
