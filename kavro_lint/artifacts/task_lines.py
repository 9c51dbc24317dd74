"""Lines that name a task: its id, its state, the headings of specs and the items of a tracker.

See docs/contract.md#16-roadmap-and-tasks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar

from kavro_lint.artifacts.markdown import Document, Field, Heading, Item, key_of
from kavro_lint.expressions import expression
from kavro_lint.model.plan import TaskState
from kavro_lint.patterns.linear import IdPattern, LinearPattern

TASK_ID = r"\d+\.\d+\.\d+"
# No letter, digit or joining mark may stand beside an id.
BEFORE_ID, AFTER_ID = r"(?<![\w.-])", r"(?![\w]|[.-]\w)"
TRACKERS = ("roadmap.md", "execution-roadmap.md")
LONGEST_LINE = 500

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

_STATE = expression("|".join(re.escape(mark) for mark in STATES))


@cache
def id_pattern(task_id: str | None) -> IdPattern:
    """Return the pattern that finds a task's id in a text, not inside a longer word or number.

    `task_id` is the setting's pattern, which is not trusted: see `linear`.
    """
    if task_id is not None:
        return LinearPattern(task_id, BEFORE_ID, AFTER_ID)
    return re.compile(f"{BEFORE_ID}(?:{TASK_ID}){AFTER_ID}")


def holds_tasks(path: str) -> bool:
    """Whether an artifact is a roadmap or holds task specs."""
    folder, _, name = path.rpartition("/")
    return name in (*TRACKERS, "tasks.md") or folder.rpartition("/")[2] == "tasks"


def spec_headings(document: Document, ids: IdPattern) -> Iterator[tuple[Heading, str, str]]:
    """Yield each heading `Task <id> - <name>` with the id and the name."""
    for heading in document.headings:
        text = heading.text[:LONGEST_LINE]
        id_match = ids.search(text)
        if id_match and key_of(text[: id_match.start()]) == "task":
            yield heading, id_match[0], text[id_match.end() :].strip(" -–—:\t")


def fields_of(document: Document, heading: Heading) -> tuple[Field, ...]:
    """Return the fields below a heading, down to the next of its level or above."""
    first, end = document.span(heading)
    return between(document.fields, first, end)


def between(parts: tuple[_Part, ...], first: int, end: int) -> tuple[_Part, ...]:
    """Return the parts from line `first` up to `end`, found by bisection."""
    begin = bisect_left(parts, first, key=lambda part: part.line)
    return parts[begin : bisect_left(parts, end, lo=begin, key=lambda part: part.line)]


def tracker_items(document: Document, ids: IdPattern) -> Iterator[Item]:
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


def state_of(text: str) -> TaskState | None:
    """Return the state that the first mark, or the first words of a status field, say."""
    mark = _STATE.search(text)
    if mark:
        return STATES[mark[0]]
    words = key_of(text).replace(" ", "-")
    return next((state for state in STATES.values() if re.match(rf"{state}\b", words)), None)


def without_state(text: str) -> str:
    """Return a line without its first mark of a state."""
    return _STATE.sub("", text, count=1)
