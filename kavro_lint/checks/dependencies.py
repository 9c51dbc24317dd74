"""What tasks wait for: no such task, circles, what is done too early (KV304 to KV306)."""

import difflib
import graphlib
from collections.abc import Iterator, Mapping

from kavro_lint.checks.tasks import problem
from kavro_lint.graph import Work
from kavro_lint.model import Evidence, Finding, Plan, Task

RULES = ("KV304", "KV305", "KV306")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what is wrong with the dependencies of each plan's tasks."""
    for plan in work.architecture.plan.all():
        if work.judges(3, plan):
            yield from _dependencies(plan)


def _dependencies(plan: Plan) -> Iterator[Finding]:
    tasks = {task.id: task for task in plan.tasks}
    for task in plan.tasks:
        for needed in task.dependencies:
            if needed not in tasks:
                near = difflib.get_close_matches(needed, tasks, 1)
                hint = f"did you mean {near[0]}?" if near else "name a task of the roadmap"
                yield problem(
                    "KV304",
                    task,
                    f"task {task.id} depends on {needed}, which is no task",
                    hint,
                    needed,
                )
            elif task.state == "complete" and tasks[needed].state != "complete":
                yield problem(
                    "KV306",
                    task,
                    f"task {task.id} is complete, and task {needed}, which it depends on, is not",
                    f"finish task {needed}, or take back the state of {task.id}",
                    needed,
                    place=task.tracker or task.location,
                )
    yield from _circles(tasks)


def _circles(tasks: Mapping[str, Task]) -> Iterator[Finding]:
    """KV305: the shortest circle through each task that is in one, each circle once."""
    sorter = graphlib.TopologicalSorter({task: each.dependencies for task, each in tasks.items()})
    try:
        sorter.prepare()
    except graphlib.CycleError:
        pass
    else:
        return
    shown: set[frozenset[str]] = set()
    for start in tasks:
        circle = _shortest(tasks, start)
        if circle and frozenset(circle) not in shown:
            shown.add(frozenset(circle))
            order = circle.index(min(circle))
            names = [*circle[order:], *circle[:order]]
            task = tasks[names[0]]
            yield problem(
                "KV305",
                task,
                f"tasks depend on each other in a circle: {' -> '.join([*names, names[0]])}",
                "remove one of these dependencies",
                *sorted(names),
                evidence=tuple(Evidence(tasks[each].location, f"Task {each}") for each in names),
            )


def _shortest(tasks: Mapping[str, Task], start: str) -> list[str]:
    """Return the shortest chain of dependencies from a task back to itself, or []."""
    came: dict[str, str] = {}
    queue = [start]
    for task in queue:
        for needed in tasks[task].dependencies:
            if needed == start:
                chain = [task]
                while chain[-1] != start:
                    chain.append(came[chain[-1]])
                return chain[::-1]
            if needed in tasks and needed not in came:
                came[needed] = task
                queue.append(needed)
    return []
