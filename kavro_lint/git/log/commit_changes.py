"""What commits change: against their parents, and between two states."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.git.command import Completed
from kavro_lint.git.log.raw_format import (
    NO_RENAMES,
    RAW,
    BlobChange,
    read_by_commit,
    read_changes,
)
from kavro_lint.git.log.rename_detection import difference
from kavro_lint.git.repository import Repository, ask
from kavro_lint.git.revisions import Memory
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Change


@frozen
class Step:
    """A commit, its parents, and what it changes against the first of them."""

    sha: str
    parents: tuple[str, ...]
    changes: tuple[BlobChange, ...]


def changes_of(
    repository: Repository, shas: Iterable[str], memory: Memory | None = None
) -> Mapping[str, tuple[Change, ...]]:
    """Return what each commit changes against its parent; a merge, what it changes against all.

    `memory` keeps the answer for the same commits in the next run.
    """
    stdin = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    if not stdin:
        return {}
    key = f"changes:{hashlib.sha256(stdin).hexdigest()}"
    remembered = _parse_changes(memory.text(key) if memory is not None else None)
    if remembered is not None:
        return remembered
    command = ("diff-tree", "--stdin", "-r", "-c", "--root")
    output = difference(repository, command, stdin=stdin).stdout
    changes = {
        sha: tuple(blob_change.change for blob_change in blob_changes)
        for sha, blob_changes in read_by_commit(output)
    }
    if memory is not None:
        import json

        fields = {
            sha: [(change.status, change.path, change.old) for change in listed]
            for sha, listed in changes.items()
        }
        memory.put_text(key, json.dumps(fields))
    return changes


def _parse_changes(text: str | None) -> Mapping[str, tuple[Change, ...]] | None:
    if text is None:
        return None
    # Most runs ask for no changes.
    import json

    try:
        loaded = json.loads(text)
        return loaded and {sha: tuple(Change(*fields) for fields in loaded[sha]) for sha in loaded}
    except (ValueError, TypeError):
        # The remembered text is damaged: Git is asked again.
        return None


def changes_between(repository: Repository, old: str, new: str | None) -> tuple[Change, ...]:
    """Return what differs from the commit `old` to the commit `new`, or to the index (None).

    Contents of the working tree are not asked for: that would run the filters of
    `.gitattributes`.
    """
    output = _difference(repository, old, new).stdout
    return tuple(blob_change.change for blob_change in read_changes(output))


def _difference(repository: Repository, old: str, new: str | None) -> Completed:
    if new is None:
        # `git add --intent-to-add` stages nothing (Git 2.28 knows it without the option).
        command = ("diff-index", "--cached", "--ita-invisible-in-index")
        return difference(repository, command, (old, "--"))
    return difference(repository, ("diff-tree", "-r"), (old, new, "--"))


@frozen
class Renamed:
    """Where files went from one state to another, and whether Git gave up looking for more."""

    paths: Mapping[str, str]
    limited: bool


def renamed_between(repository: Repository, old: str, new: str | None) -> Renamed:
    """Return the renames from the commit `old` to the commit `new`, or to the index (None)."""
    completed = _difference(repository, old, new)
    # Git 2.33 says "exhaustive", older ones "inexact".
    limited = b"rename detection was skipped" in completed.stderr
    paths = {
        blob_change.change.old: blob_change.change.path
        for blob_change in read_changes(completed.stdout)
        if blob_change.change.status == "R" and blob_change.change.old is not None
    }
    return Renamed(paths, limited)


def adding_commits(
    repository: Repository, tip: str, paths: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return, for each path that commits before `tip` added, those commits, newest first."""
    if not paths:
        return {}
    shas = ask(repository, "rev-list", tip, "--", *paths)
    options = ("--stdin", "-r", "--root", "--diff-filter=A", *RAW, *NO_RENAMES)
    output = ask(repository, "diff-tree", *options, "--", *paths, stdin=shas)
    adding: dict[str, list[str]] = {}
    for sha, changes in read_by_commit(output):
        for blob_change in changes:
            adding.setdefault(blob_change.change.path, []).append(sha)
    return {path: tuple(dict.fromkeys(listed)) for path, listed in adding.items()}


def touched(repository: Repository, tip: str, since: str) -> frozenset[str]:
    """Return every path that a commit after `since`, down from it, changes up to `tip`."""
    shas = ask(repository, "rev-list", "--ancestry-path", f"{since}..{tip}", "--")
    output = ask(repository, "diff-tree", "--stdin", "-r", "-m", *RAW, *NO_RENAMES, stdin=shas)
    return frozenset(
        blob_change.change.path for _, changes in read_by_commit(output) for blob_change in changes
    )


def first_parents(repository: Repository, tip: str, count: int) -> Iterator[Step]:
    """Yield the step from each commit to its first parent, newest first, at most `count`."""
    options = ("--first-parent", "--parents", f"--max-count={count}")
    listed = ask(repository, "rev-list", *options, tip, "--").decode("ascii")
    lines = [line.split() for line in listed.splitlines()]
    # With a parent named, `diff-tree` compares with that one only.
    stdin = "".join(" ".join(shas[:2]) + "\n" for shas in lines).encode("ascii")
    command = ("diff-tree", "--stdin", "-r", "--root")
    changes = dict(read_by_commit(difference(repository, command, stdin=stdin).stdout))
    for sha, *parents in lines:
        yield Step(sha, tuple(parents), changes.get(sha, ()))
