"""Dependencies of tasks: unknown, in a cycle, or not complete (KV304 to KV306)."""

import re
from collections.abc import Collection, Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.components import components
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts.markdown import plain
from kavro_lint.checks.tasks.specs import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Evidence
from kavro_lint.model.plan import Plan, Task
from kavro_lint.spelling import did_you_mean

RULES = ("KV304", "KV305", "KV306")
NEEDS = "artifacts"

_ID_LIKE = re.compile(r"(?i)(?:task\s+)?#?(\d+(?:\.\d+)*)")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the dependencies of each plan's tasks."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(3, plan):
            yield from _dependencies(workflow, plan)
            yield from _cycles({task.id: task for task in plan.tasks})


def _dependencies(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    # A task of a nested plan may wait for one of the outer plan.
    tasks = {number: task for number, (_, task) in workflow.tasks.items()}
    tasks |= {task.id: task for task in plan.tasks}
    for task in plan.tasks:
        for needed in (*task.dependencies, *_malformed(workflow, task)):
            if needed not in tasks:
                hint = did_you_mean(needed, tasks, 0.6) or "name a task of the roadmap"
                yield problem(
                    "KV304",
                    task,
                    f"task {task.id} depends on {needed}, which does not exist",
                    hint,
                    needed,
                )
            elif task.state == "complete" and tasks[needed].state != "complete":
                yield problem(
                    "KV306",
                    task,
                    f"task {task.id} is complete, but task {needed}, on which it depends, is not",
                    f"finish task {needed}, or change the state of {task.id} back",
                    needed,
                    evidence=tuple(
                        Evidence(shown_task.tracker or shown_task.location, f"Task {shown_task.id}")
                        for shown_task in (task, tasks[needed])
                    ),
                )


def _malformed(workflow: Workflow, task: Task) -> Iterator[str]:
    """Yield what stands alone between commas as an id does, and is none: `1.2`, `Task 7`."""
    for entry in re.split(r"[,;\n]", task.fields.get("dependencies", "")):
        match = _ID_LIKE.fullmatch(plain(entry).strip(" -*+`."))
        if match and not workflow.is_id(match[1]):
            yield match[1]


def _cycles(tasks: Mapping[str, Task]) -> Iterator[Finding]:
    """KV305: one for each set of tasks that all wait for each other, with its shortest cycle."""
    pairs = [
        (task, needed)
        for task, dependent in tasks.items()
        for needed in dependent.dependencies
        if needed in tasks
    ]
    groups = [list(component) for component in components(pairs)]
    in_groups = {task for group in groups for task in group}
    groups += [[task] for task, needed in pairs if task == needed and task not in in_groups]
    for group in groups:
        cycles = [chain for start in group if (chain := _shortest(tasks, start, group))]
        cycle = min(cycles, key=len, default=[])
        if not cycle:
            continue
        order = cycle.index(min(cycle))
        names = [*cycle[order:], *cycle[:order]]
        yield problem(
            "KV305",
            tasks[names[0]],
            f"tasks depend on each other in a cycle: {' -> '.join([*names, names[0]])}",
            "remove one of these dependencies",
            *sorted(names),
            evidence=tuple(Evidence(tasks[name].location, f"Task {name}") for name in names),
        )


def _shortest(tasks: Mapping[str, Task], start: str, inside: Collection[str]) -> list[str]:
    """Return the shortest chain of dependencies from a task back to itself, or []."""
    previous: dict[str, str] = {}
    queue = [start]
    allowed = frozenset(inside)
    for task in queue:
        for needed in tasks[task].dependencies:
            if needed == start:
                chain = [task]
                while chain[-1] != start:
                    chain.append(previous[chain[-1]])
                return chain[::-1]
            if needed in allowed and needed not in previous:
                previous[needed] = task
                queue.append(needed)
    return []
