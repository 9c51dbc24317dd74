"""The roadmap as text, JSON or a mermaid flowchart."""

import json
from collections import Counter
from collections.abc import Iterator

from kavro_lint.architecture.schedule import Planned, Schedule, schedule
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import read
from kavro_lint.printable import printable

FORMATS = ("text", "json", "mermaid")
MARKS = {"complete": "✅", "in-progress": "🔄", "blocked": "🚫", "not-started": "⬜"}
COLOURS = {"complete": "#c8e6c9", "in-progress": "#fff9c4", "blocked": "#ffcdd2"}


def tasks(request: Request, format_name: str) -> str:
    """Return the schedule of a repository in a format."""
    survey = read(request)
    history = read_history_context(survey, None).history
    roadmap = schedule(survey.workflow(history))
    if format_name == "json":
        return _json(roadmap)
    lines = _mermaid(roadmap) if format_name == "mermaid" else _text(roadmap)
    return "\n".join(lines) + "\n"


def _text(roadmap: Schedule) -> Iterator[str]:
    if not roadmap.tasks:
        yield "There are no tasks. Begin with `kavro-lint new roadmap`."
        return
    for planned in roadmap.tasks:
        task = planned.task
        mark = MARKS[task.state or "not-started"]
        star = " *" if planned.critical else ""
        yield f"{mark} {printable(task.id)} {printable(task.name, 60)}{star}{_notes(planned)}"
    yield ""
    counts: Counter[str] = Counter(planned.task.state or "not-started" for planned in roadmap.tasks)
    yield "Tasks: " + ", ".join(f"{counts[state]} {state}" for state in MARKS if counts[state])
    ready = [printable(planned.task.id) for planned in roadmap.tasks if planned.can_start]
    yield f"Can start now: {', '.join(ready) or 'none'}"
    yield f"Critical path (*): {' -> '.join(map(printable, roadmap.critical_path)) or 'none'}"
    for group in roadmap.side_by_side:
        yield f"Side by side: {', '.join(map(printable, group))}"


def _notes(planned: Planned) -> str:
    notes = []
    if planned.waits_for:
        notes.append(f"waits for {', '.join(map(printable, planned.waits_for))}")
    if planned.task.state == "blocked":
        notes.append(printable(planned.task.reason, 60) or "no reason given")
    if planned.merged and planned.task.state != "complete":
        notes.append("merged")
    return f" - {'; '.join(notes)}" if notes and planned.task.state != "complete" else ""


def _json(roadmap: Schedule) -> str:
    document = {
        "schema": 1,
        "tasks": [
            {
                "id": planned.task.id,
                "name": planned.task.name,
                "state": planned.task.state,
                "path": planned.task.location.path,
                "line": planned.task.location.line,
                "dependencies": list(planned.task.dependencies),
                "waits_for": list(planned.waits_for),
                "can_start": planned.can_start,
                "critical": planned.critical,
                "merged": planned.merged,
                "scope": list(planned.task.scope),
                "validation_steps": [step.text for step in planned.task.steps],
                "reason": planned.task.reason or None,
            }
            for planned in roadmap.tasks
        ],
        "critical_path": list(roadmap.critical_path),
        "side_by_side": [list(group) for group in roadmap.side_by_side],
    }
    return json.dumps(document, indent=2) + "\n"


def _mermaid(roadmap: Schedule) -> Iterator[str]:
    yield "flowchart LR"
    names = {planned.task.id: f"t{number}" for number, planned in enumerate(roadmap.tasks)}
    for planned in roadmap.tasks:
        label = printable(f"{planned.task.id} {planned.task.name}", 60)
        # Mermaid reads `#quot;` as an entity, and backticks as Markdown.
        for sign, entity in (
            ("&", "&amp;"),
            ("#", "#35;"),
            ("`", "#96;"),
            ('"', "&quot;"),
            ("<", "&lt;"),
            (">", "&gt;"),
        ):
            label = label.replace(sign, entity)
        yield f'  {names[planned.task.id]}["{label}"]'
        colour = COLOURS.get(planned.task.state or "")
        if colour:
            yield f"  style {names[planned.task.id]} fill:{colour}"
    for planned in roadmap.tasks:
        for dependency in planned.task.dependencies:
            if dependency in names:
                is_critical = planned.critical and dependency in roadmap.critical_path
                arrow = "==>" if is_critical else "-->"
                yield f"  {names[dependency]} {arrow} {names[planned.task.id]}"
