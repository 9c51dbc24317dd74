"""The roadmap and the history on one record: which task is merged, by which commits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kavro_lint.graph.architecture import Architecture
from kavro_lint.graph.scope import Scope, scope_of
from kavro_lint.model import Commit, History, Note, Plan, Task

# The phases whose artifacts say that a team follows the workflow.
RESEARCH, TASKS, GOVERNANCE = 1, 3, 7


@dataclass(frozen=True)
class Work:
    """Tasks and commits. `asked` are the phases that the setting names, None for none."""

    architecture: Architecture
    history: History
    asked: frozenset[int] | None = None
    approvers: bool = False

    @property
    def follows_workflow(self) -> bool:
        """Whether the rules of the workflow run (spec 1)."""
        present = {phase for plan in self.architecture.plan.all() for phase in plan.phases}
        return bool({RESEARCH, TASKS} & (present | (self.asked or frozenset())))

    @property
    def judges_merges(self) -> bool:
        """Whether the rules on tasks and commits run."""
        return self.follows_workflow or GOVERNANCE in (self.asked or ())

    @cached_property
    def tasks(self) -> Mapping[str, tuple[Plan, Task]]:
        """Every task by id, with the plan it is in; the outermost plan's comes first."""
        found: dict[str, tuple[Plan, Task]] = {}
        for plan in self.architecture.plan.all():
            for task in plan.tasks:
                found.setdefault(task.id, (plan, task))
        return found

    @cached_property
    def commits(self) -> Mapping[str, tuple[Commit, ...]]:
        """The commits of each task, on the mainline since adoption or judged, newest first."""
        found: dict[str, dict[str, Commit]] = {}
        for commit in (*(self.history.judged or ()), *self.history.merged):
            for task in commit.tasks:
                found.setdefault(task, {}).setdefault(commit.sha, commit)
        return {task: tuple(commits.values()) for task, commits in found.items()}

    def is_merged(self, task: Task) -> bool:
        """Whether a commit of the task is on the mainline since adoption, or judged."""
        return task.id in self.commits

    def all_tasks(self) -> Iterator[tuple[Plan, Task]]:
        """Yield every task of every plan."""
        for plan in self.architecture.plan.all():
            for task in plan.tasks:
                yield plan, task

    @cached_property
    def scopes(self) -> Mapping[str, Scope | None]:
        """The scope of each task, None for one whose spec states none."""
        return {
            number: scope_of(self.architecture, plan, task)
            for number, (plan, task) in self.tasks.items()
        }


def note_of(plan: Plan, task: Task) -> Note | None:
    """Return the newest of a task's notes: by its date, else the last one written."""
    notes = [note for note in plan.notes if note.task == task.id]
    dated = enumerate(notes)
    return max(dated, key=lambda pair: (pair[1].date or "", pair[0]))[1] if notes else None
