"""Tasks: all that a person or an agent needs before an edit.

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
from collections.abc import Iterator
from functools import partial

from kavro_lint.commands.explain import allowance
from kavro_lint.commands.explain.shaping import (
    SCHEMA,
    Explanation,
    Json,
    at,
    finding_document,
    finding_lines,
    shortened,
    wrapped,
)
from kavro_lint.commands.explain.task_facts import TaskFacts, task_facts
from kavro_lint.errors import CannotJudge
from kavro_lint.model.history import Commit
from kavro_lint.model.plan import Note
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


def explain_task(examined: Examined, number: str, note: str) -> Explanation:
    """Explain a task of the roadmap. Raises CannotJudge for one that no roadmap has."""
    try:
        facts = task_facts(examined, number)
    except KeyError:
        raise CannotJudge(
            f"task {number} does not exist", "`kavro-lint tasks` lists the tasks"
        ) from None
    return Explanation(partial(_document, facts, note), partial(_lines, facts, note))


def _document(facts: TaskFacts, note: str) -> Json:
    task, planned = facts.task, facts.planned
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
            "modules": facts.modules,
            "files": facts.files,
            "out": task.fields.get("scope out") or None,
        },
        "modules": [
            allowance.document(allowance.allowance(facts.architecture, name))
            for name in facts.modules
        ],
        "dependencies": [
            {"id": dependency, "name": _name(facts, dependency), "state": _state(facts, dependency)}
            for dependency in task.dependencies
        ],
        "waits_for": list(planned.waits_for),
        "can_start": planned.can_start,
        **{key: task.fields.get(field) or None for field, key in FIELDS},
        "validation_steps": [{"number": step.number, "text": step.text} for step in task.steps],
        "prompt": facts.prompt,
        "selection": facts.selection,
        "decisions": [
            {"path": decision.path, "title": decision.title, "status": decision.status}
            for decision in facts.decisions
        ],
        "validation": _validation(facts.note),
        "commits": [_commit(commit) for commit in facts.commits],
        "trailer": f"Kavro-Task: {task.id}",
        "findings": [finding_document(finding, facts.rules) for finding in facts.findings],
    }


def _name(facts: TaskFacts, number: str) -> str | None:
    entry = facts.workflow.tasks.get(number)
    return entry[1].name if entry else None


def _state(facts: TaskFacts, number: str) -> str | None:
    entry = facts.workflow.tasks.get(number)
    return entry[1].state if entry else None


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


def _lines(facts: TaskFacts, note: str) -> Iterator[str]:
    task = facts.task
    yield f"Task {printable(task.id)} - {printable(task.name)} ({printable(at(task.location))})"
    if note:
        yield from wrapped(note)
    reason = f": {task.reason}" if task.reason else ""
    yield from wrapped(f"state: {task.state or 'not stated'}{reason}{_readiness(facts)}")
    yield from _field_lines("goal", task.fields.get("goal"))
    yield from _scope_lines(facts)
    for dependency in task.dependencies:
        state = _state(facts, dependency) or (
            "does not exist" if _name(facts, dependency) is None else "not stated"
        )
        yield from wrapped(f"depends on: {dependency} {_name(facts, dependency) or ''} ({state})")
    for field, _ in FIELDS[1:]:
        yield from _field_lines(field, task.fields.get(field))
    yield f"  validation steps: {len(task.steps) or 'none'}"
    for step in task.steps:
        yield from wrapped(f"{step.number}. {step.text}", "    ")
    yield from _document_lines(facts)
    yield from wrapped(
        f"commits carry: Kavro-Task: {task.id}; so far: {len(facts.commits) or 'none'}"
    )
    shown = [
        f"    {commit.sha[:10]} {_day(commit)} {printable(commit.raw.subject, 54)}"
        for commit in facts.commits
    ]
    yield from shortened(shown)
    yield from finding_lines(facts.findings)


def _readiness(facts: TaskFacts) -> str:
    if facts.planned.waits_for:
        return f"; waits for {', '.join(facts.planned.waits_for)}"
    return "; can start" if facts.planned.can_start else ""


def _field_lines(name: str, value: str | None) -> Iterator[str]:
    if value:
        yield from wrapped(f"{name}: {' '.join(value.split())}")


def _scope_lines(facts: TaskFacts) -> Iterator[str]:
    yield from wrapped(f"scope: {', '.join(facts.task.scope) or 'not stated'}")
    yield f"    existing files: {len(facts.files) or 'none yet'}"
    yield from shortened([f"      {printable(path)}" for path in facts.files], "      ")
    yield "    tests, docs/ and the artifacts are always in scope"
    yield from _field_lines("out of scope", facts.task.fields.get("scope out"))
    for name in facts.modules:
        allowed = allowance.allowance(facts.architecture, name)
        yield f"  module {printable(name)} ({printable(at(allowed.contract.row))})"
        yield from allowance.lines(allowed, "    ")


def _document_lines(facts: TaskFacts) -> Iterator[str]:
    yield from _field_lines("prompt", facts.prompt)
    yield from _field_lines("agent selection", facts.selection)
    for decision in facts.decisions:
        yield from wrapped(
            f"decision: {decision.title} ({decision.status or 'no status'}, {decision.path})"
        )
    if facts.note is not None:
        verdict = facts.note.verdict or "no verdict"
        yield from wrapped(f"validation: {verdict} ({at(facts.note.location)})")
