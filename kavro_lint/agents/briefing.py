"""The text for a starting agent: the state of the work, its task, what it may import."""

from collections.abc import Iterator, Mapping

from kavro_lint.agents.events import ROOM_FOR_MODE
from kavro_lint.agents.standing import Standing, kept_basis
from kavro_lint.printable import printable

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.commands.status import Status
    from kavro_lint.pipeline.check import Examined

LONGEST = 1_500
# What a stop compares with: so many findings that were there when the work began.
MOST_KNOWN = 500


def standing_of(examined: "Examined", environment: Mapping[str, str]) -> Standing:
    """Return where the work stands in a state that was examined."""
    from kavro_lint.commands.status import status_of
    from kavro_lint.pipeline.denied_edits import basis_of, unreadable_blueprints

    status = status_of(examined, environment)
    plan = examined.case.architecture.plan
    text = "\n".join(_lines(status))
    longest = LONGEST - ROOM_FOR_MODE
    task = status.hand.task
    findings = examined.report.findings
    return Standing(
        has_blueprint=any(inner.blueprint for inner in plan.all()),
        shut="" if status.gate.is_open else _shut(status),
        task=task if task is not None and task.scope else None,
        plan_root=_plan_root(status),
        start=text if len(text) <= longest else text[: longest - 1] + "…",
        known=tuple(judged.fingerprint for judged in findings[:MOST_KNOWN]),
        commit=examined.survey.snapshot.commit or "",
        artifacts=examined.case.settings.artifacts,
        limit=examined.case.settings.max_file_size,
        kept=kept_basis(basis_of(examined)),
        unreadable=unreadable_blueprints(plan),
    )


def _shut(status: "Status") -> str:
    """Return why no code may be written, and the remedy."""
    reasons = "; ".join(printable(reason) for reason in status.gate.reasons[:3])
    return (
        f"KV737 code-before-approval: code may not be written now: {reasons} "
        f"({printable(status.blueprint or 'no blueprint')}). Next: {printable(status.gate.fix)}."
    )


def _plan_root(status: "Status") -> str:
    """Return the root of the plan that the task in hand is in."""
    task = status.hand.task
    planned = status.workflow.tasks.get(task.id) if task is not None else None
    return planned[0].root if planned is not None else ""


def _lines(status: "Status") -> Iterator[str]:
    yield f"kavro-lint: the plan is {printable(status.blueprint or 'docs/kavro/')}; it is the rule."
    if status.gate.is_open:
        yield "Code may be written now."
    else:
        yield "Code may NOT be written now: " + "; ".join(
            printable(reason) for reason in status.gate.reasons[:3]
        )
        yield f"Next: {printable(status.gate.fix)}"
    task = status.hand.task
    if task is not None:
        yield f"Task {printable(task.id)} - {printable(task.name)} ({status.hand.given_by})"
        yield f"Scope: {printable(', '.join(task.scope) or 'not stated', 300)}"
        yield from _imports(status)
        yield f"Commits carry the line: Kavro-Task: {printable(task.id)}"
    open_phases = [phase.name for phase in status.phases if phase.state == "open"]
    if open_phases:
        yield f"Open phases: {', '.join(open_phases)} (kavro-lint status)"
    yield "Before an edit: kavro-lint explain FILE. After: kavro-lint check --base auto."


def _imports(status: "Status") -> Iterator[str]:
    """Yield what the modules of the scope may import."""
    from kavro_lint.commands.explain.allowance import allowance

    task = status.hand.task
    scope = status.workflow.scopes.get(task.id) if task is not None else None
    architecture = status.workflow.architecture
    for name in list(scope.modules if scope is not None else ())[:5]:
        if name in architecture.contracts:
            allowed_modules = allowance(architecture, name)
            allowed = (
                "any module" if allowed_modules.everything else ", ".join(allowed_modules.modules)
            )
            yield f"{printable(name)} may import: {printable(allowed or 'no other module', 200)}"
