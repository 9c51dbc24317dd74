"""Agent selections: one for each task in progress, with its reasons (KV601 and KV602)."""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts import id_pattern
from kavro_lint.artifacts.markdown import Document
from kavro_lint.checks.document_parts import lacking, says_something, unfilled
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan, Task

RULES = ("KV601", "KV602")
NEEDS = "artifacts"

SELECTION: Mapping[str, tuple[str, ...]] = {
    "Task": ("task",),
    "Assigned agent": ("assigned agent", "agent"),
    "Reason": ("reason",),
    "Context injected": ("context injected", "context"),
    "Expected output": ("expected output",),
    "Governance": ("governance",),
}


def findings(case: Case) -> Iterator[Finding]:
    """Yield what the agent selections of each plan lack."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(6, plan):
            yield from _selections(workflow, plan)


def _selections(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    folder = f"{plan.root}{plan.folder}/selections"
    ids = id_pattern(workflow.task_id)
    sections: dict[str, tuple[Document, int, int]] = {}
    for document in workflow.documents(plan, "selections/"):
        name = document.path.rpartition("/")[2].removesuffix(".md")
        sections[name] = (document, 1, len(document.lines) + 1)
    for document in workflow.documents(plan, "agent-selection.md"):
        for heading in document.headings:
            number = ids.search(heading.text)
            if number:
                sections.setdefault(number[0], (document, *document.span(heading)))
    for task in plan.tasks:
        if task.id in sections:
            yield from _selection(task, *sections[task.id])
        elif task.state == "in-progress":
            yield lacking(
                "KV601",
                task.id,
                task.location,
                (
                    f"task {task.id} is in progress, but no agent is selected for it",
                    f"write {folder}/{task.id}.md",
                ),
                "selection",
            )


def _selection(task: Task, document: Document, first: int, end: int) -> Iterator[Finding]:
    for name, names in SELECTION.items():
        fields = (field for field in document.fields if first <= field.line < end)
        part = next((field for field in fields if _is_called(field.name, names)), None)
        if name == "Task" and first > 1 and part is None:
            # The heading of a section names its task.
            continue
        if part is None or not says_something(part.value):
            place = Location(document.path, part.line if part else max(first - 1, 1))
            lack = lacking(
                "KV602",
                task.id,
                place,
                (
                    f"the agent selection of task {task.id} lacks {name}",
                    f"write `**{name}:** …`",
                ),
                name,
            )
            yield replace(lack, unfilled=unfilled(name, part.value if part else None))


def _is_called(field: str, names: tuple[str, ...]) -> bool:
    return field in names or field.startswith(tuple(f"{name} (" for name in names))
