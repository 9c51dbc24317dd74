"""What an agent is told when it starts: where the work stands, its task, what it may import."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kavro_lint.agents import record
from kavro_lint.agents.events import SILENCE, Answer, Event
from kavro_lint.commands.explain.allowance import allowance
from kavro_lint.commands.status import Status, status_of
from kavro_lint.pipeline.check import examine
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request
from kavro_lint.printable import printable

LONGEST = 1_500
# What a stop compares with: so many findings that were there when the work began.
MOST_KNOWN = 500


def answer(event: Event, folder: Path, environment: Mapping[str, str], asks: bool) -> Answer:
    """Say where the work stands; nothing where there is no blueprint."""
    examined = examine(Request(folder), Wanted())
    if not any(plan.blueprint for plan in examined.case.architecture.plan.all()):
        return SILENCE
    survey = examined.survey
    known = ",".join(judged.fingerprint for judged in examined.report.findings[:MOST_KNOWN])
    began = record.Entry(
        record.now(), event.agent, event.session, "", survey.snapshot.commit or "", known, "began"
    )
    record.add(survey.repository.common_dir, [began])
    status = status_of(examined, environment)
    text = "\n".join(_lines(status))
    return Answer("tell", text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def _lines(status: Status) -> Iterator[str]:
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


def _imports(status: Status) -> Iterator[str]:
    """Yield what the modules of the scope may import."""
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
