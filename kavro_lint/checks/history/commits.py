"""The commits of a change, compared with the roadmap: KV733 to KV738, with a base only."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.scope import governs
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.model.findings import Finding
from kavro_lint.model.history import Commit
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Task
from kavro_lint.spelling import nearest

RULES = ("KV733", "KV734", "KV735", "KV736", "KV737", "KV738")
NEEDS = "change"

# What can be judged of a commit before it is made: its message and its files.
ON_MESSAGE = ("KV734", "KV736")


def findings(case: Case) -> Iterator[Finding]:
    """Yield the judged commits that break the roadmap; nothing without a base."""
    workflow = case.workflow
    judged = workflow.history.judged
    if judged is None or not workflow.judges_merges:
        return
    for commit in judged:
        yield from _unknown_task(workflow, commit)
        yield from _without_task(workflow, commit)
        yield from _outside_scope(workflow, commit)
        yield from _stale(workflow, commit)
        yield from _early(workflow, commit)
    yield from _before_dependency(workflow)


def short(commit: Commit) -> str:
    """Name a commit as a reader knows it: its id and subject."""
    subject = commit.raw.subject[:60]
    return f"commit {commit.sha[:10]} ({subject})" if commit.sha else f"this commit ({subject})"


def _governed(workflow: Workflow, commit: Commit) -> tuple[str, ...]:
    return tuple(path for path in commit.paths if governs(workflow.architecture, path))


def _place(workflow: Workflow, commit: Commit) -> Location:
    """Return the first governed file that a commit changes, else the first at all."""
    paths = _governed(workflow, commit) or commit.paths
    return Location(paths[0]) if paths else workflow.architecture.contract_place


def _unknown_task(workflow: Workflow, commit: Commit) -> Iterator[Finding]:
    """KV736: one per commit."""
    unknown = [task for task in commit.tasks if task not in workflow.tasks]
    if not unknown:
        return
    names = ", ".join(unknown)
    known = (
        f"the nearest is {near}" if (near := _nearest(workflow, unknown[0])) else "no id is similar"
    )
    yield Finding(
        rule="KV736",
        message=f"{short(commit)} names task {names}, which does not exist; {known}",
        location=_place(workflow, commit),
        fix="name the task it belongs to (amend the message), or add the task to the roadmap",
        atoms=frozenset({("commit", commit.sha, "unknown", *unknown)}),
        source=names,
        task=unknown[0],
        commit=commit.sha,
    )


def _nearest(workflow: Workflow, task: str) -> str | None:
    return nearest(task, workflow.tasks)


def _without_task(workflow: Workflow, commit: Commit) -> Iterator[Finding]:
    """KV735: one per commit."""
    exempt = commit.is_merge or commit.is_fixup or commit.bot
    named = commit.tasks or commit.mode or commit.decisions
    if exempt or named or not _governed(workflow, commit):
        return
    yield Finding(
        rule="KV735",
        message=f"{short(commit)} changes governed files and names no task",
        location=_place(workflow, commit),
        fix="add a line `Kavro-Task: <id>` to its message (or Kavro-Mode, Kavro-Decision)",
        atoms=frozenset({("commit", commit.sha, "no task")}),
        commit=commit.sha,
    )


def _outside_scope(workflow: Workflow, commit: Commit) -> Iterator[Finding]:
    """KV734: one per file and commit."""
    known = [task for task in commit.tasks if task in workflow.tasks]
    scopes = [scope for task in known if (scope := workflow.scopes[task]) is not None]
    if not known or len(scopes) < len(known):
        return
    task = workflow.tasks[known[0]][1]
    for path in _governed(workflow, commit):
        if not any(scope.covers(path) for scope in scopes):
            yield _outside(workflow, commit, task, path)


def _outside(workflow: Workflow, commit: Commit, task: Task, path: str) -> Finding:
    allowed = ", ".join(task.scope[:6]) + (", …" if len(task.scope) > 6 else "")
    return Finding(
        rule="KV734",
        message=f"{short(commit)} of task {task.id} changes {path}, outside its scope: {allowed}",
        location=Location(path),
        fix=f"take {path} out of the commit, or name a task whose scope includes it",
        atoms=frozenset({("commit", commit.sha, "scope", path)}),
        contract=task.location,
        source=workflow.architecture.owner(path) or path,
        task=task.id,
        commit=commit.sha,
    )


def _stale(workflow: Workflow, commit: Commit) -> Iterator[Finding]:
    """KV733: at the task's heading."""
    for number in commit.tasks:
        covered = workflow.history.covered.get(number)
        scope = workflow.scopes.get(number)
        if covered is None or scope is None or commit.sha in covered:
            continue
        changed = [path for path in commit.paths if scope.names(path)]
        if changed:
            task = workflow.tasks[number][1]
            yield Finding(
                rule="KV733",
                message=f"{short(commit)} changes {changed[0]} in the scope of task "
                f"{number} after the commits that its validation note covers",
                location=task.location,
                fix=f"validate task {number} again, and name the commit in its note",
                atoms=frozenset({("commit", commit.sha, "stale", number)}),
                contract=task.location,
                task=number,
                commit=commit.sha,
            )


def _early(workflow: Workflow, commit: Commit) -> Iterator[Finding]:
    """KV737: one per file and commit."""
    if commit.sha not in workflow.history.early:
        return
    added = sorted(change.path for change in commit.files if change.status in "AC")
    for path in added:
        if governs(workflow.architecture, path):
            yield Finding(
                rule="KV737",
                message=f"{short(commit)} adds {path} before the blueprint was approved",
                location=Location(path),
                fix="have the blueprint approved first (`kavro-lint approve blueprint`), then "
                "add the code",
                atoms=frozenset({("commit", commit.sha, "early", path)}),
                contract=workflow.architecture.contract_place,
                source=workflow.architecture.owner(path) or path,
                commit=commit.sha,
            )


def _before_dependency(workflow: Workflow) -> Iterator[Finding]:
    """KV738: one per task and dependency."""
    brought = {task for commit in workflow.history.judged or () for task in commit.tasks}
    for number in sorted(brought & workflow.tasks.keys()):
        task = workflow.tasks[number][1]
        for needed in task.dependencies:
            if needed not in workflow.tasks:
                continue
            dependency = workflow.tasks[needed][1]
            if dependency.state != "complete" and not workflow.is_merged(dependency):
                yield Finding(
                    rule="KV738",
                    message=f"task {number} comes before task {needed}, on which it depends",
                    location=task.location,
                    fix=f"merge task {needed} first",
                    atoms=frozenset({("artifact", task.location.path, number, "needs", needed)}),
                    contract=dependency.location,
                    task=number,
                )
