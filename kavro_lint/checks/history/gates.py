"""Changes that need somebody's approval first: KV739, with a base only."""

from collections.abc import Iterator, Sequence

from kavro_lint.architecture.approvals import covered
from kavro_lint.architecture.case import Case, content_fingerprint
from kavro_lint.architecture.scope import scope_fingerprint
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.checks.gate_files import HIGH_COMPLEXITY, files_of, gates_of
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location

RULES = ("KV739",)
NEEDS = "change"


def findings(case: Case) -> Iterator[Finding]:
    """Yield each gate, and each task of high complexity, that the change passes unapproved."""
    workflow = case.workflow
    if not case.is_change or workflow.history.judged is None or not workflow.judges_merges:
        return
    setting = case.settings.gates
    for name, patterns in gates_of(setting).items():
        approved = covered(workflow, f"gate {name}")
        changed = [path for path in files_of(patterns, _paths(case)) if case.differs(path)]
        missing = [
            path for path in changed if content_fingerprint(case.snapshot, path) not in approved
        ]
        if missing:
            yield _finding(workflow, name, missing)
    if HIGH_COMPLEXITY not in setting or setting[HIGH_COMPLEXITY]:
        yield from _complex_tasks(workflow)


def _paths(case: Case) -> frozenset[str]:
    """Return every path of the state and of its base tree."""
    before = case.base.own.snapshot.sources if case.base is not None else ()
    return frozenset((*case.snapshot.sources, *before))


def _finding(workflow: Workflow, gate: str, missing: Sequence[str]) -> Finding:
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return Finding(
        rule="KV739",
        message=f"the gate `{gate}` needs an approval, and there is none for {missing[0]}{more}",
        location=Location(missing[0]),
        fix=f"have somebody read it and run `kavro-lint approve 'gate {gate}' --by <name>`",
        atoms=frozenset(("gate", gate, path) for path in missing),
        contract=workflow.architecture.contract_place,
        source=gate,
        count=len(missing),
        severity="minor" if workflow.history.squashed else None,
    )


def _complex_tasks(workflow: Workflow) -> Iterator[Finding]:
    brought = {task for commit in workflow.history.judged or () for task in commit.tasks}
    for number in sorted(brought & workflow.tasks.keys()):
        task = workflow.tasks[number][1]
        if task.fields.get("complexity", "").strip(" `*.").casefold() != "high":
            continue
        if scope_fingerprint(task) not in covered(workflow, f"task {number}"):
            yield Finding(
                rule="KV739",
                message=f"task {number} has High complexity, but nobody has approved it",
                location=task.location,
                fix="have somebody read it and run "
                f"`kavro-lint approve 'task {number}' --by <name>`",
                atoms=frozenset({("gate", HIGH_COMPLEXITY, number)}),
                contract=task.location,
                task=number,
                commit=workflow.commits[number][0].sha,
                severity="minor" if workflow.history.squashed else None,
            )
