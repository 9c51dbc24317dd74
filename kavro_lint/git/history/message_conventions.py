"""Task, mode and decision, read from a commit message (docs/contract.md#18-git-conventions).

GitHub and GitLab write the subjects of merges, git those of reverts; squash merges move
trailers above other blocks, where Git's own parser loses them.
"""

import re
from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Identity
from kavro_lint.patterns.linear import IdPattern

# A message is read no further; no person wrote what lies beyond.
LONGEST = 200_000
LONGEST_LINE = 1_000
# No commit is named by fewer letters.
SHORTEST_SHA = 7

_TRAILER = expression(
    r"(?i)\s{0,3}(kavro-task|kavro-mode|kavro-decision|co-authored-by)\s*:\s*(.*)"
)
_FENCE = expression(r"\s{0,3}(`{3,}|~{3,})")
_MERGE = expression(
    r"Merge (?:pull request \S{1,40} from |(?:remote-tracking )?branch(?:es)? )'?([^'\s]{1,500})"
)
_BRANCH = expression(r"(?:^|[/:])(?:task|kavro)/(\S+)")
_REVERTS = expression(r"This reverts (?:merge request \S+|commit ([0-9a-f]{7,64}))")
_REVERT_SUBJECT = expression(r'(?:Revert|Reapply) "(.*)"')
_PERSON = expression(r"([^<>]{0,200})<([^<>]{1,200})>")


@frozen
class MessageFields:
    """The fields of one commit message.

    `branch` is the task's id in the branch of a merge's subject.
    """

    tasks: tuple[str, ...] = ()
    mode: str | None = None
    decisions: tuple[str, ...] = ()
    co_authors: tuple[Identity, ...] = ()
    branch: str | None = None
    reverts: str | None = None


def read_message(message: str, ids: IdPattern) -> MessageFields:
    """Read a commit message; `ids` finds a task's id (`artifacts.id_pattern`)."""
    subject = message.split("\n", 1)[0][:LONGEST_LINE]
    stated: dict[str, list[str]] = {}
    for name, value in _trailers(message[:LONGEST]):
        stated.setdefault(name, []).append(value)
    tasks = [task for value in stated.get("kavro-task", ()) for task in _words(value)]
    branch = _task_of_merge(subject, ids)
    tasks += [task for task in (branch, _task_of_subject(subject, ids)) if task]
    reverts = _REVERTS.search(message[:LONGEST])
    return MessageFields(
        tasks=tuple(dict.fromkeys(tasks)),
        mode=next(iter(stated.get("kavro-mode", ())), None),
        decisions=tuple(stated.get("kavro-decision", ())),
        co_authors=tuple(_people(stated.get("co-authored-by", ()))),
        branch=branch,
        reverts=reverts[1] if reverts else None,
    )


def _trailers(message: str) -> Iterator[tuple[str, str]]:
    """Yield the lines `Name: value` outside fenced text."""
    fence = ""
    for line in message.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (trailer := _TRAILER.fullmatch(line[:LONGEST_LINE].rstrip())):
            yield trailer[1].lower(), trailer[2].strip()


def _words(value: str) -> list[str]:
    """Return the ids of a trailer: several stand between commas or spaces."""
    return [word for word in re.split(r"[\s,]+", value.replace("`", "")) if word]


def _task_of_merge(subject: str, ids: IdPattern) -> str | None:
    merge = _MERGE.match(subject)
    return task_of_branch(merge[1], ids) if merge else None


def task_of_branch(name: str, ids: IdPattern) -> str | None:
    """Return the task in a branch's name, None for none: `task/1.2.3-add-orders`."""
    match = _BRANCH.search(name)
    return _leading_id(match[1], ids) if match else None


def _leading_id(text: str, ids: IdPattern) -> str | None:
    """Return the id a branch's name begins with: `1.2.3-add-orders`, `1.2.3_x`, `1.2.3/x`."""
    ends = [n for n, letter in enumerate(text) if letter in "-_/"] + [len(text)]
    return next((text[:end] for end in reversed(ends) if ids.fullmatch(text[:end])), None)


def _task_of_subject(subject: str, ids: IdPattern) -> str | None:
    quoted = _REVERT_SUBJECT.fullmatch(subject)
    text = quoted[1] if quoted else subject
    match = re.match(r"\[([^\]]{1,100})\]|(?i:task) (\S{1,100})", text)
    if not match:
        return None
    word = match[1] or match[2].rstrip(":,.;)")
    return word if ids.fullmatch(word) else None


def _people(values: list[str] | tuple[str, ...]) -> Iterator[Identity]:
    for value in values:
        person = _PERSON.match(value)
        if person:
            yield Identity(person[1].strip(), person[2].strip())
