"""What is said before an edit: denied for new drift, asked for the contract's own files."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kavro_lint.agents import places, record
from kavro_lint.agents.events import SILENCE, Answer, Event
from kavro_lint.agents.operations import Proposed, paths_of, proposed
from kavro_lint.agents.patches import PatchError
from kavro_lint.architecture.scope import governs
from kavro_lint.commands.status import Status, status_of
from kavro_lint.git.repository import Repository, open_repository
from kavro_lint.model import Unreadable
from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.proposal import Files, examine_proposal
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request, Survey
from kavro_lint.printable import printable
from kavro_lint.reports.wording.brief import lines

MOST = 5
LONGEST = 1_800
# The third time that the same thing is denied, a person must decide.
PATIENCE = 3
A_PERSON = (
    "This was denied three times. Stop here, and let a person decide: tell them what you tried."
)


def answer(event: Event, folder: Path, environment: Mapping[str, str], asks: bool) -> Answer:
    """Judge the files that the edit proposes. Raises CannotJudge."""
    examined = examine(Request(folder), Wanted())
    survey = examined.survey
    if survey.repository.top is None or not _has_blueprint(examined):
        return SILENCE
    try:
        named = places.inside(survey.repository.top, event.folder, paths_of(event.operations))
    except PatchError:
        # The tool itself refuses a patch that names no file.
        return SILENCE
    edit = _proposal(event, survey, named)
    if not named:
        return SILENCE
    denial = _denial(event, examined, edit, tuple(named.values()), environment)
    if denial is not None:
        return denial
    return _about_the_contract(event, survey, edit.files, tuple(named.values()), asks)


def answer_command(
    event: Event, folder: Path, environment: Mapping[str, str], asks: bool
) -> Answer:
    """Ask before `kavro-lint approve` is run: an approval is a person's word."""
    if not places.runs_approve(event.command):
        return SILENCE
    text = (
        "`kavro-lint approve` records that a person has read and agreed. "
        "An approval by an agent does not count: ask the person to run it."
    )
    _note(event, folder, asks)
    return Answer("ask" if asks else "deny", text)


def _note(event: Event, folder: Path, asks: bool) -> None:
    repository = open_repository(folder)
    _record(repository, event, [("approve", "", "")], "ask" if asks else "deny")


def _proposal(event: Event, survey: Survey, named: Mapping[str, str]) -> Proposed:
    """Return the files that the edit leaves, by their paths in the repository."""

    def read(path: str) -> bytes | None:
        place = named.get(path)
        if place is None or place not in survey.snapshot.sources:
            return None
        try:
            return survey.snapshot.read(place, survey.settings.max_file_size)
        except Unreadable:
            return None

    proposal = proposed(event.operations, read)
    files = {named[path]: content for path, content in proposal.files.items() if path in named}
    return Proposed(files, proposal.unclear)


def _denial(
    event: Event,
    examined: Examined,
    edit: Proposed,
    paths: Sequence[str],
    environment: Mapping[str, str],
) -> Answer | None:
    status = status_of(examined, environment)
    sources = [path for path in paths if governs(examined.case.architecture, path)]
    shut = _shut(status, sources)
    if shut is not None:
        return _denied(event, examined, [("KV737", sources[0], "gate")], shut)
    outside = list(_outside(status, sources))
    if outside:
        return _denied(event, examined, [("KV734", outside[0], "scope")], _scope(status, outside))
    if not edit.files:
        return None
    brought = examine_proposal(examined.survey, examined.context, edit.files, Wanted())
    blocking = [
        judged for judged in brought.report.findings if judged.blocks and judged.rule.denies_edit
    ]
    if not blocking:
        return None
    marks = [
        (judged.rule.id, judged.finding.location.path, judged.fingerprint) for judged in blocking
    ]
    text = "This edit would bring drift:\n" + lines(blocking, MOST, LONGEST)
    return _denied(event, examined, marks, text)


def _shut(status: Status, sources: Sequence[str]) -> str | None:
    if status.gate.is_open or not sources:
        return None
    reasons = "; ".join(printable(reason) for reason in status.gate.reasons[:3])
    return (
        f"KV737 code-before-approval: code may not be written now: {reasons} "
        f"({printable(status.blueprint or 'no blueprint')}). Next: {printable(status.gate.fix)}."
    )


def _outside(status: Status, sources: Sequence[str]) -> Iterator[str]:
    task = status.hand.task
    scope = status.workflow.scopes.get(task.id) if task is not None else None
    if scope is not None:
        yield from (path for path in sources if not scope.covers(path))


def _scope(status: Status, outside: Sequence[str]) -> str:
    task = status.hand.task
    assert task is not None  # noqa: S101
    scope = printable(", ".join(task.scope), 400)
    return (
        f"KV734 outside-task-scope: {printable(outside[0])} is outside the scope of task "
        f"{printable(task.id)} ({printable(task.location.path)}:{task.location.line}): {scope}. "
        "Make the change inside the scope, or ask the person for a task that covers the file "
        "(KAVRO_TASK=<id> names another task)."
    )


def _denied(
    event: Event, examined: Examined, marks: Sequence[tuple[str, str, str]], text: str
) -> Answer:
    """Deny, and say at the third time that a person must decide."""
    repository = examined.survey.repository
    earlier = record.entries(repository.common_dir, record.now() - record.DAY)
    times = sum(
        entry.answer == "deny"
        and entry.session == event.session
        and (entry.rule, entry.path, entry.fingerprint) == marks[0]
        for entry in earlier
    )
    _record(repository, event, marks, "deny")
    return Answer("deny", f"{text}\n{A_PERSON}" if times + 1 >= PATIENCE else text)


def _about_the_contract(
    event: Event, survey: Survey, files: Files, paths: Sequence[str], asks: bool
) -> Answer:
    own = [path for path in paths if _is_own(survey, files, path)]
    if not own:
        return SILENCE
    approval = next((path for path in own if places.is_approval(path, survey.settings)), None)
    what = printable(approval or own[0])
    text = f"{what} is part of the contract itself: a person should agree to this change."
    if asks or approval is not None:
        decision = "ask" if asks else "deny"
        _record(survey.repository, event, [("contract", approval or own[0], "")], decision)
        return Answer("ask" if asks else "deny", text)
    return Answer("tell", f"{text} Say in words what you changed and why.")


def _is_own(survey: Survey, files: Files, path: str) -> bool:
    if path != "pyproject.toml":
        return places.is_of_the_contract(path, survey.settings)
    there = survey.snapshot.read(path) if path in survey.snapshot.sources else None
    return places.own_table(there) != places.own_table(files.get(path, there))


def _record(
    repository: Repository, event: Event, marks: Sequence[tuple[str, str, str]], decision: str
) -> None:
    moment = record.now()
    entries = [
        record.Entry(moment, event.agent, event.session, rule, path, fingerprint, decision)
        for rule, path, fingerprint in marks
    ]
    record.add(repository.common_dir, entries)


def _has_blueprint(examined: Examined) -> bool:
    return any(plan.blueprint for plan in examined.case.architecture.plan.all())
