"""The facts about one task: its scope, modules, commits, decisions, documents and findings."""

import re
from collections.abc import Iterator, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.schedule import Planned, schedule
from kavro_lint.architecture.workflow import Workflow, note_of
from kavro_lint.artifacts import id_pattern
from kavro_lint.commands.explain.task_commits import commits_of
from kavro_lint.model.agreement import Decision
from kavro_lint.model.findings import Finding, Rule
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Commit
from kavro_lint.model.plan import Note, Plan, Task
from kavro_lint.pipeline.check import Examined


@frozen
class TaskFacts:
    """A task with the facts of the plan, the code and the history about it.

    `files` are those in its scope, `modules` those that the files belong to or the scope names;
    `prompt` and `selection` are paths, None for a document that does not exist.
    """

    architecture: Architecture
    workflow: Workflow
    rules: tuple[Rule, ...]
    plan: Plan
    task: Task
    planned: Planned
    files: tuple[str, ...]
    modules: tuple[str, ...]
    commits: tuple[Commit, ...]
    decisions: tuple[Decision, ...]
    note: Note | None
    prompt: str | None
    selection: str | None
    findings: tuple[Finding, ...]


def task_facts(examined: Examined, number: str) -> TaskFacts:
    """Return the facts about a task. Raises KeyError for one that no roadmap has."""
    survey, workflow = examined.survey, examined.case.workflow
    architecture = survey.architecture
    plan, task = workflow.tasks[number]
    scope = workflow.scopes[number]
    files = tuple(path for path in survey.snapshot.sources if scope and scope.names(path))
    owners = {architecture.module(path) for path in files}
    named = {name for name in (scope.modules if scope else ()) if name in architecture.contracts}
    commits = commits_of(examined, number)
    findings = [
        finding
        for finding in examined.case.findings
        if finding.task == task.id or finding.location.path in files
    ]
    ids = survey.settings.task_id
    return TaskFacts(
        architecture=architecture,
        workflow=workflow,
        rules=tuple(survey.rules),
        plan=plan,
        task=task,
        planned=next(planned for planned in schedule(workflow).tasks if planned.task.id == number),
        files=files,
        modules=tuple(sorted({*filter(None, owners), *named})),
        commits=commits,
        decisions=tuple(_decisions(architecture, task, commits, ids)),
        note=note_of(plan, task),
        prompt=_document(plan, task, ids, "prompts"),
        selection=_document(plan, task, ids, "selections", "agent-selection.md"),
        findings=tuple(sorted(findings, key=lambda finding: (finding.location, finding.rule))),
    )


def _decisions(
    architecture: Architecture, task: Task, commits: Sequence[Commit], task_id: str | None
) -> Iterator[Decision]:
    """Yield the decisions that the spec or a commit names, and those that name the task."""
    ids = id_pattern(task_id)
    spec = " ".join(task.fields.values())
    named = {name for commit in commits for name in commit.decisions}
    for plan in architecture.plan.all():
        for decision in plan.decisions:
            text = " ".join((decision.title, *decision.sections.values()))
            numbers = {match[0] for match in ids.finditer(text)}
            is_linked = re.search(rf"(?<![\w-]){re.escape(decision.name)}(?![\w-])", spec)
            if decision.name in named or is_linked or task.id in numbers:
                yield decision


def _document(
    plan: Plan, task: Task, task_id: str | None, folder: str, *endings: str
) -> str | None:
    """Return the path of a document of the task: its own, or a shared one that names it."""
    ids = id_pattern(task_id)
    base = f"{plan.root}{plan.folder}/"
    own_path = f"{base}{folder}/{task.id}.md"
    for path in (own_path, *(f"{base}{ending}" for ending in endings)):
        text = plan.documents.get(path)
        if text is not None and (
            path == own_path or task.id in {match[0] for match in ids.finditer(text)}
        ):
            return path
    return None
