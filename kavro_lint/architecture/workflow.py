"""The roadmap and the history on one record: which task is merged, by which commits."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.module_contracts import ancestry
from kavro_lint.architecture.scope import Scope, always_in_scope, governs, scope_of
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Commit, History
from kavro_lint.model.plan import Note, Plan, Task
from kavro_lint.patterns import LastMatch, Pattern

if TYPE_CHECKING:
    from kavro_lint.artifacts.markdown import Document
    from kavro_lint.languages.folder_names import FolderNames

# The phases whose artifacts say that a team follows the workflow.
RESEARCH, TASKS, GOVERNANCE = 1, 3, 7


@frozen
class Workflow:
    """Tasks and commits.

    `phases_named` are the phases that the setting `phases` names, None for none; `task_id` is the
    setting of that name.
    """

    architecture: Architecture
    history: History
    phases_named: frozenset[int] | None = None
    task_id: str | None = None

    @cached_property
    def is_followed(self) -> bool:
        """Whether a team follows the workflow: its artifacts are there, or `phases` asks."""
        present = {phase for plan in self.architecture.plan.all() for phase in plan.phases}
        return bool({RESEARCH, TASKS} & (present | (self.phases_named or frozenset())))

    @cached_property
    def has_begun(self) -> bool:
        """Whether a task is in progress, complete or merged: from then on no phase is open."""
        return any(
            task.state in ("in-progress", "complete") or self.is_merged(task)
            for _, task in self.all_tasks()
        )

    def judges_rules_of(self, phase: int) -> bool:
        """Whether the workflow's rules of a phase are judged."""
        return self.is_followed or phase in (self.phases_named or ())

    @property
    def judges_merges(self) -> bool:
        """Whether the rules on tasks and commits are judged."""
        return self.judges_rules_of(GOVERNANCE)

    @cached_property
    def tasks(self) -> Mapping[str, tuple[Plan, Task]]:
        """Every task by id, with the plan it is in; the outermost plan's comes first."""
        by_id: dict[str, tuple[Plan, Task]] = {}
        for plan in self.architecture.plan.all():
            for task in plan.tasks:
                by_id.setdefault(task.id, (plan, task))
        return by_id

    @cached_property
    def commits(self) -> Mapping[str, tuple[Commit, ...]]:
        """The commits of each task, on the mainline since adoption or judged, newest first."""
        commits_by_task: dict[str, dict[str, Commit]] = {}
        for commit in (*(self.history.judged or ()), *self.history.merged):
            for task in commit.tasks:
                commits_by_task.setdefault(task, {}).setdefault(commit.sha, commit)
        return {task: tuple(commits.values()) for task, commits in commits_by_task.items()}

    def is_id(self, text: str) -> bool:
        """Whether a text is a task's id."""
        # Whoever judges imports alone reads no artifact.
        from kavro_lint.artifacts import id_pattern

        return id_pattern(self.task_id).fullmatch(text) is not None

    def judges(self, phase: int, plan: Plan) -> bool:
        """Whether a phase is judged: an artifact of it exists, or the setting names it."""
        return phase in plan.phases or phase in (self.phases_named or ())

    def document(self, path: str) -> "Document | None":
        """Return an artifact, None for one that KV001 says cannot be read."""
        from kavro_lint.artifacts.markdown import parse

        try:
            return parse(path, self.architecture.snapshot.read(path))
        except (KeyError, Unreadable):
            return None

    def documents(self, plan: Plan, *names: str) -> "Iterator[Document]":
        """Yield the artifacts of a plan with these names; a name ending in `/` is a folder."""
        folder = f"{plan.root}{plan.folder}/"
        for path in plan.documents:
            name = path.removeprefix(folder)
            if any(
                name == pattern or (pattern.endswith("/") and name.startswith(pattern))
                for pattern in names
            ):
                document = self.document(path)
                if document is not None:
                    yield document

    def is_merged(self, task: Task) -> bool:
        """Whether a commit of the task is on the mainline since adoption, or judged."""
        return task.id in self.commits

    def is_on_mainline(self, task: Task) -> bool:
        """Whether a commit of the task was merged before what is judged now."""
        judged = {commit.sha for commit in self.history.judged or ()}
        return any(commit.sha not in judged for commit in self.commits.get(task.id, ()))

    def all_tasks(self) -> Iterator[tuple[Plan, Task]]:
        """Yield every task of every plan."""
        for plan in self.architecture.plan.all():
            for task in plan.tasks:
                yield plan, task

    @cached_property
    def own_files(self) -> tuple[str, ...]:
        """The governed files that do not belong to every change: no tests, no documents."""
        architecture = self.architecture
        return tuple(
            path
            for path in architecture.facts.languages
            if governs(architecture, path) and not always_in_scope(architecture, path)
        )

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every path of the snapshot, sorted."""
        return tuple(self.architecture.snapshot.sources)

    @cached_property
    def folders(self) -> "FolderNames":
        """The names directly in each folder of the snapshot."""
        from kavro_lint.languages.folder_names import FolderNames

        return FolderNames(self.architecture.snapshot.sources)

    @cached_property
    def scope_files(self) -> Mapping[str, frozenset[str]]:
        """The files that each task's scope names, tests and documents aside."""
        if not any(self.scopes.values()):
            return {number: frozenset() for number in self.tasks}
        architecture = self.architecture
        own = frozenset(path for path in self.paths if not always_in_scope(architecture, path))
        return {number: own & paths for number, paths in self.named_files.items()}

    @cached_property
    def named_files(self) -> Mapping[str, frozenset[str]]:
        """The files that each task's scope names.

        All scopes are asked at once, file by file: there may be thousands of both.
        """
        named: list[tuple[str, Pattern]] = []
        modules: dict[str, list[str]] = {}
        for number, scope in self.scopes.items():
            for name in scope.modules if scope is not None else ():
                modules.setdefault(name, []).append(number)
            named += [
                (number, compiled) for compiled in (scope.patterns if scope is not None else ())
            ]
        paths_by_task: dict[str, set[str]] = {number: set() for number in self.tasks}
        match = LastMatch(pattern for _, pattern in named)
        for path in self.paths if named or modules else ():
            for index in match.all(path):
                paths_by_task[named[index][0]].add(path)
            for name in ancestry(self.architecture.owner(path) or ""):
                for number in modules.get(name, ()):
                    paths_by_task[number].add(path)
        return {number: frozenset(paths) for number, paths in paths_by_task.items()}

    @cached_property
    def tasks_by_module(self) -> Mapping[str, tuple[str, ...]]:
        """The tasks whose scope names a module, one around it, or a file or module in it."""
        owners = self.architecture.ownership.owners
        inside: dict[str, list[str]] = {}
        for name in self.architecture.contracts:
            for around in ancestry(name):
                inside.setdefault(around, []).append(name)
        tasks_by_module: dict[str, list[str]] = {}
        for number, scope in self.scopes.items():
            named = {owner for path in self.named_files[number] if (owner := owners.get(path))}
            concerned = {around for name in named for around in ancestry(name)}
            for name in scope.modules if scope is not None else ():
                concerned.update(ancestry(name), inside.get(name, ()))
            for name in concerned:
                tasks_by_module.setdefault(name, []).append(number)
        return {name: tuple(tasks) for name, tasks in sorted(tasks_by_module.items())}

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
