"""The first-parent line of a commit, oldest first, with what each commit changes."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.git.command import run
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


@frozen
class LineCommit:
    """A commit of a first-parent line, and when it was committed, in seconds since 1970 (UTC)."""

    sha: str
    parents: tuple[str, ...]
    moment: int


def first_parent_line(repository: Repository, tip: str) -> tuple[LineCommit, ...]:
    """Return a commit and its first parents, the oldest first.

    What a shallow clone or a graft cuts off is not there.
    """
    options = ("--first-parent", "--parents", "--timestamp")
    listed = ask(repository, "rev-list", *options, tip, "--").decode("ascii")
    line: list[LineCommit] = []
    first_parent = ""
    for text in listed.splitlines():
        moment, sha, *parents = text.split()
        # A line may be long: the same name is one text.
        sha = first_parent if sha == first_parent else sha
        first_parent = parents[0] if parents else ""
        # A date may be any number; Git prints one before 1970 as a very large one.
        seconds = int(moment) if int(moment) <= LATEST else 0
        line.append(LineCommit(sha, tuple(parents), seconds))
    return tuple(reversed(line))


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
    """Return what commits that are no merges change against their parents, without renames."""
    options = ("--stdin", "-r", "--root", *RAW, *NO_RENAMES)
    stdin = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    return dict(read_by_commit(ask(repository, "diff-tree", *options, stdin=stdin)))


def _compared(
    repository: Repository, command: tuple[str, ...], pairs: bytes
) -> "subprocess.CompletedProcess[bytes]":
    if is_partial(repository):
        return difference(repository, command, stdin=pairs)
    for detection in (RENAMES, EXACT_RENAMES):
        question = (*command, *RAW, *detection)
        completed = run(repository.home, repository.environment, question, pairs)
        if completed.returncode == 0:
            return completed
    return succeeded(completed)
