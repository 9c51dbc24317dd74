"""The status of the work: phases, approvals, tasks, and whether code may be written now."""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture.approvals import recorded
from kavro_lint.architecture.gate import Gate, Hand, gate, in_progress, task_in_hand
from kavro_lint.architecture.scope import governs
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.git.history import find_adopted
from kavro_lint.git.history.message_conventions import task_of_branch
from kavro_lint.git.revisions import current_branch
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.findings import Judged
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Task
from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.history import conventions_of
from kavro_lint.pipeline.request import FindingOptions, Request

PHASES: Mapping[int, str] = {
    1: "research",
    2: "blueprint",
    3: "tasks",
    4: "documentation",
    5: "prompts",
    6: "agent selection",
    7: "governance",
}


@frozen
class PhaseStatus:
    """A phase: `done`, `open` (`missing` counts its findings by rule) or `not followed`."""

    number: int
    name: str
    state: str
    missing: Mapping[str, int]


@frozen
class Status:
    """Where the work stands. `gate` says whether code may be written, `hand` by which task."""

    phases: tuple[PhaseStatus, ...]
    approvals: tuple[str, ...]
    tasks: tuple[Task, ...]
    hand: Hand
    gate: Gate
    blueprint: str | None
    workflow: Workflow
    findings: tuple[Judged, ...]
    never_fired: tuple[str, ...] = ()


def status(request: Request, environment: Mapping[str, str]) -> Status:
    """Read where the work stands in the working tree. Raises CannotJudge."""
    return status_of(examine(request, FindingOptions()), environment)


def status_of(examined: Examined, environment: Mapping[str, str]) -> Status:
    """Return where the work stands in a state that was judged."""
    case, report = examined.case, examined.report
    workflow = case.workflow
    ids = conventions_of(examined.survey).ids
    branch = current_branch(examined.survey.repository)
    hand = task_in_hand(workflow, task_of_branch(branch or "", ids), environment)
    had_source = _had_source(examined)
    opened = gate(
        workflow,
        hand,
        had_source=had_source,
        findings=report.findings,
        fail_on=case.settings.fail_on,
    )
    plan = case.architecture.plan
    return Status(
        phases=tuple(_phases(examined)),
        approvals=tuple(recorded(workflow)),
        tasks=in_progress(workflow),
        hand=hand,
        gate=opened,
        blueprint=plan.blueprint,
        workflow=workflow,
        findings=report.findings,
    )


def _phases(examined: Examined) -> Iterator[PhaseStatus]:
    judged = examined.report.coverage.phases_judged
    for number, name in PHASES.items():
        missing: dict[str, int] = {}
        for finding in examined.report.findings:
            if finding.rule.phase == number:
                missing[finding.rule.id] = missing.get(finding.rule.id, 0) + 1
        followed = number in judged or missing
        state = "not followed" if not followed else "open" if missing else "done"
        yield PhaseStatus(number, name, state, dict(sorted(missing.items())))


def _had_source(examined: Examined) -> bool:
    """Whether governed source existed at adoption: before that, in the last commit."""
    survey, history = examined.survey, examined.context.history
    tip = survey.snapshot.commit
    if tip is None:
        return False
    adopted = history.adopted or find_adopted(survey.repository, tip, conventions_of(survey))
    snapshot = commit_snapshot(survey.repository, adopted or tip)
    return any(governs(examined.case.architecture, path) for path in snapshot.sources)
