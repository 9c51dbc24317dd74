"""Changes that need somebody's assent first: KV739, with a base only."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from kavro_lint.architecture import Work, scope_fingerprint
from kavro_lint.model import Approval, Finding, Location
from kavro_lint.patterns import Pattern

RULES = ("KV739",)

HIGH_COMPLEXITY = "high-complexity"
DEFAULT_GATES: Mapping[str, tuple[str, ...]] = {
    "migrations": ("**/migrations/", "**/alembic/versions/", "**/db/migrate/"),
    "ci": (
        ".github/workflows/", ".github/actions/", "action.yml", ".gitlab-ci.yml", ".gitlab/ci/",
        ".circleci/", "azure-pipelines.yml", "Jenkinsfile", ".ci/", "bitbucket-pipelines.yml",
    ),
    "hooks": (
        ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", ".husky/", ".githooks/",
        "lefthook.yml", ".claude/settings.json",
    ),
}  # fmt: skip

# Path → fingerprint of what is there.
Fingerprint = Callable[[str], str]


def gates_of(setting: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return every gate that is on, the shipped ones with what the setting says instead."""
    gates = {**DEFAULT_GATES, **setting}
    return {name: gates[name] for name in gates if gates[name] and name != HIGH_COMPLEXITY}


def files_of(patterns: Sequence[str], paths: Collection[str]) -> tuple[str, ...]:
    """Return the paths that a gate names, sorted."""
    compiled = [Pattern(text) for text in patterns]
    return tuple(sorted(path for path in paths if any(each.matches(path) for each in compiled)))


def findings(
    work: Work,
    setting: Mapping[str, tuple[str, ...]],
    paths: Collection[str],
    differs: Callable[[str], bool],
    fingerprint: Fingerprint,
) -> Iterator[Finding]:
    """Yield each gate, and each task of high complexity, that the change passes unapproved.

    `paths` are those of the base tree and the snapshot, `differs` says which the change
    changes; `setting` is `gates`.
    """
    if work.history.judged is None or not work.judges_merges:
        return
    plans = work.architecture.plan.all()
    approvals = [approval for plan in plans for approval in plan.approvals]
    for name, patterns in gates_of(setting).items():
        marks = _marks(work, approvals, f"gate {name}")
        touched = [path for path in files_of(patterns, paths) if differs(path)]
        missing = [path for path in touched if fingerprint(path) not in marks]
        if missing:
            yield _finding(work, name, missing)
    if HIGH_COMPLEXITY not in setting or setting[HIGH_COMPLEXITY]:
        yield from _complex_tasks(work, approvals)


def _marks(work: Work, approvals: Sequence[Approval], subject: str) -> frozenset[str]:
    endorsed = work.history.endorsements
    return frozenset(
        mark
        for approval in approvals
        if approval.subject == subject.casefold()
        and (approval.path not in endorsed or endorsed[approval.path].counts)
        for mark in approval.covers
    )


def _finding(work: Work, gate: str, missing: Sequence[str]) -> Finding:
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return Finding(
        rule="KV739",
        message=f"the change passes the gate `{gate}` and nobody has approved: {missing[0]}{more}",
        location=Location(missing[0]),
        fix=f"have somebody read it and run `kavro-lint approve 'gate {gate}' --by <name>`",
        atoms=frozenset(("gate", gate, path) for path in missing),
        contract=work.architecture.contract_place,
        source=gate,
        count=len(missing),
    )


def _complex_tasks(work: Work, approvals: Sequence[Approval]) -> Iterator[Finding]:
    brought = {task for commit in work.history.judged or () for task in commit.tasks}
    for number in sorted(brought & work.tasks.keys()):
        task = work.tasks[number][1]
        if task.fields.get("complexity", "").strip(" `*.").casefold() != "high":
            continue
        if scope_fingerprint(task) not in _marks(work, approvals, f"task {number}"):
            yield Finding(
                rule="KV739",
                message=f"task {number} is of High complexity, and nobody has approved it",
                location=task.location,
                fix="have somebody read it and run "
                f"`kavro-lint approve 'task {number}' --by <name>`",
                atoms=frozenset({("gate", HIGH_COMPLEXITY, number)}),
                contract=task.location,
                task=number,
                commit=work.commits[number][0].sha,
            )
