"""Raw commits → commits: the task, mode and decision of each, and who helped."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kavro_lint.git.history.conventions import Said, read_message
from kavro_lint.git.history.identities import agent_of, is_bot
from kavro_lint.model import Change, Commit, RawCommit
from kavro_lint.model.frozen import replace
from kavro_lint.patterns.linear import IdPattern

Lookup = Callable[[str], RawCommit | None]


def read_commits(
    raws: Sequence[RawCommit],
    ids: IdPattern,
    agents: Sequence[str],
    bots: Sequence[str],
    lookup: Lookup,
) -> tuple[Commit, ...]:
    """Read commits, newest first and children before parents, as `repository.history` has them.

    `lookup` finds a commit that a revert names and that is not among them.
    """
    said = {raw.sha: read_message(raw.message, ids) for raw in raws}
    tasks = {sha: each.tasks for sha, each in said.items()}
    tasks |= _of_branches(raws, said)
    tasks |= _of_reverts(said, tasks, ids, lookup)
    return tuple(_commit(raw, said[raw.sha], tasks[raw.sha], agents, bots) for raw in raws)


def with_changes(
    commits: Iterable[Commit], changes: Mapping[str, tuple[Change, ...]]
) -> tuple[Commit, ...]:
    """Return the commits with the files that each changes."""
    return tuple(replace(commit, files=changes.get(commit.sha, ())) for commit in commits)


def _commit(
    raw: RawCommit,
    said: Said,
    tasks: tuple[str, ...],
    agents: Sequence[str],
    bots: Sequence[str],
) -> Commit:
    people = (raw.author, *said.co_authors)
    return Commit(
        raw=raw,
        tasks=tasks,
        mode=said.mode,
        decisions=said.decisions,
        co_authors=said.co_authors,
        agent=agent_of(people, raw.message, agents),
        bot=is_bot(raw.author, bots),
        reverts=said.reverts,
    )


def _of_branches(raws: Sequence[RawCommit], said: Mapping[str, Said]) -> dict[str, tuple[str, ...]]:
    """Give the commits of a merged branch the task that its name names.

    Merges are walked from the oldest on, each claiming what it brought and no older one had;
    a commit that names its own task keeps it.
    """
    by_sha = {raw.sha: raw for raw in raws}
    mainline = set(_first_parents(raws[0].sha, by_sha, set())) if raws else set()
    claimed = set(mainline)
    found: dict[str, tuple[str, ...]] = {}
    for merge in reversed(raws):
        branch = said[merge.sha].branch
        if len(merge.parents) < 2 or (branch is None and merge.sha not in mainline):
            continue
        own = set(_first_parents(merge.parents[0], by_sha, claimed))
        brought = _reached(merge.parents[1:], by_sha, claimed | own if own else claimed)
        claimed |= brought
        if branch is not None:
            found |= {sha: (branch,) for sha in brought if not said[sha].tasks}
    return found


def _reached(starts: Iterable[str], by_sha: Mapping[str, RawCommit], closed: set[str]) -> set[str]:
    """Return the commits that the starts reach without passing a closed one."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        sha = waiting.pop()
        if sha in by_sha and sha not in closed and sha not in found:
            found.add(sha)
            waiting += by_sha[sha].parents
    return found


def _first_parents(start: str, by_sha: Mapping[str, RawCommit], closed: set[str]) -> Iterable[str]:
    """Yield a commit and its first parents, down to a closed one."""
    sha = start
    while sha in by_sha and sha not in closed:
        yield sha
        sha = next(iter(by_sha[sha].parents), "")


def _of_reverts(
    said: Mapping[str, Said],
    tasks: Mapping[str, tuple[str, ...]],
    ids: IdPattern,
    lookup: Lookup,
) -> dict[str, tuple[str, ...]]:
    """Give a revert the task of what it reverts; a chain of reverts ends at its first commit."""
    found: dict[str, tuple[str, ...]] = {}
    for sha, each in said.items():
        target, seen = each.reverts, {sha}
        if each.tasks or target is None:
            continue
        while target is not None and target not in seen:
            seen.add(target)
            whole = next((known for known in said if known.startswith(target)), None)
            if whole is not None and tasks[whole]:
                found[sha] = tasks[whole]
                break
            raw = lookup(target) if whole is None else None
            more = said[whole] if whole else read_message(raw.message, ids) if raw else Said()
            if more.tasks:
                found[sha] = more.tasks
                break
            target = more.reverts
    return found
