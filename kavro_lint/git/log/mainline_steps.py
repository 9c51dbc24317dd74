"""The first-parent line of a commit, oldest first, with what each commit changes."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, overload

from kavro_lint.errors import CannotJudge
from kavro_lint.git.command import Completed, run
from kavro_lint.git.log.commit_changes import Step
from kavro_lint.git.log.raw_format import (
    EXACT_RENAMES,
    NO_RENAMES,
    RAW,
    RENAMES,
    BlobChange,
    read_by_commit,
)
from kavro_lint.git.log.rename_detection import difference
from kavro_lint.git.partial_clone import is_partial
from kavro_lint.git.repository import Repository, ask, succeeded
from kavro_lint.model.frozen import frozen

# The end of the year 9999.
LATEST = 253_402_300_799
# Bytes of a moment.
MOMENT = 8


# So many commits of a line are asked of Git, and read from the file, at once.
PAGE = 10_000


@frozen
class LineCommit:
    """A commit of a first-parent line, and when it was committed, in seconds since 1970 (UTC).

    `parents` is its first parent alone, nothing for none.
    """

    sha: str
    parents: tuple[str, ...]
    moment: int


class Line(Sequence[LineCommit]):
    """A first-parent line, the oldest commit first, in a temporary file: it may have any length.

    `file` has a record of the same size for each commit, the newest first.
    """

    def __init__(self, file: IO[bytes], record: int) -> None:
        """Take a file that was written, and how many bytes each of its records has."""
        file.flush()
        self._file = file
        self._record = record
        self._count = os.fstat(file.fileno()).st_size // record

    def __len__(self) -> int:
        """Count the commits."""
        return self._count

    @overload
    def __getitem__(self, index: int) -> LineCommit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LineCommit, ...]: ...
    def __getitem__(self, index: int | slice) -> "LineCommit | tuple[LineCommit, ...]":
        """Return a commit, or some that follow each other."""
        if isinstance(index, slice):
            start, stop, _ = index.indices(self._count)
            return tuple(self._commits(start, stop))
        number = index + self._count if index < 0 else index
        if not 0 <= number < self._count:
            raise IndexError(index)
        return self._commits(number, number + 1)[0]

    def __iter__(self) -> Iterator[LineCommit]:
        """Yield the commits, the oldest first."""
        for start in range(0, self._count, PAGE):
            yield from self._commits(start, min(start + PAGE, self._count))

    def _commits(self, start: int, stop: int) -> list[LineCommit]:
        first = max(start - 1, 0)
        size = self._record
        # Another process may read the same file: neither has a position of its own.
        content = os.pread(self._file.fileno(), (stop - first) * size, (self._count - stop) * size)
        records = [content[at : at + size] for at in range(0, len(content), size)]
        commits: list[LineCommit] = []
        parents: tuple[str, ...] = ()
        for number, record in enumerate(reversed(records), first):
            sha = record[:-MOMENT].decode("ascii")
            if number >= start:
                commits.append(LineCommit(sha, parents, int.from_bytes(record[-MOMENT:])))
            parents = (sha,)
        return commits


def first_parent_line(repository: Repository, tip: str) -> Line:
    """Return a commit and its first parents, the oldest first.

    What a shallow clone or a graft cuts off is not there. Raises CannotJudge, also where no
    temporary file can be written.
    """
    from tempfile import TemporaryFile

    options = ("--first-parent", "--parents", "--timestamp", f"--max-count={PAGE}")
    record = 0
    try:
        file = TemporaryFile()  # noqa: SIM115 - it goes with the line
        while tip:
            listed = ask(repository, "rev-list", *options, tip, "--").decode("ascii").splitlines()
            for text in listed:
                moment, sha, *parents = text.split()
                # A date may be any number; Git prints one before 1970 as a very large one.
                seconds = int(moment) if int(moment) <= LATEST else 0
                record = file.write(sha.encode("ascii") + seconds.to_bytes(MOMENT))
                tip = parents[0] if parents else ""
        return Line(file, record)
    except OSError as error:
        raise CannotJudge(
            f"a temporary file cannot be written: {error.strerror}", "make room, or set TMPDIR"
        ) from None


def steps(repository: Repository, line: Sequence[LineCommit]) -> Iterator[Step]:
    """Yield what each commit changes against its first parent, with renames, in the order given.

    Where contents that Git compares are missing, only files of the same content are renames.
    """
    # With a parent named, `diff-tree` compares with that one only.
    pairs = (
        "".join(" ".join((commit.sha, *commit.parents[:1])) + "\n" for commit in line)
    ).encode()
    command = ("diff-tree", "--stdin", "-r", "--root")
    changes = dict(read_by_commit(_compared(repository, command, pairs).stdout))
    for commit in line:
        yield Step(commit.sha, commit.parents, changes.get(commit.sha, ()))


def blob_changes_of(
    repository: Repository, shas: Sequence[str]
) -> Mapping[str, tuple[BlobChange, ...]]:
    """Return what commits that are not merges change against their parents, without renames."""
    options = ("--stdin", "-r", "--root", *RAW, *NO_RENAMES)
    stdin = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    return dict(read_by_commit(ask(repository, "diff-tree", *options, stdin=stdin)))


def _compared(repository: Repository, command: tuple[str, ...], pairs: bytes) -> Completed:
    if is_partial(repository):
        return difference(repository, command, stdin=pairs)
    for detection in (RENAMES, EXACT_RENAMES):
        question = (*command, *RAW, *detection)
        completed = run(repository.home, repository.environment, question, pairs)
        if completed.returncode == 0:
            return completed
    return succeeded(completed)
