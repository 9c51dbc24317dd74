"""Commits by name, and how they descend from each other."""

import os
from collections.abc import Callable, Sequence
from typing import Protocol

from kavro_lint.errors import CannotJudge
from kavro_lint.git.command import begin, run
from kavro_lint.git.repository import Repository, answers_yes, ask
from kavro_lint.spelling import did_you_mean

# What Git calls a tree without a file, by the repository's object format.
_EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
# Git says on standard error that a name is ambiguous.
_WARNING = {"core.warnAmbiguousRefs": "true"}


class Memory(Protocol):
    """A store of answers about commits, which never change."""

    def text(self, key: str) -> str | None:
        """Return what was kept, or None."""
        ...

    def put_text(self, key: str, text: str) -> None:
        """Keep an answer."""
        ...


def head(repository: Repository) -> str | None:
    """Return the commit of HEAD, or None on a branch without commits."""
    return find_commit(repository, "HEAD")


def begin_head(repository: Repository) -> Callable[[], str | None]:
    """Ask for the commit of HEAD; who calls what is returned waits for the answer of `head`."""
    completed = begin(repository.home, repository.environment, _question("HEAD"), _WARNING)
    return lambda: completed().stdout.decode("ascii").strip() or None


def commit(repository: Repository, revision: str) -> str:
    """Return the commit a revision names. Raises CannotJudge that names a near branch or tag."""
    sha = find_commit(repository, revision)
    if sha is not None:
        return sha
    hint = did_you_mean(revision, _branches_and_tags(repository), 0.6)
    advice = "name a branch, a tag or a commit; in a shallow clone, fetch it first"
    raise CannotJudge(
        f"no commit is named {revision!r} here", f"{hint} {advice.capitalize()}" if hint else advice
    )


def find_commit(repository: Repository, revision: str) -> str | None:
    """Return the commit a revision names, or None.

    Raises CannotJudge for a name that a tag and a branch share: Git would take the tag.
    """
    if revision.startswith("-") or "\0" in revision or "\n" in revision:
        return None
    completed = run(repository.home, repository.environment, _question(revision), settings=_WARNING)
    if completed.returncode != 0:
        return None
    sha = completed.stdout.decode("ascii").strip()
    certain = revision == "HEAD" or revision.startswith("refs/") or revision == sha
    if not certain and b"is ambiguous" in completed.stderr:
        raise CannotJudge(
            f"{revision!r} names more than one reference",
            "write its full name: refs/heads/NAME or refs/tags/NAME",
        )
    return sha


def _question(revision: str) -> tuple[str, ...]:
    return "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"


def empty_tree(repository: Repository) -> str:
    """Return the id of the tree without a file, which every repository knows."""
    return _EMPTY_TREES[os.fsdecode(ask(repository, "rev-parse", "--show-object-format")).strip()]


def _branches_and_tags(repository: Repository) -> list[str]:
    return os.fsdecode(ask(repository, "for-each-ref", "--format=%(refname:short)")).split("\n")


def default_branch(repository: Repository) -> str | None:
    """Return the reference that `origin/HEAD` points to, or None."""
    question = ("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
    completed = run(repository.home, repository.environment, question)
    return os.fsdecode(completed.stdout).strip() or None


def current_branch(repository: Repository) -> str | None:
    """Return the name of the branch that HEAD is on, None for a detached HEAD."""
    completed = run(repository.home, repository.environment, ("symbolic-ref", "--quiet", "HEAD"))
    return os.fsdecode(completed.stdout).strip().removeprefix("refs/heads/") or None


def merge_bases(
    repository: Repository, first: str, second: str, memory: Memory | None = None
) -> tuple[str, ...]:
    """Return the best common ancestors, the first of them Git's own choice; () for none.

    `memory` keeps the answer for the next run; in a shallow clone it may still change.
    """
    key = f"merge-bases:{first}:{second}"
    remembered = memory.text(key) if memory is not None else None
    if remembered:
        return tuple(remembered.split())
    completed = run(repository.home, repository.environment, ("merge-base", "--all", first, second))
    bases = tuple(completed.stdout.decode("ascii").split()) if completed.returncode == 0 else ()
    if memory is not None and bases and not is_shallow(repository):
        memory.put_text(key, " ".join(bases))
    return bases


def is_ancestor(repository: Repository, ancestor: str, descendant: str) -> bool:
    """Whether `ancestor` is `descendant`, or an ancestor of it."""
    return answers_yes(repository, "merge-base", "--is-ancestor", ancestor, descendant)


def ordered(repository: Repository, shas: Sequence[str]) -> tuple[str, ...]:
    """Return commits with children before their parents."""
    requested = set(shas)
    stdin = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    listed = ask(repository, "rev-list", "--topo-order", "--stdin", stdin=stdin).decode("ascii")
    return tuple(sha for sha in listed.split() if sha in requested)


def descending(repository: Repository, since: str, tip: str) -> frozenset[str]:
    """Return the commits up to `tip` that descend from `since`."""
    listed = ask(repository, "rev-list", "--ancestry-path", f"{since}..{tip}", "--")
    return frozenset(listed.decode("ascii").split())


def cut_off(repository: Repository) -> frozenset[str]:
    """Return the commits whose parents are not here: because of a shallow clone, or of grafts."""
    shas: set[str] = set()
    for name in ("shallow", "info/grafts"):
        place = repository.common_dir / name
        if place.is_file():
            lines = place.read_text("ascii", "replace").splitlines()
            shas.update(line.split()[0] for line in lines if line.strip())
    return frozenset(shas)


def is_shallow(repository: Repository) -> bool:
    """Whether commits are cut off here."""
    return bool(cut_off(repository))
