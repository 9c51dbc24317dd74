"""Mentions of tasks: places that track or specify a task, and those that almost do."""

from collections.abc import Iterable, Iterator

from kavro_lint.artifacts.markdown import Document, Item, key_of
from kavro_lint.artifacts.task_lines import (
    LONGEST_LINE,
    id_pattern,
    spec_headings,
    state_of,
    tracker_items,
    without_state,
)
from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.patterns.linear import IdPattern

# A mark at the head of an item that is not a state, before what may be a task's id.
_MARK = expression(r"\W{0,3}(\[[^\[\]\w]\]|\[[a-zA-Z]\]|[\u2190-\u2bff\U0001f300-\U0001faff])\s")
_BARE = expression(
    r"(?i)\W*(?:task\s+(\d[\w.-]*)|(\d+\.\d+(?:\.\d+\.\d[\d.]*)?))(?=\W*(?:\s[-–—]\s|$|:))"
)
_ALMOST = expression(r"(?i)task\s+([A-Z]{0,10}-?\d[\w.-]*)\s*(?:[-–—:]|$)")


@frozen
class Mention:
    """A place that tracks or specifies a task, or seems to.

    `kind` is `spec`, `tracker`, `malformed` for what is not an id, or `unmarked` for a tracker
    line whose `mark` is not a state.
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
            elif match := _ALMOST.match(heading.text[:LONGEST_LINE]):
                yield Mention("malformed", match[1].rstrip(".:"), place)
        for item in tracker_items(document, ids):
            mention = _tracked(item, Location(document.path, item.line), ids, task_id)
            if mention is not None:
                yield mention


def _tracked(item: Item, place: Location, ids: IdPattern, task_id: str | None) -> Mention | None:
    text = item.text[:LONGEST_LINE]
    id_match, state = ids.search(text), state_of(text)
    if id_match:
        mark = _MARK.match(text)
        if state:
            return Mention("tracker", id_match[0], place)
        # `- 🟡 1.1.1 - …` tracks the task; an id further on is only spoken of.
        if mark is None or key_of(text[mark.end() : id_match.start()]) not in ("", "task"):
            return None
        return Mention("unmarked", id_match[0], place, mark[1])
    if not state or task_id is not None:
        return None
    almost = _BARE.match(without_state(text))
    # With a box alone, `1.2` may be anything.
    if almost is None or not (almost[1] or not text.lstrip().startswith("[")):
        return None
    return Mention("malformed", (almost[1] or almost[2]).rstrip(".-"), place)
