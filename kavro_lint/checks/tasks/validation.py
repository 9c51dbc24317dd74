"""Tasks that are complete or merged, compared with their validation notes and the commits."""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow, note_of
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Criterion, Note, Plan, Task

RULES = ("KV730", "KV731", "KV732", "KV740")
NEEDS = "artifacts"

CRITERIA: Mapping[str, str] = {
    "architectural alignment": "Architectural alignment",
    "scope compliance": "Scope compliance",
    "standards compliance": "Standards compliance",
    "test coverage": "Test coverage",
    "documentation currency": "Documentation currency",
}
GRADES = ("PASS", "FLAG", "BLOCK")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is missing from the validation of each task that is complete or merged."""
    workflow = case.workflow
    for plan, task in workflow.all_tasks():
        note = note_of(plan, task)
        is_done = task.state == "complete" or workflow.is_merged(task)
        if note is not None and is_done and not _is_filled(note):
            # A skeleton is no note: nobody has validated anything yet.
            note = None
        if note is not None:
            yield from _incomplete(task, note)
        if task.state == "complete":
            yield from _phantom(workflow, task)
        if not is_done:
            continue
        how = "complete" if task.state == "complete" else _how_merged(workflow, task)
        if note is None:
            yield _missing(plan, task, how)
        else:
            yield from _blocked(task, note, how)


def _is_filled(note: Note) -> bool:
    """Whether a note says how anything went: a verdict, or the status of a row or a step."""
    rows = (*note.criteria, *note.results.values())
    return note.verdict is not None or bool(note.text) or any(row.status for row in rows)


def _how_merged(workflow: Workflow, task: Task) -> str:
    """Say what is true on a branch: its commits are not merged yet."""
    return "merged" if workflow.is_on_mainline(task) else "part of this change"


def _missing(plan: Plan, task: Task, how: str) -> Finding:
    place = f"{plan.root}{plan.folder}/validation/{task.id}.md"
    back = "change its state back" if task.state == "complete" else "revert it"
    return Finding(
        rule="KV730",
        message=f"task {task.id} is {how}, but nobody has validated it",
        location=task.location,
        fix=f"validate it and write {place}, or {back}",
        atoms=frozenset({("artifact", task.location.path, "validation", task.id)}),
        contract=task.tracker or task.location,
        task=task.id,
    )


def _phantom(workflow: Workflow, task: Task) -> Iterator[Finding]:
    """KV740: complete, and nothing since adoption touches its scope."""
    touched, scope = workflow.history.touched, workflow.scopes.get(task.id)
    if touched is None or scope is None or task.id in workflow.history.settled:
        return
    if not any(scope.names(path) for path in touched):
        shown = ", ".join(task.scope[:5]) + (", …" if len(task.scope) > 5 else "")
        yield Finding(
            rule="KV740",
            message=f"task {task.id} is marked complete, but no commit since adoption touches "
            f"its scope: {shown}",
            location=task.location,
            fix="do the work, correct the scope, or change the state back",
            atoms=frozenset({("artifact", task.location.path, "phantom", task.id)}),
            contract=task.tracker or task.location,
            task=task.id,
        )


def _incomplete(task: Task, note: Note) -> Iterator[Finding]:
    grave = list(_grave(note))
    if grave:
        yield _finding(task, note, "KV731", grave, None)
    light = list(_light(task, note)) if note.form == "report" or note.criteria else []
    if light:
        yield _finding(task, note, "KV731", light, "minor")


@frozen
class Lack:
    """What a note lacks, what to do about it, and which part of the note it is about."""

    message: str
    fix: str
    part: str


def _grave(note: Note) -> Iterator[Lack]:
    if note.verdict is None:
        report = note.form == "report" or note.criteria
        shape = "`### Overall: PASS`" if report else "`PASS - what was observed`"
        yield Lack("it has no verdict", f"write {shape}, FLAG or BLOCK", "verdict")
    if note.form != "report" and not note.criteria:
        if not note.text:
            yield Lack("it does not say what was observed", "say what was run and seen", "observed")
        return
    known = {criterion.name for criterion in note.criteria if criterion.status}
    for key, name in CRITERIA.items():
        if key not in known:
            yield Lack(f"{name} has no status", f"add the row `| {name} | PASS | … |`", key)
    rows = [*note.criteria, *note.results.values()]
    worst = max((row for row in rows if row.status), key=_grade, default=None)
    if (
        note.verdict is not None
        and worst is not None
        and _grade(worst) > GRADES.index(note.verdict)
    ):
        name = CRITERIA.get(worst.name, worst.name)
        yield Lack(
            f"its verdict is {note.verdict}, better than {worst.status} of {name} on line "
            f"{worst.location.line}",
            f"make the verdict {worst.status}",
            "better",
        )


def _grade(row: Criterion) -> int:
    return GRADES.index(row.status)


def _light(task: Task, note: Note) -> Iterator[Lack]:
    if not note.commits:
        yield Lack("it names no commits", "add `**Commits:** a1b2c3d..d4e5f6a`", "commits")
    if not note.validated_by:
        yield Lack("it names no person", "add `**Validated by:** <name>`", "person")
    if note.date is None:
        yield Lack("it has no date", "add `**Date:** YYYY-MM-DD`", "date")
    for step in task.steps:
        result = note.results.get(step.number)
        if result is None or not result.status:
            yield Lack(
                f"validation step {step.number} has no result",
                f"add `{step.number}. PASS - what was observed` under Validation steps",
                f"step {step.number}",
            )


def _finding(
    task: Task, note: Note, rule: str, lacks: Sequence[Lack], severity: Severity | None
) -> Finding:
    return Finding(
        rule=rule,
        message=f"the validation note of task {task.id}: "
        + "; ".join(lack.message for lack in lacks),
        location=note.location,
        fix="; ".join(lack.fix for lack in lacks),
        atoms=frozenset(("artifact", note.location.path, task.id, lack.part) for lack in lacks),
        contract=_contract(task, lacks),
        severity=severity,
        task=task.id,
    )


def _contract(task: Task, lacks: Sequence[Lack]) -> Location:
    """Return the first step without a result, else the task."""
    for step in task.steps:
        if any(lack.part == f"step {step.number}" for lack in lacks):
            return step.location
    return task.location


def _blocked(task: Task, note: Note, how: str) -> Iterator[Finding]:
    if note.verdict == "BLOCK":
        lack = Lack(
            f"its verdict is BLOCK, but the task is {how}",
            "roll the task back, or resolve what blocks it and validate again",
            "block",
        )
        yield _finding(task, note, "KV732", [lack], None)
    elif note.verdict == "FLAG" and not note.items:
        yield _finding(task, note, "KV732", [_FLAG], None)


_FLAG = Lack(
    "its verdict is FLAG, but nothing is listed under Items requiring resolution",
    "list there what the FLAG is about, each as `- [ ] …`",
    "flag",
)
