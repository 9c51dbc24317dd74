"""Tasks that are done at the same time in the same files (KV309)."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.checks.task_sets import MOST_NAMED, TaskSets, about_tasks, names_of
from kavro_lint.checks.tasks.specs import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Evidence
from kavro_lint.model.plan import Plan, Task

RULES = ("KV309",)
NEEDS = "artifacts"

_NOT = re.compile(r"(?i)\b(?:not|never|cannot|before|after)\b")


def findings(case: Case) -> Iterator[Finding]:
    """Yield tasks that are in progress or declared parallel, and whose scopes overlap."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(3, plan):
            tasks = TaskSets(workflow, plan)
            yield from _overlapping(tasks, _declared_parallel(workflow, plan))


def _declared_parallel(workflow: Workflow, plan: Plan) -> list[frozenset[str]]:
    """Return the sets of tasks that lines below `Parallelization …` name together."""
    groups: list[frozenset[str]] = []
    ids = {task.id for task in plan.tasks}
    for document in workflow.documents(
        plan, "roadmap.md", "execution-roadmap.md", "tasks.md", "tasks/"
    ):
        for heading in document.headings:
            if heading.key.startswith(("paralleli", "parallel ")):
                first, end = document.span(heading)
                for line in document.lines[first - 1 : end - 1]:
                    named = frozenset(re.findall(r"[\w.-]*\d", line)) & ids
                    together = len(named) > 1 and not _NOT.search(line)
                    groups += [named] if together else []
    for task in plan.tasks:
        for name, text in task.fields.items():
            if name.startswith(("parallel", "can run in parallel")):
                other_ids = frozenset(re.findall(r"[\w.-]*\d", text)) & ids
                groups += [frozenset({task.id, other_id}) for other_id in other_ids - {task.id}]
    return groups


def _overlapping(tasks: TaskSets, parallel: Sequence[frozenset[str]]) -> Iterator[Finding]:
    """KV309: one for each task and all that it overlaps with, unless an earlier one says so."""
    running = sum(tasks.bit(task.id) for task in tasks.tasks if task.state == "in-progress")
    together = [sum(tasks.bit(task) for task in group) for group in parallel]
    places = _Places(tasks)
    reported: list[int] = []
    for number, task in enumerate(tasks.tasks):
        bit = 1 << number
        at_once = running if running & bit else 0
        for group in together:
            at_once |= group if group & bit else 0
        later = at_once & ~tasks.ordered[number] & -(bit << 1)
        if not later:
            continue
        overlaps = 0
        for path in tasks.files[task.id]:
            overlaps |= tasks.owners[path]
        overlaps = (overlaps | places.overlapping(task)) & later
        if overlaps and not any((overlaps | bit) & ~group == 0 for group in reported):
            reported.append(overlaps | bit)
            yield _overlap(
                tasks, task, overlaps, running=bool(running & bit and running & overlaps)
            )


class _Places:
    """The entries of scopes as folders: where no file is yet, one overlaps with what is in it."""

    def __init__(self, tasks: TaskSets) -> None:
        self._at: dict[str, int] = {}
        self._below: dict[str, int] = {}
        for task in tasks.tasks:
            for place in _places(task):
                self._at[place] = self._at.get(place, 0) | tasks.bit(task.id)
                for folder in _above(place):
                    self._below[folder] = self._below.get(folder, 0) | tasks.bit(task.id)

    def overlapping(self, task: Task) -> int:
        """Return the tasks with an entry that is one of this task's, is in it, or holds it."""
        overlapping = 0
        for place in _places(task):
            overlapping |= self._at.get(place, 0) | self._below.get(place, 0)
            for folder in _above(place):
                overlapping |= self._at.get(folder, 0)
        return overlapping


def _places(task: Task) -> list[str]:
    places = (entry.removeprefix("./").rstrip("/*") for entry in task.scope)
    return [place for place in places if place]


def _above(place: str) -> Iterator[str]:
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place


def _overlap(tasks: TaskSets, task: Task, bits: int, *, running: bool) -> Finding:
    overlapping = tasks.of(bits)
    first = overlapping[0]
    shared = sorted(tasks.files[task.id] & tasks.files[first.id]) or sorted(
        _shared_entries(task, first)
    )
    more = f" and {len(shared) - 1} more" if len(shared) > 1 else ""
    when = "in progress" if running else "declared parallel"
    if len(overlapping) == 1:
        message = f"tasks {task.id} and {first.id} are {when}, and both have {shared[0]}{more}"
        message += " in their scope"
    else:
        message = f"task {task.id} and {len(overlapping)} other tasks are {when}, but their scopes "
        message += f"overlap: {names_of(overlapping)}; it shares {shared[0]}{more} with {first.id}"
    finding = problem(
        "KV309",
        task,
        message,
        "let one depend on the other, or separate their scopes",
        evidence=tuple(
            Evidence(overlapped.location, f"Task {overlapped.id}")
            for overlapped in overlapping[:MOST_NAMED]
        ),
    )
    return about_tasks(finding, task, overlapping)


def _shared_entries(first: Task, second: Task) -> set[str]:
    """Return the entries of two scopes of which one is, or is in, the other: no file is there."""
    second_entries = [f"{place}/" for place in _places(second)]
    return {
        place
        for place in _places(first)
        if any(
            f"{place}/".startswith(entry) or entry.startswith(f"{place}/")
            for entry in second_entries
        )
    }
