"""What an agent gets: prompts (KV501 to KV503) and why it was chosen (KV601 and KV602)."""

import re
from collections.abc import Iterator, Mapping

from kavro_lint.artifacts import id_pattern, named_in
from kavro_lint.checks.parts import part_of, says_something
from kavro_lint.graph import Work
from kavro_lint.markdown import Document
from kavro_lint.model import Finding, Location, Plan, Task

RULES = ("KV501", "KV502", "KV503", "KV601", "KV602")

# Part of a prompt → what shows that it is there: a heading, a field or a label in brackets.
PROMPT: Mapping[str, str] = {
    "role": r"role|you are (?:acting as )?an? ",
    "task context": r"task context|your specific task|task\s*:|^#+ task\b|task goal",
    "architecture context": r"architecture context|relevant architecture|architecture\s*:",
    "constraints": r"constraints?\b|requirements\b|must not|you must follow",
    "output specification": r"output specification|output format|produce exactly|^\W*output\b",
    "validation instructions": r"validation instructions|validation steps|self-check|"
    r"before submitting|^\W*validation\b",
}
SELECTION: Mapping[str, tuple[str, ...]] = {
    "Task": ("task",),
    "Assigned agent": ("assigned agent", "agent"),
    "Reason": ("reason",),
    "Context injected": ("context injected", "context"),
    "Expected output": ("expected output",),
    "Governance": ("governance",),
}
# What a template leaves in a prompt; labels in capitals are part of the form.
_LEFT = re.compile(r"\[(?=[^\]]*[a-z])(?![ xX~!]\])[^\[\]]{3,300}\](?![(:\[])")
_TOUCH = re.compile(r"(?im)^\W*(?:scope\b[^\n:]{0,40}(?:touch|in)|scope)\W*?:(?!.*do not)(.*)$")


def findings(work: Work) -> Iterator[Finding]:
    """Yield what the prompts and selections of each plan lack."""
    for plan in work.architecture.plan.all():
        if work.judges(5, plan):
            yield from _prompts(work, plan)
        if work.judges(6, plan):
            yield from _selections(work, plan)


def _finding(rule: str, task: str, place: Location, says: tuple[str, str], part: str) -> Finding:
    """Return a finding; `says` is its message and its fix."""
    return Finding(
        rule=rule,
        message=says[0],
        location=place,
        fix=says[1],
        atoms=frozenset({("artifact", place.path, rule, task, part)}),
        contract=place,
        task=task,
    )


def _prompts(work: Work, plan: Plan) -> Iterator[Finding]:
    folder = f"{plan.root}{plan.folder}/prompts"
    found = {document.path: document for document in work.documents(plan, "prompts/")}
    for task in plan.tasks:
        document = found.get(f"{folder}/{task.id}.md")
        if document is not None:
            yield from _prompt(task, document)
        elif task.state == "in-progress":
            yield _finding(
                "KV501",
                task.id,
                task.location,
                (
                    f"task {task.id} is in progress without a prompt",
                    f"write {folder}/{task.id}.md",
                ),
                "prompt",
            )


def _prompt(task: Task, document: Document) -> Iterator[Finding]:
    text = "\n".join(document.lines)
    place = Location(document.path)
    for name, pattern in PROMPT.items():
        if not re.search(f"(?im){pattern}", text):
            yield _finding(
                "KV502",
                task.id,
                place,
                (
                    f"the prompt of task {task.id} has no {name}",
                    f"write a section [{name.upper()}] or `## {name.capitalize()}`",
                ),
                name,
            )
    for number, line in enumerate(document.lines, 1):
        left = _LEFT.search(line[:5000])
        if left:
            yield _finding(
                "KV502",
                task.id,
                Location(document.path, number),
                (f"the prompt of task {task.id} has a placeholder left: {left[0]}", "fill it in"),
                left[0],
            )
    said = _scope(document)
    if said and task.scope and set(said) != set(task.scope):
        extra = sorted(set(said) ^ set(task.scope))
        yield _finding(
            "KV503",
            task.id,
            place,
            (
                f"the prompt's scope is not that of task {task.id}: {', '.join(extra)}",
                f"write the scope of the spec: {', '.join(task.scope)}",
            ),
            "scope",
        )


def _scope(document: Document) -> tuple[str, ...]:
    """Return the paths and modules that a prompt says may be touched."""
    part = part_of(document, "scope in", "scope you touch", "scope")
    if part is not None and "not touch" not in part.text.split("\n", 1)[0]:
        return named_in(part.text)
    for number, line in enumerate(document.lines):
        found = _TOUCH.match(line[:2000])
        if found and "not touch" not in line.casefold():
            below = document.lines[number + 1 :]
            ends = (n for n, each in enumerate(below) if not re.match(r"\s*[-*+]\s", each))
            return named_in("\n".join([found[1], *below[: next(ends, len(below))]]))
    return ()


def _selections(work: Work, plan: Plan) -> Iterator[Finding]:
    folder = f"{plan.root}{plan.folder}/selections"
    ids = id_pattern(work.id_setting)
    found: dict[str, tuple[Document, int, int]] = {}
    for document in work.documents(plan, "selections/"):
        name = document.path.rpartition("/")[2].removesuffix(".md")
        found[name] = (document, 1, len(document.lines) + 1)
    for document in work.documents(plan, "agent-selection.md"):
        for heading in document.headings:
            number = ids.search(heading.text)
            if number:
                found.setdefault(number[0], (document, *document.span(heading)))
    for task in plan.tasks:
        if task.id in found:
            yield from _selection(task, *found[task.id])
        elif task.state == "in-progress":
            yield _finding(
                "KV601",
                task.id,
                task.location,
                (
                    f"task {task.id} is in progress, and no agent was selected for it",
                    f"write {folder}/{task.id}.md",
                ),
                "selection",
            )


def _selection(task: Task, document: Document, first: int, end: int) -> Iterator[Finding]:
    for name, names in SELECTION.items():
        fields = (field for field in document.fields if first <= field.line < end)
        part = next((field for field in fields if field.name in names), None)
        if part is None or not says_something(part.value):
            place = Location(document.path, part.line if part else max(first - 1, 1))
            yield _finding(
                "KV602",
                task.id,
                place,
                (
                    f"the agent selection of task {task.id} lacks: {name}",
                    f"write `**{name}:** …`",
                ),
                name,
            )
