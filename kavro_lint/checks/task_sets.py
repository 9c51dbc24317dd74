"""Sets of tasks that state a scope, as numbers, and the words that name them in findings."""

from collections.abc import Iterator, Sequence

from kavro_lint.architecture.workflow import Workflow
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.plan import Plan, Task

# So many tasks are named in one finding; the rest is counted.
MOST_NAMED = 5


class TaskSets:
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
        return [self.tasks[number] for number in numbers_in(bits)]

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
            for needed_number in numbers_in(needed_tasks):
                ordered[needed_number] |= 1 << number
        return ordered


def numbers_in(bits: int) -> Iterator[int]:
    """Yield the numbers of the tasks of a set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def names_of(tasks: Sequence[Task]) -> str:
    """Return the ids of tasks in words: the first of them, and how many more there are."""
    named = ", ".join(task.id for task in tasks[:MOST_NAMED])
    return named + (f" and {len(tasks) - MOST_NAMED} more" if len(tasks) > MOST_NAMED else "")


def about_tasks(finding: Finding, task: Task, others: Sequence[Task]) -> Finding:
    """Return a finding on a task as one on its relation to each of the other tasks."""
    atoms = (("artifact", task.location.path, finding.rule, task.id, other.id) for other in others)
    return replace(finding, atoms=frozenset(atoms), count=len(others) if len(others) > 1 else None)
