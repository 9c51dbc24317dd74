"""The roadmap: tracker lines and task specs, joined by id.

See docs/contract.md#16-roadmap-and-tasks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.artifacts.markdown import Document, Field, Heading, Item, is_nothing, plain
from kavro_lint.artifacts.task_lines import (
    LONGEST_LINE,
    between,
    fields_of,
    holds_tasks,
    id_pattern,
    spec_headings,
    state_of,
    tracker_items,
)
from kavro_lint.expressions import expression
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Step, Task, TaskState
from kavro_lint.patterns.linear import IdPattern

# Canonical field name → the other names it may have, all normalised.
SYNONYMS: Mapping[str, str] = {
    "scope": "scope in",
    "in": "scope in",
    "out": "scope out",
    "in scope": "scope in",
    "out of scope": "scope out",
    "estimated complexity": "complexity",
    "estimated effort": "effort",
}

_CODE = expression(r"`([^`\n]+)`")
_BULLET = expression(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)")


def read_tasks(documents: Iterable[Document], task_id: str | None) -> tuple[Task, ...]:
    """Return the tasks of an artifact folder in the order of the roadmap.

    `task_id` is the setting's pattern, None for `M.P.S`. Of a task that is tracked or
    specified twice, the first place counts.
    """
    ids = id_pattern(task_id)
    tasks: dict[str, Task] = {}
    task_documents = [document for document in documents if holds_tasks(document.path)]
    for document in task_documents:
        for heading, number, name in spec_headings(document, ids):
            tasks.setdefault(number, _task_of_spec(document, heading, number, name, ids))
    for document in task_documents:
        for item, number, state in _tracker_lines(document, ids):
            place = Location(document.path, item.line)
            task = tasks.get(number)
            if task is None:
                name, reason = _name(item, number), _reason(item, number)
                tasks[number] = Task(number, name, place, state, tracker=place, reason=reason)
            elif task.tracker is None:
                reason = task.reason or _reason(item, number)
                tasks[number] = replace(task, state=state, tracker=place, reason=reason)
    return tuple(sorted(tasks.values(), key=_order))


def _order(task: Task) -> tuple[bool, str, int, list[tuple[int, str]]]:
    """Put tasks in the roadmap's order, then those without a line: 1.9.1 before 1.10.1."""
    words = re.findall(r"\d+|\D+", task.id)
    place = task.tracker or Location("")
    number = [(int(word[:30]), "") if word.isdecimal() else (-1, word) for word in words]
    return task.tracker is None, place.path, place.line, number


def _task_of_spec(
    document: Document, heading: Heading, number: str, name: str, ids: IdPattern
) -> Task:
    fields: dict[str, Field] = {}
    for field in fields_of(document, heading):
        key = SYNONYMS.get(field.name, field.name)
        # `**Scope:**` may hold nothing but `**In:**` and `**Out:**`.
        if key not in fields or not fields[key].value:
            fields[key] = field
    texts = {key: field.value for key, field in fields.items()}
    place = Location(document.path, heading.line)
    needs = texts.get("dependencies", "")
    steps = fields.get("validation steps")
    stated = state_of(texts.get("status", texts.get("state", "")))
    return Task(
        id=number,
        name=name,
        location=place,
        state=stated,
        stated=stated,
        reason=plain(texts.get("blocked", "")).strip(),
        spec=place,
        scope=named_in(texts.get("scope in", "")),
        outputs=named_in(texts.get("expected output", "")),
        dependencies=() if is_nothing(needs) else tuple(dict.fromkeys(ids.findall(needs))),
        steps=tuple(_steps(document, steps)) if steps else (),
        fields=texts,
    )


def _steps(document: Document, field: Field) -> Iterator[Step]:
    for item in between(document.items, field.line, field.end):
        if item.number is not None:
            yield Step(item.number, item.text, Location(document.path, item.line))


def named_in(value: str) -> tuple[str, ...]:
    """Return the paths and module names of a scope: what is in backticks, or a list's items.

    A list item without backticks names what stands before its first explanation; a value
    that is neither is read as names between commas.
    """
    names: list[str] = []
    for line in value.split("\n"):
        if is_nothing(line) or line.lstrip().startswith(("```", "~~~")):
            continue
        code = _CODE.findall(line)
        item = _BULLET.match(line)
        if code:
            names += code
        elif item or "\n" not in value.strip():
            names += _names_in_text(item[1] if item else line)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _names_in_text(text: str) -> Iterator[str]:
    for part in re.split(r"\s[-–—]\s|:\s|\s\(|\s[#←]", plain(text), maxsplit=1)[0].split(","):
        words = part.split()
        if len(words) == 1 and not is_nothing(words[0]):
            yield words[0]


def _tracker_lines(document: Document, ids: IdPattern) -> Iterator[tuple[Item, str, TaskState]]:
    for item in tracker_items(document, ids):
        text = item.text[:LONGEST_LINE]
        id_match, state = ids.search(text), state_of(text)
        if id_match and state:
            yield item, id_match[0], state


def _reason(item: Item, number: str) -> str:
    """Return why a task is blocked: in parentheses, after a second ` - `, or after `blocked:`."""
    text = item.text[:LONGEST_LINE].partition(number)[2]
    match = re.search(r"\(([^()]+)\)|blocked:\s*(\S.*)", text, re.IGNORECASE)
    if match:
        return (match[1] or match[2]).strip()
    parts = re.split(r"\s[-–—]\s", text.strip(" -–—:*"), maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


def _name(item: Item, number: str) -> str:
    text = item.text[:LONGEST_LINE].partition(number)[2].strip(" -–—:*")
    return re.split(r"\s[-–—]\s|\s\(|\s\W*(?i:blocked):", text, maxsplit=1)[0].strip()
