"""Tasks that get into each other's way, on real files and the real graph (KV309 and KV311)."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.architecture import Case, Workflow
from kavro_lint.checks.tasks.specs import problem
from kavro_lint.model import Evidence, Finding, Import, Plan, Task
from kavro_lint.model.frozen import replace

RULES = ("KV309", "KV311")
NEEDS = "artifacts"

# So many tasks are named in one finding; the rest is counted.
MOST_NAMED = 5

_NOT = re.compile(r"(?i)\b(?:not|never|cannot|before|after)\b")


def findings(case: Case) -> Iterator[Finding]:
    """Yield tasks at the same time in the same files, and code that needs an unnamed task."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(3, plan):
            tasks = _Tasks(workflow, plan)
            yield from _overlapping(tasks, _declared_parallel(workflow, plan))
            yield from _undeclared(workflow, tasks)


class _Tasks:
    """The tasks of a plan that state a scope. Sets of them are numbers, a bit for each task.

    So 1,200 tasks of one scope take a few thousand operations, and not a million pairs.
    """

    def __init__(self, workflow: Workflow, plan: Plan) -> None:
        self.tasks = [task for task in plan.tasks if task.scope]
        self.number = {task.id: number for number, task in enumerate(self.tasks)}
        self.files = workflow.scope_files
        self.owners: dict[str, int] = {}
        for task in self.tasks:
            for path in self.files[task.id]:
                self.owners[path] = self.owners.get(path, 0) | self.bit(task.id)
        self.ordered = self._ordered(plan)

    def bit(self, task: str) -> int:
        """Return the set of one task."""
        return 1 << self.number[task] if task in self.number else 0

    def of(self, bits: int) -> list[Task]:
        """Return the tasks of a set, in the order of the roadmap."""
        return [self.tasks[number] for number in _numbers(bits)]

    def _ordered(self, plan: Plan) -> list[int]:
        """Return for each task those that depend on it, or that it depends on, however far."""
        direct = {task.id: task.dependencies for task in plan.tasks}
        needs: list[int] = []
        for task in self.tasks:
            needed_ids: set[str] = set()
            waiting = list(direct[task.id])
            while waiting:
                needed = waiting.pop()
                if needed not in needed_ids:
                    needed_ids.add(needed)
                    waiting += direct.get(needed, ())
            needs.append(sum(self.bit(id_) for id_ in needed_ids))
        ordered = list(needs)
        for number, needed_tasks in enumerate(needs):
            for needed_number in _numbers(needed_tasks):
                ordered[needed_number] |= 1 << number
        return ordered


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


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


def _overlapping(tasks: _Tasks, parallel: Sequence[frozenset[str]]) -> Iterator[Finding]:
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
            yield _overlap(tasks, task, overlaps, bool(running & bit and running & overlaps))


def ground(case: Case) -> object:
    """Return all imports, where any task states a scope."""
    if not any(task.scope for _, task in case.workflow.all_tasks()):
        return ()
    return list(case.architecture.judged.files.items())


class _Places:
    """The entries of scopes as folders: where no file is yet, one overlaps with what is in it."""

    def __init__(self, tasks: _Tasks) -> None:
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


def _overlap(tasks: _Tasks, task: Task, bits: int, running: bool) -> Finding:
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
        named = ", ".join(other_task.id for other_task in overlapping[:MOST_NAMED])
        further = (
            f" and {len(overlapping) - MOST_NAMED} more" if len(overlapping) > MOST_NAMED else ""
        )
        message = f"task {task.id} and {len(overlapping)} other tasks are {when}, but their scopes "
        message += f"overlap: {named}{further}; it shares {shared[0]}{more} with {first.id}"
    finding = problem(
        "KV309",
        task,
        message,
        "let one depend on the other, or separate their scopes",
        evidence=tuple(
            Evidence(other_task.location, f"Task {other_task.id}")
            for other_task in overlapping[:MOST_NAMED]
        ),
    )
    atoms = (
        ("artifact", task.location.path, "KV309", task.id, other_task.id)
        for other_task in overlapping
    )
    count = len(overlapping) if len(overlapping) > 1 else None
    return replace(finding, atoms=frozenset(atoms), count=count)


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


def _undeclared(workflow: Workflow, tasks: _Tasks) -> Iterator[Finding]:
    """KV311: one for each task and all whose code it imports, with the first import."""
    # What is complete is there: no order is left to be declared.
    done = sum(tasks.bit(task.id) for task in tasks.tasks if task.state == "complete")
    needed = [0] * len(tasks.tasks)
    first: dict[int, Import] = {}
    reported: set[tuple[int, int]] = set()
    for statement in workflow.architecture.judged:
        importers = tasks.owners.get(statement.importer, 0)
        imported = 0
        for path in statement.reaches or (statement.target or "",):
            imported |= tasks.owners.get(path, 0)
        mutual = importers & imported
        importers &= ~(mutual | done)
        imported &= ~(mutual | done)
        if not (importers and imported) or (importers, imported) in reported:
            continue
        reported.add((importers, imported))
        for number in _numbers(importers):
            unordered = imported & ~tasks.ordered[number]
            if unordered:
                needed[number] |= unordered
                first.setdefault(number, statement)
    for number, statement in sorted(first.items()):
        yield _undeclared_needs(tasks.tasks[number], tasks.of(needed[number]), statement)


def _undeclared_needs(task: Task, imported_tasks: list[Task], statement: Import) -> Finding:
    named = ", ".join(imported_task.id for imported_task in imported_tasks[:MOST_NAMED])
    more = (
        f" and {len(imported_tasks) - MOST_NAMED} more" if len(imported_tasks) > MOST_NAMED else ""
    )
    which = f"task {named}" if len(imported_tasks) == 1 else f"tasks {named}{more}"
    finding = problem(
        "KV311",
        task,
        f"code of task {task.id} imports code of {which}, but neither depends on the other",
        f"add {named}{more} to the dependencies of {task.id}",
        evidence=(statement.evidence,),
    )
    atoms = (
        ("artifact", task.location.path, "KV311", task.id, imported_task.id)
        for imported_task in imported_tasks
    )
    count = len(imported_tasks) if len(imported_tasks) > 1 else None
    return replace(finding, atoms=frozenset(atoms), count=count)
