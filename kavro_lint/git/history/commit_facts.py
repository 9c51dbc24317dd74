"""Raw commits → commits, with the task, mode, decision, agent and co-authors of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kavro_lint.git.history.identities import agent_of, is_bot
from kavro_lint.git.history.message_conventions import SHORTEST_SHA, MessageFields, read_message
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import Change, Commit, RawCommit
from kavro_lint.patterns.linear import IdPattern

Lookup = Callable[[str], RawCommit | None]
Known = Callable[[str], Commit | None]


def read_commits(
    raws: Sequence[RawCommit],
    ids: IdPattern,
    agents: Sequence[str],
    bots: Sequence[str],
    lookup: Lookup,
    *,
    known: Known = lambda revision: None,
) -> tuple[Commit, ...]:
    """Read commits, newest first and children before parents, as `repository.history` has them.

    `lookup` finds a commit that a revert names and that is not among them; `known` are those that
    were read before, which these come after.
    """
    fields = {raw.sha: read_message(raw.message, ids) for raw in raws}
    tasks = {sha: message.tasks for sha, message in fields.items()}
    tasks |= _tasks_of_branches(raws, fields)
    tasks |= _tasks_of_reverts(fields, tasks, ids, lookup, known)
    return tuple(_commit(raw, fields[raw.sha], tasks[raw.sha], agents, bots) for raw in raws)


def with_changes(
    commits: Iterable[Commit], changes: Mapping[str, tuple[Change, ...]]
) -> tuple[Commit, ...]:
    """Return the commits with the files that each changes."""
    return tuple(replace(commit, files=changes.get(commit.sha, ())) for commit in commits)


def _commit(
    raw: RawCommit,
    fields: MessageFields,
    tasks: tuple[str, ...],
    agents: Sequence[str],
    bots: Sequence[str],
) -> Commit:
    people = (raw.author, *fields.co_authors)
    return Commit(
        raw=raw,
        tasks=tasks,
        mode=fields.mode,
        decisions=fields.decisions,
        co_authors=fields.co_authors,
        agent=agent_of(people, raw.message, agents),
        bot=is_bot(raw.author, bots),
        reverts=fields.reverts,
    )


def _tasks_of_branches(
    raws: Sequence[RawCommit], fields: Mapping[str, MessageFields]
) -> dict[str, tuple[str, ...]]:
    """Give the commits of a merged branch the task that its name names.

    Merges are walked from the oldest on, each claiming what it brought and no older one had;
    a commit that names its own task keeps it.
    """
    by_sha = {raw.sha: raw for raw in raws}
    mainline = set(_first_parents(raws[0].sha, by_sha, set())) if raws else set()
    claimed = set(mainline)
    tasks: dict[str, tuple[str, ...]] = {}
    for merge in reversed(raws):
        branch = fields[merge.sha].branch
        if len(merge.parents) < 2 or (branch is None and merge.sha not in mainline):
            continue
        first_line = set(_first_parents(merge.parents[0], by_sha, claimed))
        merged = _reached(
            merge.parents[1:], by_sha, claimed | first_line if first_line else claimed
        )
        claimed |= merged
        if branch is not None:
            tasks |= {sha: (branch,) for sha in merged if not fields[sha].tasks}
    return tasks


def _reached(starts: Iterable[str], by_sha: Mapping[str, RawCommit], closed: set[str]) -> set[str]:
    """Return the commits that the starts reach without passing a closed one."""
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        sha = waiting.pop()
        if sha in by_sha and sha not in closed and sha not in reached:
            reached.add(sha)
            waiting += by_sha[sha].parents
    return reached


def _first_parents(start: str, by_sha: Mapping[str, RawCommit], closed: set[str]) -> Iterable[str]:
    """Yield a commit and its first parents, down to a closed one."""
    # A commit that is about to be made has "" for a name.
    sha: str | None = start
    while sha is not None and sha in by_sha and sha not in closed:
        yield sha
        sha = next(iter(by_sha[sha].parents), None)


def _tasks_of_reverts(
    fields: Mapping[str, MessageFields],
    tasks: Mapping[str, tuple[str, ...]],
    ids: IdPattern,
    lookup: Lookup,
    known: Known,
) -> dict[str, tuple[str, ...]]:
    """Give a revert the task of what it reverts; a chain of reverts ends at its first commit."""
    by_beginning: dict[str, list[str]] = {}
    for sha in fields:
        by_beginning.setdefault(sha[:SHORTEST_SHA], []).append(sha)

    def fields_of(target: str) -> MessageFields:
        """Return what the commit that a revert names says, with the task that it has."""
        shas = by_beginning.get(target[:SHORTEST_SHA], [])
        sha = next((candidate for candidate in shas if candidate.startswith(target)), None)
        if sha is not None:
            return replace(fields[sha], tasks=tasks[sha])
        earlier = known(target)
        if earlier is not None:
            return MessageFields(tasks=earlier.tasks, reverts=earlier.reverts)
        raw = lookup(target)
        return MessageFields() if raw is None else read_message(raw.message, ids)

    inherited: dict[str, tuple[str, ...]] = {}
    for sha, message in fields.items():
        target, visited = message.reverts, {sha}
        while not message.tasks and target is not None and target not in visited:
            visited.add(target)
            reverted = fields_of(target)
            if reverted.tasks:
                inherited[sha] = reverted.tasks
                break
            target = reverted.reverts
    return inherited
