"""The roadmap as text, JSON or a mermaid flowchart."""

import json
from collections import Counter
from collections.abc import Iterator

from kavro_lint.architecture import Planned, Schedule, schedule
from kavro_lint.pipeline.history import read_history_context
from kavro_lint.pipeline.survey import Request, read
from kavro_lint.printable import printable

FORMATS = ("text", "json", "mermaid")
MARKS = {"complete": "✅", "in-progress": "🔄", "blocked": "🚫", "not-started": "⬜"}
COLOURS = {"complete": "#c8e6c9", "in-progress": "#fff9c4", "blocked": "#ffcdd2"}


def tasks(request: Request, form: str) -> str:
    """Return the schedule of a repository in a format."""
    survey = read(request)
    history = read_history_context(survey, None).history
    found = schedule(survey.workflow(history))
    if form == "json":
        return _json(found)
    lines = _mermaid(found) if form == "mermaid" else _text(found)
    return "\n".join(lines) + "\n"


def _text(found: Schedule) -> Iterator[str]:
    if not found.tasks:
        yield "There are no tasks. Begin with `kavro-lint new roadmap`."
        return
    for each in found.tasks:
        task = each.task
        mark = MARKS[task.state or "not-started"]
        star = " *" if each.critical else ""
        yield f"{mark} {printable(task.id)} {printable(task.name, 60)}{star}{_why(each)}"
    yield ""
    counts: Counter[str] = Counter(each.task.state or "not-started" for each in found.tasks)
    yield "Tasks: " + ", ".join(f"{counts[state]} {state}" for state in MARKS if counts[state])
    ready = [printable(each.task.id) for each in found.tasks if each.can_start]
    yield f"Can start now: {', '.join(ready) or 'none'}"
    yield f"Critical path (*): {' -> '.join(map(printable, found.critical_path)) or 'none'}"
    for group in found.side_by_side:
        yield f"Side by side: {', '.join(map(printable, group))}"


def _why(each: Planned) -> str:
    said = []
    if each.waits_for:
        said.append(f"waits for {', '.join(map(printable, each.waits_for))}")
    if each.task.state == "blocked":
        said.append(printable(each.task.reason, 60) or "no reason given")
    if each.merged and each.task.state != "complete":
        said.append("merged")
    return f" - {'; '.join(said)}" if said and each.task.state != "complete" else ""


def _json(found: Schedule) -> str:
    document = {
        "schema": 1,
        "tasks": [
            {
                "id": each.task.id,
                "name": each.task.name,
                "state": each.task.state,
                "path": each.task.location.path,
                "line": each.task.location.line,
                "dependencies": list(each.task.dependencies),
                "waits_for": list(each.waits_for),
                "can_start": each.can_start,
                "critical": each.critical,
                "merged": each.merged,
                "scope": list(each.task.scope),
                "validation_steps": [step.text for step in each.task.steps],
                "reason": each.task.reason or None,
            }
            for each in found.tasks
        ],
        "critical_path": list(found.critical_path),
        "side_by_side": [list(group) for group in found.side_by_side],
    }
    return json.dumps(document, indent=2) + "\n"


def _mermaid(found: Schedule) -> Iterator[str]:
    yield "flowchart LR"
    names = {each.task.id: f"t{number}" for number, each in enumerate(found.tasks)}
    for each in found.tasks:
        label = printable(f"{each.task.id} {each.task.name}", 60)
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
        yield f'  {names[each.task.id]}["{label}"]'
        colour = COLOURS.get(each.task.state or "")
        if colour:
            yield f"  style {names[each.task.id]} fill:{colour}"
    for each in found.tasks:
        for needed in each.task.dependencies:
            if needed in names:
                thick = each.critical and needed in found.critical_path
                arrow = "==>" if thick else "-->"
                yield f"  {names[needed]} {arrow} {names[each.task.id]}"
