"""The answer before an edit: denied for new drift, asked for the contract's own files."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from kavro_lint.agents import edited_paths, record
from kavro_lint.agents.edited_paths import read_file
from kavro_lint.agents.events import SILENCE, Answer, Event
from kavro_lint.agents.operations import Proposed, paths_of, proposed
from kavro_lint.agents.patches import PatchError
from kavro_lint.agents.standing import Standing
from kavro_lint.agents.work import Work, says_the_same, work_in
from kavro_lint.errors import CannotJudge
from kavro_lint.printable import printable
from kavro_lint.reports.wording.brief import lines

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.proposal import Files

MOST = 5
LONGEST = 1_800
# The third time that the same thing is denied, a person must decide.
PATIENCE = 3
A_PERSON = (
    "This was denied three times. Stop here, and let a person decide: tell them what you tried."
)


def answer(event: Event, folder: Path, environment: Mapping[str, str], *, asks: bool) -> Answer:
    """Judge the files that the edit proposes. Raises CannotJudge."""
    work = work_in(folder, environment)
    if work.top is None or not work.standing.has_blueprint:
        return SILENCE
    try:
        named = edited_paths.inside(work.top, event.folder, paths_of(event.operations))
    except PatchError:
        # The tool itself refuses a patch that names no file.
        return SILENCE
    if not named:
        return SILENCE
    edit = _proposal(event, work.top, work.standing.limit, named)
    paths = tuple(named.values())
    why_not = _not_judged(work, edit, paths)
    denial = _denial(event, work, edit, paths, judged=why_not is None)
    said = denial or _about_the_contract(event, work, edit.files, paths, asks=asks)
    if said is SILENCE and why_not is not None:
        raise CannotJudge(why_not, "the result is judged after the edit")
    return said


def _not_judged(work: Work, edit: Proposed, paths: Sequence[str]) -> str | None:
    """Return why an edit cannot be judged, None if it can."""
    if edit.unclear:
        # Some tools mend such an edit themselves, and write something.
        return edit.unclear[0]
    if not work.standing.unreadable:
        return None
    from kavro_lint.languages.registry import is_source

    sources = [path for path in paths if is_source(path)]
    roots = work.standing.unreadable.items()
    return next((why for root, why in roots for path in sources if path.startswith(root)), None)


def answer_command(
    event: Event, folder: Path, environment: Mapping[str, str], *, asks: bool
) -> Answer:
    """Ask before `kavro-lint approve` is run: an approval is a person's word."""
    if not edited_paths.runs_approve(event.command):
        return SILENCE
    text = (
        "`kavro-lint approve` records that a person has read and agreed. "
        "An approval by an agent does not count: ask the person to run it."
    )
    _note(event, folder, asks=asks)
    return Answer("ask" if asks else "deny", text)


def _note(event: Event, folder: Path, *, asks: bool) -> None:
    from kavro_lint.git.repository import open_repository

    common = open_repository(folder).common_dir
    _record(common, event, [("approve", "", "")], "ask" if asks else "deny")


def _proposal(event: Event, top: Path, limit: int, named: Mapping[str, str]) -> Proposed:
    """Return the files that the edit leaves, by their paths in the repository."""

    def read(path: str) -> bytes | None:
        return read_file(top, named[path], limit) if path in named else None

    proposal = proposed(event.operations, read)
    files = {named[path]: content for path, content in proposal.files.items() if path in named}
    return Proposed(files, proposal.unclear)


def _denial(
    event: Event, work: Work, edit: Proposed, paths: Sequence[str], *, judged: bool
) -> Answer | None:
    """Return why an edit is denied; its findings are looked at if it can be `judged`."""
    standing = work.standing
    if standing.shut or standing.task is not None:
        from kavro_lint.architecture.scope import governs

        architecture, _ = work.code
        sources = [path for path in paths if governs(architecture, path)]
        if sources and standing.shut:
            marks = [(_rule_of(standing.shut), sources[0], "gate")]
            return _denied(event, work, marks, standing.shut)
        outside = list(_outside(work, sources))
        if outside:
            text = _scope(standing, outside)
            return _denied(event, work, [(_rule_of(text), outside[0], "scope")], text)
    files = {
        path: content
        for path, content in edit.files.items()
        if not says_the_same(work, path, content)
    }
    blocking = work.new_findings(edit.files) if files and judged else ()
    if not blocking:
        return None
    marks = [(new.rule.id, new.finding.location.path, new.fingerprint) for new in blocking]
    text = "This edit would add drift:\n" + lines(blocking, MOST, LONGEST)
    return _denied(event, work, marks, text)


def _outside(work: Work, sources: Sequence[str]) -> Iterator[str]:
    """Yield the sources that the scope of the task in hand does not cover."""
    from kavro_lint.architecture.scope import scope_of

    task, (architecture, _) = work.standing.task, work.code
    for plan in architecture.plan.all() if task is not None else ():
        if task is not None and plan.root == work.standing.plan_root:
            scope = scope_of(architecture, plan, task)
            yield from (path for path in sources if scope is not None and not scope.covers(path))


def _scope(standing: Standing, outside: Sequence[str]) -> str:
    task = standing.task
    assert task is not None  # noqa: S101
    scope = printable(", ".join(task.scope), 400)
    return (
        f"KV734 outside-task-scope: {printable(outside[0])} is outside the scope of task "
        f"{printable(task.id)} ({printable(task.location.path)}:{task.location.line}): {scope}. "
        "Make the change inside the scope, or ask the person for a task that covers the file "
        "(KAVRO_TASK=<id> names another task)."
    )


def _rule_of(text: str) -> str:
    """Return the id of the rule that a message is about: it begins with it."""
    return text.partition(" ")[0]


def _denied(event: Event, work: Work, marks: Sequence[tuple[str, str, str]], text: str) -> Answer:
    """Deny, and say at the third time that a person must decide."""
    times = sum(
        entry.answer == "deny" and (entry.rule, entry.path, entry.fingerprint) == marks[0]
        for entry in record.recent(work.common, event.session)
    )
    _record(work.common, event, marks, "deny")
    return Answer("deny", f"{text}\n{A_PERSON}" if times + 1 >= PATIENCE else text)


def _about_the_contract(
    event: Event, work: Work, files: "Files", paths: Sequence[str], *, asks: bool
) -> Answer:
    artifacts = work.standing.artifacts
    contract = [path for path in paths if _is_of_the_contract(work, files, path)]
    if not contract:
        return SILENCE
    approval = next((path for path in contract if edited_paths.is_approval(path, artifacts)), None)
    subject = printable(approval or contract[0])
    text = f"{subject} is part of the contract itself: a person should agree to this change."
    if asks or approval is not None:
        decision: Literal["ask", "deny"] = "ask" if asks else "deny"
        _record(work.common, event, [("contract", approval or contract[0], "")], decision)
        return Answer(decision, text)
    return Answer("tell", f"{text} Say in words what you changed and why.")


def _is_of_the_contract(work: Work, files: "Files", path: str) -> bool:
    if path != "pyproject.toml" or work.top is None:
        return edited_paths.is_of_the_contract(path, work.standing.artifacts)
    content = read_file(work.top, path, work.standing.limit)
    return edited_paths.own_table(content) != edited_paths.own_table(files.get(path, content))


def _record(
    common: Path, event: Event, marks: Sequence[tuple[str, str, str]], decision: str
) -> None:
    moment = record.now()
    entries = [
        record.Entry(moment, event.agent, event.session, rule, path, fingerprint, decision)
        for rule, path, fingerprint in marks
    ]
    record.add(common, entries)
