"""The prompts that agents are given: KV501 to KV503."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.scope import Scope, always_in_scope
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts import named_in
from kavro_lint.artifacts.markdown import Document, is_placeholder, key_of
from kavro_lint.checks.document_parts import OPEN, is_owned, lacking, part_of, unfilled
from kavro_lint.expressions import expression
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan, Task

RULES = ("KV501", "KV502", "KV503")
NEEDS = "artifacts"

# Part of a prompt → how the line begins that it stands on or below: a heading, a field, a label
# in brackets, or words and a colon. Kavro's role templates differ in what they call a part.
PROMPT: Mapping[str, str] = {
    "role": r"role\b|you are (?:acting as |now )?an? |act as an? ",
    "task context": r"task context|(?:your )?(?:specific )?task\b|refactor task|bug report",
    "architecture context": r"(?:relevant )?architecture\b|relevant code context|code to refactor",
    "constraints": r"(?:hard )?constraints?\b|(?:implementation |refactor )?requirements?\b|"
    r"(?:patterns )?you must (?:not|follow)|rules\b",
    "output specification": r"(?:expected )?output\b|produce exactly|deliverables?\b",
    "validation instructions": r"validation\b|self check|before submitting|verify\b|"
    r"acceptance criteria",
}
# What a template leaves: a hint in brackets that is neither code, nor a link, nor a footnote.
_HINT = expression(r"(?<![\w)\]])\[(?![ xX~!]\]|[\^!])([^\[\]]{3,300})\](?![(:\[])")
_LABEL = expression(r"\[[A-Z][A-Z0-9 &/_-]{2,60}\]:?")
_VALUE = expression(r"^[^:\n]{1,60}:\**\s*(\S.*)$")
_CODE = expression(r"`+[^`\n]{1,1000}`+")
_TOUCH = expression(r"(?im)^\W*(?:scope\b[^\n:]{0,40}(?:touch|in)|scope)\W*?:(?!.*do not)(.*)$")


def findings(case: Case) -> Iterator[Finding]:
    """Yield what the prompts of each plan lack."""
    workflow = case.workflow
    for plan in workflow.architecture.plan.all():
        if workflow.judges(5, plan):
            yield from _prompts(workflow, plan)


def _prompts(workflow: Workflow, plan: Plan) -> Iterator[Finding]:
    folder = f"{plan.root}{plan.folder}/prompts"
    prompts = {document.path: document for document in workflow.documents(plan, "prompts/")}
    tasks = {f"{folder}/{task.id}.md": task for task in plan.tasks}
    for path, document in prompts.items():
        number = path.removeprefix(f"{folder}/").removesuffix(".md")
        if path in tasks or workflow.is_id(number):
            yield from _prompt(tasks[path].id if path in tasks else number, document)
        if path in tasks:
            yield from _scope_mismatch(workflow, plan, tasks[path], document)
    for path, task in tasks.items():
        if path not in prompts and task.state == "in-progress":
            yield lacking(
                "KV501",
                task.id,
                task.location,
                (f"task {task.id} is in progress but has no prompt", f"write {path}"),
                "prompt",
            )


def _prompt(number: str, document: Document) -> Iterator[Finding]:
    """KV502: one for each part that is missing, and for each line with a placeholder."""
    parts = _parts(document)
    for name in PROMPT:
        if not parts.get(name):
            lack = "says nothing about the" if name in parts else "has no"
            yield lacking(
                "KV502",
                number,
                Location(document.path),
                (
                    f"the prompt of task {number} {lack} {name}",
                    f"write a section [{name.upper()}] or `## {name.capitalize()}`",
                ),
                name,
            )
    for line, placeholder in _placeholders(document):
        part = lacking(
            "KV502",
            number,
            Location(document.path, line),
            (
                f"the prompt of task {number} still has a placeholder: {placeholder}",
                "replace the placeholder",
            ),
            placeholder,
        )
        yield replace(part, unfilled=unfilled(placeholder, placeholder))


def _parts(document: Document) -> Mapping[str, bool]:
    """Return the parts that there are, and whether each says something.

    A part runs to the next; a placeholder in it is reported by itself.
    """
    filled_parts: dict[str, bool] = {}
    current = ""
    for line in document.lines:
        words = key_of(line[:300])
        name = next((part for part, begin in PROMPT.items() if re.match(begin, words)), "")
        heads = (
            bool(re.match(r"\s{0,3}#{1,6}\s", line)) or _LABEL.fullmatch(line.strip()) is not None
        )
        if name:
            current = name
            text = "" if heads else line.partition(":")[2] if ":" in line else line
        else:
            text = line
        if current:
            is_filled = bool(re.search(r"\w", text)) and not (name == "" and heads)
            filled_parts[current] = filled_parts.get(current, False) or is_filled
    return filled_parts


def _placeholders(document: Document) -> Iterator[tuple[int, str]]:
    """Yield each line that holds a placeholder, outside code, with the placeholder."""
    fenced = {
        number
        for fence in document.fences
        for number in range(fence.line, fence.line + fence.body.count("\n") + 2)
    }
    for number, line in enumerate(document.lines, 1):
        text = _CODE.sub("", line[:5000])
        if number in fenced or _LABEL.fullmatch(text.strip()):
            continue
        value = _VALUE.match(text)
        placeholder = next((match for match in _HINT.finditer(text) if _is_hint(match[1])), None)
        if placeholder is not None:
            yield number, placeholder[0]
        elif value and value[1].strip() and is_placeholder(value[1]):
            yield number, value[1].strip()
        elif OPEN.match(text.strip(" -*+>")) and not is_owned(text):
            yield number, text.strip()


def _is_hint(words: str) -> bool:
    """Whether words in brackets are to be replaced: `[name]`, `[TASK ID]`, but not `[HTTP]`."""
    return bool(re.search(r"[a-z]", words)) or bool(re.search(r"\w[ _]\w", words))


def _scope_mismatch(
    workflow: Workflow, plan: Plan, task: Task, document: Document
) -> Iterator[Finding]:
    """KV503: the prompt's scope differs from the spec's, by entries and by files."""
    prompt_scope = _scope(document)
    if not prompt_scope or not task.scope:
        return
    prompt_entries, task_entries = (
        {_plain(entry): entry for entry in entries} for entries in (prompt_scope, task.scope)
    )
    if prompt_entries.keys() == task_entries.keys():
        return
    files = [frozenset(_files(workflow, plan, entries)) for entries in (prompt_scope, task.scope)]
    differ = prompt_entries.keys() ^ task_entries.keys()
    extra = sorted(
        prompt_entries.get(entry) or task_entries[entry]
        for entry in differ
        if not always_in_scope(workflow.architecture, entry)
    )
    if not extra or (files[0] and files[0] == files[1]):
        return
    yield lacking(
        "KV503",
        task.id,
        Location(document.path),
        (
            f"the prompt's scope differs from that of task {task.id}: {', '.join(extra)}",
            f"write the scope of the task: {', '.join(task.scope)}",
        ),
        "scope",
    )


def _plain(entry: str) -> str:
    return entry.removeprefix("./").removesuffix("/**").rstrip("/")


def _files(workflow: Workflow, plan: Plan, entries: Iterable[str]) -> Iterator[str]:
    """Yield the files that entries name, without those that belong to every change."""
    scope = Scope(workflow.architecture, plan, entries)
    for path in workflow.paths:
        if scope.names(path) and not always_in_scope(workflow.architecture, path):
            yield path


def _scope(document: Document) -> tuple[str, ...]:
    """Return the paths and modules that a prompt says may be touched."""
    part = part_of(document, "scope in", "scope you touch", "scope")
    if part is not None and "not touch" not in part.text.split("\n", 1)[0]:
        return named_in(part.text)
    for number, line in enumerate(document.lines):
        match = _TOUCH.match(line[:2000])
        if match and "not touch" not in line.casefold():
            below = document.lines[number + 1 :]
            ends = (
                n for n, later_line in enumerate(below) if not re.match(r"\s*[-*+]\s", later_line)
            )
            return named_in("\n".join([match[1], *below[: next(ends, len(below))]]))
    return ()
