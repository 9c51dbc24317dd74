"""The answer when an agent wants to stop: blocked once, for new drift that it can fix."""

from collections.abc import Mapping
from pathlib import Path

from kavro_lint.agents import record
from kavro_lint.agents.after import changed
from kavro_lint.agents.events import SILENCE, Answer, Event
from kavro_lint.model.findings import Judged
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.reports.wording.brief import lines
from kavro_lint.spelling import quantity

MOST = 10
LONGEST = 3_000


def answer(event: Event, folder: Path, environment: Mapping[str, str], *, asks: bool) -> Answer:
    """Judge the working tree as `check --base auto` does. Raises CannotJudge."""
    survey = read(Request(folder))
    examined = changed(survey)
    if not any(plan.blueprint for plan in examined.case.architecture.plan.all()):
        return SILENCE
    blocking = [judged for judged in examined.report.findings if judged.blocks]
    common = examined.survey.repository.common_dir
    new = _since_the_start(blocking, event, common, survey)
    own = [finding for finding in new if not _waits(finding)]
    waiting = [finding for finding in blocking if _waits(finding)]
    if not own:
        waiting_text = _waiting(waiting)
        return Answer("tell", waiting_text) if waiting_text else SILENCE
    if event.stopped_before or _was_blocked(event, common):
        _note(event, common, own, "allowed")
        text_left = f"Stopped with {quantity(len(own), 'finding')} left:\n" + lines(
            own, MOST, LONGEST
        )
        return Answer("tell", text_left)
    _note(event, common, own, "block")
    head = "Before you stop: this work adds drift. Fix the code, not the plan.\n"
    text = head + lines(own, MOST, LONGEST)
    waiting_text = _waiting(waiting)
    return Answer("block", f"{text}\n{waiting_text}" if waiting_text else text)


def _since_the_start(
    blocking: list[Judged], event: Event, common: Path, survey: Survey
) -> list[Judged]:
    """Leave out what was there when the work began; else what is there at HEAD."""
    entries = record.recent(common, event.session)
    began = [entry for entry in entries if entry.answer == "began"]
    if began:
        known = frozenset(began[-1].fingerprint.split(","))
        return [judged for judged in blocking if judged.fingerprint not in known]
    if not blocking:
        return blocking
    new = {judged.fingerprint for judged in changed(survey, "HEAD").report.findings}
    return [judged for judged in blocking if judged.fingerprint in new]


def _was_blocked(event: Event, common: Path) -> bool:
    """Whether this session was blocked since its last stop that was allowed."""
    answers = [entry.answer for entry in record.recent(common, event.session)]
    last = [answer for answer in answers if answer in ("block", "allowed", "began")]
    return bool(event.session) and bool(last) and last[-1] == "block"


def _note(event: Event, common: Path, findings: list[Judged], decision: str) -> None:
    moment = record.now()
    entries = [
        record.Entry(
            moment, event.agent, event.session, finding.rule.id, finding.finding.location.path,
            finding.fingerprint, decision,
        )
        for finding in findings[:50]
    ]  # fmt: skip
    record.add(common, entries)


def _waiting(findings: list[Judged]) -> str:
    if not findings:
        return ""
    return "Waits for a person, not for you:\n" + lines(findings, 3, 600)


def _waits(judged: Judged) -> bool:
    """Whether no change of code or artifact by the agent is enough."""
    return judged.rule.needs_person or judged.rule.blind
