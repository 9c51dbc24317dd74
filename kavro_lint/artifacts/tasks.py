"""The roadmap: tracker lines and task specs, joined by id.

See docs/contract.md#16-roadmap-and-tasks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TypeVar

from kavro_lint.artifacts.markdown import Document, Field, Heading, Item, is_nothing, key_of, plain
from kavro_lint.linear import IdPattern, LinearPattern
from kavro_lint.model import Location, Step, Task, TaskState
from kavro_lint.model.frozen import frozen, replace

TASK_ID = r"\d+\.\d+\.\d+"
# What may not stand beside an id: a letter, a digit, or what joins it to more of them.
BEFORE_ID, AFTER_ID = r"(?<![\w.-])", r"(?![\w]|[.-]\w)"
TRACKERS = ("roadmap.md", "execution-roadmap.md")

STATES: Mapping[str, TaskState] = {
    "⬜": "not-started",
    "🔄": "in-progress",
    "✅": "complete",
    "🚫": "blocked",
    "[ ]": "not-started",
    "[~]": "in-progress",
    "[x]": "complete",
    "[X]": "complete",
    "[!]": "blocked",
}
_Part = TypeVar("_Part", Field, Item)

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
LONGEST_LINE = 500

_STATE = re.compile("|".join(re.escape(mark) for mark in STATES))
_CODE = re.compile(r"`([^`\n]+)`")
# A mark at the head of an item that is no state, before what may be a task's id.
_MARK = re.compile(r"\W{0,3}(\[[^\[\]\w]\]|\[[a-zA-Z]\]|[\u2190-\u2bff\U0001f300-\U0001faff])\s")
_BARE = re.compile(
    r"(?i)\W*(?:task\s+(\d[\w.-]*)|(\d+\.\d+(?:\.\d+\.\d[\d.]*)?))(?=\W*(?:\s[-–—]\s|$|:))"
)
_ALMOST = re.compile(r"(?i)task\s+([A-Z]{0,10}-?\d[\w.-]*)\s*(?:[-–—:]|$)")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)")


@cache
def id_pattern(task_id: str | None) -> IdPattern:
    """Return what finds a task's id in a text: not inside a longer word or number.

    `task_id` is the setting's pattern, which may be anybody's: see `linear`.
    """
    if task_id is not None:
        return LinearPattern(task_id, BEFORE_ID, AFTER_ID)
    return re.compile(f"{BEFORE_ID}(?:{TASK_ID}){AFTER_ID}")


def read_tasks(documents: Iterable[Document], task_id: str | None) -> tuple[Task, ...]:
    """Return the tasks of an artifact folder in the order of the roadmap.

    `task_id` is the setting's pattern, None for `M.P.S`. Of a task that is tracked or
    specified twice, the first place counts.
    """
    ids = id_pattern(task_id)
    tasks: dict[str, Task] = {}
    held = [document for document in documents if holds_tasks(document.path)]
    for document in held:
        for heading, number, name in spec_headings(document, ids):
            tasks.setdefault(number, _specified(document, heading, number, name, ids))
    for document in held:
        for item, number, state in _tracker_lines(document, ids):
            place = Location(document.path, item.line)
            task = tasks.get(number)
            if task is None:
                name, why = _name(item, number), _reason(item, number)
                tasks[number] = Task(number, name, place, state, tracker=place, reason=why)
            elif task.tracker is None:
                why = task.reason or _reason(item, number)
                tasks[number] = replace(task, state=state, tracker=place, reason=why)
    return tuple(sorted(tasks.values(), key=_order))


def _order(task: Task) -> tuple[bool, str, int, list[tuple[int, str]]]:
    """Put tasks in the roadmap's order, then those without a line: 1.9.1 before 1.10.1."""
    words = re.findall(r"\d+|\D+", task.id)
    place = task.tracker or Location("")
    number = [(int(word[:30]), "") if word.isdecimal() else (-1, word) for word in words]
    return task.tracker is None, place.path, place.line, number


def holds_tasks(path: str) -> bool:
    """Whether an artifact is a roadmap or holds task specs."""
    folder, _, name = path.rpartition("/")
    return name in (*TRACKERS, "tasks.md") or folder.rpartition("/")[2] == "tasks"


def spec_headings(document: Document, ids: IdPattern) -> Iterator[tuple[Heading, str, str]]:
    """Yield each heading `Task <id> - <name>` with the id and the name."""
    for heading in document.headings:
        text = heading.text[:LONGEST_LINE]
        found = ids.search(text)
        if found and key_of(text[: found.start()]) == "task":
            yield heading, found[0], text[found.end() :].strip(" -–—:\t")


def fields_of(document: Document, heading: Heading) -> tuple[Field, ...]:
    """Return the fields below a heading, down to the next of its level or above."""
    first, end = document.span(heading)
    return _between(document.fields, first, end)


def _between(parts: tuple[_Part, ...], first: int, end: int) -> tuple[_Part, ...]:
    """Return the parts from line `first` up to `end`, without looking at all the others."""
    begin = bisect_left(parts, first, key=lambda part: part.line)
    return parts[begin : bisect_left(parts, end, lo=begin, key=lambda part: part.line)]


def _specified(
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
    stated = _state(texts.get("status", texts.get("state", "")))
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
    for item in _between(document.items, field.line, field.end):
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
            names += _bare(item[1] if item else line)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _bare(text: str) -> Iterator[str]:
    for part in re.split(r"\s[-–—]\s|:\s|\s\(|\s[#←]", plain(text), maxsplit=1)[0].split(","):
        words = part.split()
        if len(words) == 1 and not is_nothing(words[0]):
            yield words[0]


def _tracker_lines(document: Document, ids: IdPattern) -> Iterator[tuple[Item, str, TaskState]]:
    for item in _items(document, ids):
        text = item.text[:LONGEST_LINE]
        found, state = ids.search(text), _state(text)
        if found and state:
            yield item, found[0], state


def _items(document: Document, ids: IdPattern) -> Iterator[Item]:
    """Yield the list items of a tracker: those inside a field of a spec belong to the spec."""
    if document.path.rpartition("/")[2] not in TRACKERS:
        return
    inside = {
        line
        for heading, _, _ in spec_headings(document, ids)
        for field in fields_of(document, heading)
        for line in range(field.line, field.end)
    }
    yield from (item for item in document.items if item.line not in inside)


def _state(text: str) -> TaskState | None:
    """Return the state that the first mark, or the first words of a status field, say."""
    mark = _STATE.search(text)
    if mark:
        return STATES[mark[0]]
    words = key_of(text).replace(" ", "-")
    return next((state for state in STATES.values() if re.match(rf"{state}\b", words)), None)


@frozen
class Mention:
    """A place that tracks or specifies a task, or seems to.

    `kind` is `spec`, `tracker`, `malformed` for an id that is none, or `unmarked` for a tracker
    line whose mark is no state: `mark` is that.
    """

    kind: str
    id: str
    location: Location
    mark: str = ""


def mentions(documents: Iterable[Document], task_id: str | None) -> Iterator[Mention]:
    """Yield every place that tracks or specifies a task, and headings that almost do."""
    ids = id_pattern(task_id)
    for document in documents:
        specified = {heading.line: number for heading, number, _ in spec_headings(document, ids)}
        for heading in document.headings:
            place = Location(document.path, heading.line)
            if heading.line in specified:
                yield Mention("spec", specified[heading.line], place)
            elif found := _ALMOST.match(heading.text[:LONGEST_LINE]):
                yield Mention("malformed", found[1].rstrip(".:"), place)
        for item in _items(document, ids):
            mention = _tracked(item, Location(document.path, item.line), ids, task_id)
            if mention is not None:
                yield mention


def _tracked(item: Item, place: Location, ids: IdPattern, task_id: str | None) -> Mention | None:
    text = item.text[:LONGEST_LINE]
    found, state = ids.search(text), _state(text)
    if found:
        mark = _MARK.match(text)
        if state:
            return Mention("tracker", found[0], place)
        # `- 🟡 1.1.1 - …` tracks the task; an id further on is only spoken of.
        if mark is None or key_of(text[mark.end() : found.start()]) not in ("", "task"):
            return None
        return Mention("unmarked", found[0], place, mark[1])
    if not state or task_id is not None:
        return None
    almost = _BARE.match(_STATE.sub("", text, count=1))
    # With a box alone, `1.2` may be anything.
    if almost is None or not (almost[1] or not text.lstrip().startswith("[")):
        return None
    return Mention("malformed", (almost[1] or almost[2]).rstrip(".-"), place)


def _reason(item: Item, number: str) -> str:
    """Return why a task is blocked: in parentheses, after a second ` - `, or after `blocked:`."""
    rest = item.text[:LONGEST_LINE].partition(number)[2]
    found = re.search(r"\(([^()]+)\)|blocked:\s*(\S.*)", rest, re.IGNORECASE)
    if found:
        return (found[1] or found[2]).strip()
    parts = re.split(r"\s[-–—]\s", rest.strip(" -–—:*"), maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


def _name(item: Item, number: str) -> str:
    rest = item.text[:LONGEST_LINE].partition(number)[2].strip(" -–—:*")
    return re.split(r"\s[-–—]\s|\s\(", rest, maxsplit=1)[0].strip()
