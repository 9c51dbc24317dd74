"""Code of a task that imports code of another one, without a declared dependency (KV311)."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.checks.task_sets import TaskSets, about_tasks, names_of, numbers_in
from kavro_lint.checks.tasks.specs import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.imports import Import
from kavro_lint.model.plan import Task

RULES = ("KV311",)
NEEDS = "artifacts"


def findings(case: Case) -> Iterator[Finding]:
    """Yield tasks whose code imports code of tasks with which no dependency orders them."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(3, plan):
            yield from _undeclared(workflow, TaskSets(workflow, plan))


def ground(case: Case) -> object:
    """Return all imports, where any task states a scope."""
    if not any(task.scope for _, task in case.workflow.all_tasks()):
        return ()
    return list(case.architecture.judged.files.items())


def _undeclared(workflow: Workflow, tasks: TaskSets) -> Iterator[Finding]:
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
        for number in numbers_in(importers):
            unordered = imported & ~tasks.ordered[number]
            if unordered:
                needed[number] |= unordered
                first.setdefault(number, statement)
    for number, statement in sorted(first.items()):
        yield _undeclared_needs(tasks.tasks[number], tasks.of(needed[number]), statement)


def _undeclared_needs(task: Task, imported_tasks: list[Task], statement: Import) -> Finding:
    names = names_of(imported_tasks)
    which = f"task {names}" if len(imported_tasks) == 1 else f"tasks {names}"
    finding = problem(
        "KV311",
        task,
        f"code of task {task.id} imports code of {which}, but neither depends on the other",
        f"add {names} to the dependencies of {task.id}",
        evidence=(statement.evidence,),
    )
    return about_tasks(finding, task, imported_tasks)
