"""The roadmap as a schedule: what can start, what waits for what, what may run side by side."""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture.components import components
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.model.frozen import frozen
from kavro_lint.model.plan import Task

# What leads to every task that is open, in the graph of the critical path.
START = ""

# How much longer a task takes than one of Low complexity: for the critical path only.
WEIGHTS: Mapping[str, int] = {"low": 1, "medium": 2, "med": 2, "high": 3}


@frozen
class Planned:
    """A task in the schedule.

    `waits_for` are its dependencies that are not complete; `can_start` says that nothing holds
    it back, `critical` that it is on the critical path.
    """

    task: Task
    waits_for: tuple[str, ...]
    can_start: bool
    critical: bool
    merged: bool


@frozen
class Schedule:
    """`critical_path` is the heaviest chain of tasks that are not complete, first to last.

    `side_by_side` are groups of tasks that can start, or are in progress, none of which
    depends on another and whose scopes do not overlap.
    """

    tasks: tuple[Planned, ...]
    critical_path: tuple[str, ...]
    side_by_side: tuple[tuple[str, ...], ...]


def schedule(workflow: Workflow) -> Schedule:
    """Return the schedule of every task of every plan, in the order of the roadmap."""
    tasks = {task.id: task for _, task in workflow.all_tasks()}
    path = _critical_path(tasks)
    planned = tuple(
        Planned(
            task=task,
            waits_for=waiting,
            can_start=task.state in (None, "not-started") and not waiting,
            critical=task.id in path,
            merged=workflow.is_merged(task),
        )
        for task in tasks.values()
        for waiting in [_waiting(task, tasks)]
    )
    return Schedule(planned, path, tuple(_groups(workflow, planned)))


def _waiting(task: Task, tasks: Mapping[str, Task]) -> tuple[str, ...]:
    return tuple(
        needed
        for needed in task.dependencies
        if needed not in tasks or tasks[needed].state != "complete"
    )


def _critical_path(tasks: Mapping[str, Task]) -> tuple[str, ...]:
    """Return the heaviest chain of dependencies among tasks that are not complete.

    Tasks of a cycle (KV305), and those that wait for one, are left out: they have no order.
    """
    weights = {number: _weight(task) for number, task in tasks.items() if task.state != "complete"}
    pairs = [
        (needed, number)
        for number in weights
        for needed in tasks[number].dependencies
        if needed in weights
    ]
    if not pairs:
        heaviest = max(weights, key=weights.__getitem__, default=None)
        return () if heaviest is None else (heaviest,)
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    # An edge is as heavy as the task that it leads to; the first task of a chain has one too.
    graph.add_weighted_edges_from((START, number, weight) for number, weight in weights.items())
    graph.add_weighted_edges_from((needed, number, weights[number]) for needed, number in pairs)
    # From one task of a cycle all others are reached.
    cyclic = {component[0] for component in components(pairs)}
    cyclic |= {number for needed, number in pairs if needed == number}
    waiting = {number for task in cyclic for number in networkx.descendants(graph, task)}
    graph.remove_nodes_from(cyclic | waiting)
    return tuple(networkx.dag_longest_path(graph)[1:])


def _weight(task: Task) -> int:
    word = task.fields.get("complexity", "").strip(" `*.").casefold().split(" ")[0]
    return WEIGHTS.get(word, 1)


def _groups(workflow: Workflow, planned: tuple[Planned, ...]) -> Iterator[tuple[str, ...]]:
    """Yield groups, each as large as the order of the roadmap lets it grow."""
    candidates = [
        candidate
        for candidate in planned
        if candidate.can_start or candidate.task.state == "in-progress"
    ]
    files = workflow.scope_files
    waiting = [candidate.task for candidate in candidates if candidate.task.scope]
    while waiting:
        group = [waiting.pop(0)]
        for task in list(waiting):
            apart = all(
                files[task.id].isdisjoint(files[member.id])
                and set(task.scope).isdisjoint(member.scope)
                for member in group
            )
            if apart:
                group.append(task)
                waiting.remove(task)
        if len(group) > 1:
            yield tuple(task.id for task in group)
