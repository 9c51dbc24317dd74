"""A task: all that somebody needs before they edit, an agent too.

JSON: `{"schema", "kind": "task", "id", "name", "state", "reason", "path", "line", "note",
"goal", "scope": {"entries": [as written], "modules": [module], "files": [path], "out"},
"modules": [{…, see `allowance`}: what each module in scope may import],
"dependencies": [{"id", "name", "state"}], "waits_for": [id], "can_start", "expected_output",
"implementation_strategy", "validation_steps": [{"number", "text"}], "rollback_plan",
"complexity", "agent_role", "prompt": path | null, "selection": path | null,
"decisions": [{"path", "title", "status"}],
"validation": {"path", "line", "verdict"} | null,
"commits": [{"sha", "date", "author", "subject"}], "trailer", "findings"}`
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from kavro_lint.architecture import Planned, note_of, schedule
from kavro_lint.artifacts import id_pattern
from kavro_lint.commands.explain import allowance
from kavro_lint.commands.explain.commits import commits_of
from kavro_lint.commands.explain.shaping import (
    SCHEMA,
    Explanation,
    Json,
    at,
    finding,
    listed_findings,
    shortened,
    wrapped,
)
from kavro_lint.errors import CannotJudge
from kavro_lint.model import Commit, Decision, Finding, Note, Plan, Task
from kavro_lint.pipeline.check import Examined
from kavro_lint.printable import printable

# Field of the spec → its key in the JSON.
FIELDS = (
    ("goal", "goal"),
    ("expected output", "expected_output"),
    ("implementation strategy", "implementation_strategy"),
    ("rollback plan", "rollback_plan"),
    ("complexity", "complexity"),
    ("effort", "estimated_effort"),
    ("agent role", "agent_role"),
)


class _Told:
    """What is known of one task."""

    def __init__(self, examined: Examined, number: str) -> None:
        survey = examined.survey
        self.examined = examined
        self.architecture = survey.architecture
        self.workflow = examined.case.workflow
        self.plan: Plan
        self.task: Task
        self.plan, self.task = self.workflow.tasks[number]
        self.planned: Planned = next(
            each for each in schedule(self.workflow).tasks if each.task.id == number
        )
        scope = self.workflow.scopes[number]
        self.files = (
            [path for path in survey.snapshot.sources if scope.names(path)] if scope else []
        )
        owned = [self.architecture.module(path) for path in self.files]
        named = [
            name for name in (scope.modules if scope else ()) if name in self.architecture.terms
        ]
        self.modules = sorted({*filter(None, owned), *named})
        self.commits: Sequence[Commit] = commits_of(examined, number)
        self.decisions = tuple(self._decisions())
        self.note: Note | None = note_of(self.plan, self.task)
        self.findings = sorted(
            (each for each in examined.case.findings if self._concerns(each)),
            key=lambda each: (each.location, each.rule),
        )

    def _concerns(self, each: Finding) -> bool:
        return each.task == self.task.id or each.location.path in self.files

    def _decisions(self) -> Iterator[Decision]:
        """Yield the decisions that the spec or a commit names, and those that name the task."""
        ids = id_pattern(self.examined.survey.settings.task_id)
        said = " ".join(self.task.fields.values())
        named = {name for commit in self.commits for name in commit.decisions}
        for plan in self.architecture.plan.all():
            for each in plan.decisions:
                text = " ".join((each.title, *each.sections.values()))
                numbers = {found[0] for found in ids.finditer(text)}
                linked = re.search(rf"(?<![\w-]){re.escape(each.name)}(?![\w-])", said)
                if each.name in named or linked or self.task.id in numbers:
                    yield each

    def artifact(self, folder: str, *others: str) -> str | None:
        """Return the path of the task's prompt or selection."""
        base = f"{self.plan.root}{self.plan.folder}/"
        paths = (f"{base}{folder}/{self.task.id}.md", *(f"{base}{other}" for other in others))
        ids = id_pattern(self.examined.survey.settings.task_id)
        for path in paths:
            text = self.plan.documents.get(path)
            if text is None:
                continue
            if path == paths[0] or self.task.id in {found[0] for found in ids.finditer(text)}:
                return path
        return None


def explain_task(examined: Examined, number: str, note: str) -> Explanation:
    """Explain a task of the roadmap. Raises CannotJudge for one that no roadmap has."""
    try:
        told = _Told(examined, number)
    except KeyError:
        raise CannotJudge(f"no task is {number}", "`kavro-lint tasks` shows them") from None
    return Explanation(_document(told, note), tuple(_lines(told, note)))


def _document(told: _Told, note: str) -> Json:
    task, planned = told.task, told.planned
    return {
        "schema": SCHEMA,
        "kind": "task",
        "id": task.id,
        "name": task.name,
        "state": task.state,
        "reason": task.reason or None,
        "path": task.location.path,
        "line": task.location.line,
        "note": note or None,
        "scope": {
            "entries": list(task.scope),
            "modules": told.modules,
            "files": told.files,
            "out": task.fields.get("scope out") or None,
        },
        "modules": [
            allowance.document(allowance.allowance(told.architecture, name))
            for name in told.modules
        ],
        "dependencies": [
            {"id": each, "name": _name(told, each), "state": _state(told, each)}
            for each in task.dependencies
        ],
        "waits_for": list(planned.waits_for),
        "can_start": planned.can_start,
        **{key: task.fields.get(field) or None for field, key in FIELDS},
        "validation_steps": [{"number": step.number, "text": step.text} for step in task.steps],
        "prompt": told.artifact("prompts"),
        "selection": told.artifact("selections", "agent-selection.md"),
        "decisions": [
            {"path": each.path, "title": each.title, "status": each.status}
            for each in told.decisions
        ],
        "validation": _validation(told.note),
        "commits": [_commit(each) for each in told.commits],
        "trailer": f"Kavro-Task: {task.id}",
        "findings": [finding(each, told.examined.survey.rules) for each in told.findings],
    }


def _name(told: _Told, number: str) -> str | None:
    known = told.workflow.tasks.get(number)
    return known[1].name if known else None


def _state(told: _Told, number: str) -> str | None:
    known = told.workflow.tasks.get(number)
    return known[1].state if known else None


def _validation(note: Note | None) -> Json | None:
    if note is None:
        return None
    return {"path": note.location.path, "line": note.location.line, "verdict": note.verdict}


def _commit(commit: Commit) -> Json:
    author = commit.raw.author
    return {
        "sha": commit.sha,
        "date": _day(commit),
        "author": {"name": author.name, "email": author.email},
        "subject": commit.raw.subject,
    }


def _day(commit: Commit) -> str:
    return datetime.datetime.fromtimestamp(commit.raw.moment, datetime.UTC).date().isoformat()


def _lines(told: _Told, note: str) -> Iterator[str]:
    task = told.task
    yield f"Task {printable(task.id)} - {printable(task.name)} ({printable(at(task.location))})"
    if note:
        yield from wrapped(note)
    reason = f": {task.reason}" if task.reason else ""
    yield from wrapped(f"state: {task.state or 'not stated'}{reason}{_start(told)}")
    yield from _field("goal", task.fields.get("goal"))
    yield from _scope(told)
    for each in task.dependencies:
        said = _state(told, each) or ("no such task" if _name(told, each) is None else "not stated")
        yield from wrapped(f"depends on: {each} {_name(told, each) or ''} ({said})")
    for field, _ in FIELDS[1:]:
        yield from _field(field, task.fields.get(field))
    yield f"  validation steps: {len(task.steps) or 'none'}"
    for step in task.steps:
        yield from wrapped(f"{step.number}. {step.text}", "    ")
    yield from _linked(told)
    yield from wrapped(
        f"commits carry: Kavro-Task: {task.id}; so far: {len(told.commits) or 'none'}"
    )
    shown = [
        f"    {each.sha[:10]} {_day(each)} {printable(each.raw.subject, 54)}"
        for each in told.commits
    ]
    yield from shortened(shown)
    yield from listed_findings(told.findings)


def _start(told: _Told) -> str:
    if told.planned.waits_for:
        return f"; waits for {', '.join(told.planned.waits_for)}"
    return "; can start" if told.planned.can_start else ""


def _field(name: str, value: str | None) -> Iterator[str]:
    if value:
        yield from wrapped(f"{name}: {' '.join(value.split())}")


def _scope(told: _Told) -> Iterator[str]:
    yield from wrapped(f"scope: {', '.join(told.task.scope) or 'not stated'}")
    yield f"    files there: {len(told.files) or 'none yet'}"
    yield from shortened([f"      {printable(path)}" for path in told.files], "      ")
    yield "    tests, docs/ and the artifacts are always in scope"
    yield from _field("out of scope", told.task.fields.get("scope out"))
    for name in told.modules:
        given = allowance.allowance(told.architecture, name)
        yield f"  module {printable(name)} ({printable(at(given.terms.row))})"
        yield from allowance.lines(given, "    ")


def _linked(told: _Told) -> Iterator[str]:
    yield from _field("prompt", told.artifact("prompts"))
    yield from _field("agent selection", told.artifact("selections", "agent-selection.md"))
    for each in told.decisions:
        yield from wrapped(f"decision: {each.title} ({each.status or 'no status'}, {each.path})")
    if told.note is not None:
        verdict = told.note.verdict or "no verdict"
        yield from wrapped(f"validation: {verdict} ({at(told.note.location)})")
