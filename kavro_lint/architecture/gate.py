"""The gate for code: whether it may be written now, and if not, why (docs/contract.md, 5.2)."""

import os
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture.approvals import is_approved
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.model.findings import SEVERITIES, Finding, Judged
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Plan, Task
from kavro_lint.printable import printable

# Phases whose findings close the gate, whatever their severity, where the setting names them.
ALWAYS_NEEDED = frozenset({4, 5, 6})
PLANNING = frozenset({1, 2, 3})
SINGLE_PHASE = "single-phase"


@frozen
class Hand:
    """The task in hand. `given_by` says who named it; `mode` is KAVRO_MODE, "" for none.

    `unknown` is a name that no task has.
    """

    task: Task | None = None
    given_by: str = ""
    unknown: str = ""
    mode: str = ""

    @property
    def needs_task(self) -> bool:
        """Whether code needs a task: not in single-phase mode."""
        return self.mode != SINGLE_PHASE


def is_single_phase(environment: Mapping[str, str]) -> bool:
    """Whether KAVRO_MODE lifts the need for a task."""
    return environment.get("KAVRO_MODE") == SINGLE_PHASE


def mode_shown(mode: str) -> str:
    """Return KAVRO_MODE as answers name it; one that lifts nothing is called unknown."""
    unknown = "" if mode == SINGLE_PHASE else ", unknown"
    return f"(KAVRO_MODE={printable(mode, 30)}{unknown})"


@frozen
class Gate:
    """`is_open` says whether code may be written; `reasons` why not, `fix` the remedy."""

    is_open: bool
    reasons: tuple[str, ...] = ()
    fix: str = ""


OPEN = Gate(True)


def task_in_hand(workflow: Workflow, branch: str | None, environment: Mapping[str, str]) -> Hand:
    """Return the task that KAVRO_TASK names, else the branch, else the only one in progress.

    `branch` is the task that the branch's name holds.
    """
    mode = environment.get("KAVRO_MODE", "")
    named = environment.get("KAVRO_TASK", "").strip()
    for name, source in ((named, "KAVRO_TASK"), (branch or "", "the branch")):
        if name:
            planned = workflow.tasks.get(name)
            if planned is None:
                return Hand(unknown=name, given_by=source, mode=mode)
            return Hand(planned[1], source, mode=mode)
    started = in_progress(workflow)
    if len(started) == 1:
        return Hand(started[0], "the only task in progress", mode=mode)
    return Hand(mode=mode)


def in_progress(workflow: Workflow) -> tuple[Task, ...]:
    """Return the tasks that the roadmap says are in progress."""
    return tuple(task for _, task in workflow.all_tasks() if task.state == "in-progress")


def gate(
    workflow: Workflow,
    hand: Hand,
    *,
    had_source: bool,
    findings: Sequence[Judged],
    fail_on: str,
) -> Gate:
    """Say whether code may be written.

    `had_source` says whether governed source existed at adoption; `findings` are those that are
    new.
    """
    if not workflow.is_followed:
        return OPEN
    if had_source and hand.task is None and not hand.unknown and not in_progress(workflow):
        return OPEN
    reasons = [*_unapproved(workflow, findings), *_without_task(workflow, hand)]
    if reasons:
        return Gate(False, tuple(text for text, _ in reasons), reasons[0][1])
    concerned = _with_dependencies(workflow, hand.task)
    blocking = [
        judged.finding
        for judged in findings
        if _closes(workflow, judged, fail_on)
        and (judged.finding.task is None or judged.finding.task in concerned)
    ]
    if not blocking:
        return OPEN
    return Gate(False, tuple(_shown(finding) for finding in blocking), blocking[0].fix)


def _unapproved(workflow: Workflow, findings: Sequence[Judged]) -> Iterable[tuple[str, str]]:
    unfilled = {judged.finding.location.path for judged in findings if judged.finding.unfilled}
    for plan in workflow.architecture.plan.all():
        if not is_approved(workflow, plan):
            # Nobody can approve what a template says.
            first = "fill it in, then " if plan.blueprint in unfilled else ""
            yield (
                f"the blueprint {_name(plan)} is not approved",
                f"{first}ask a person to read it and to run "
                "`kavro-lint approve blueprint --by <name>`",
            )


def _name(plan: Plan) -> str:
    return plan.blueprint or f"{plan.root}{plan.folder}/blueprint.md (it does not exist)"


def _without_task(workflow: Workflow, hand: Hand) -> Iterable[tuple[str, str]]:
    if not hand.needs_task or hand.task is not None:
        return
    started = in_progress(workflow)
    if hand.unknown:
        yield (
            f"{hand.given_by} names task {hand.unknown}, which does not exist",
            "name a task of the roadmap",
        )
    elif started:
        names = ", ".join(task.id for task in started[:5])
        yield (f"several tasks are in progress: {names}", "say which one: KAVRO_TASK=<id>")
    else:
        yield (
            "no task is in progress",
            "set the task to 🔄 in the roadmap, or name it: KAVRO_TASK=<id>",
        )


def _with_dependencies(workflow: Workflow, task: Task | None) -> frozenset[str]:
    """Return a task and all that it depends on, directly or not."""
    tasks: set[str] = set()
    waiting = [task.id] if task is not None else []
    while waiting:
        name = waiting.pop()
        if name in workflow.tasks and name not in tasks:
            tasks.add(name)
            waiting += workflow.tasks[name][1].dependencies
    return frozenset(tasks)


def _closes(workflow: Workflow, judged: Judged, fail_on: str) -> bool:
    phase, severity = judged.rule.phase, judged.severity
    if phase in PLANNING:
        return fail_on in SEVERITIES and SEVERITIES.index(severity) >= SEVERITIES.index(fail_on)
    is_needed = phase in ALWAYS_NEEDED and phase in (workflow.phases_named or ())
    return is_needed and bool(judged.rule.begins)


def _shown(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}"


def environment() -> Mapping[str, str]:
    """Return the environment that names the task and the mode."""
    return os.environ
