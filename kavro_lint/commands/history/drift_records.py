"""Drift over time: findings as intervals, and what is counted at each commit."""

from collections.abc import Mapping
from typing import Literal

from kavro_lint.model.findings import Atom
from kavro_lint.model.frozen import field, frozen

# How a finding went away.
How = Literal["fixed", "amended", "waived", "deleted", "setting"]
# What brought it in: the code, the contract, a setting, or an exception that ended.
Cause = Literal["code", "contract", "setting", "expired"]

HOWS: tuple[How, ...] = ("fixed", "amended", "waived", "deleted", "setting")
CAUSES: tuple[Cause, ...] = ("code", "contract", "setting", "expired")

# A rule, what two states have in common when both have the finding, and its number among those
# that have the same.
Key = tuple[str, frozenset[Atom], int]


@frozen
class Drift:
    """A finding of one state, without its line: what stays the same while it stays.

    `source` and `target` are the report's `from` and `to`; `path` is where it stands and `text` the
    statement there.
    """

    rule: str
    severity: str
    marks: frozenset[Atom]
    number: int
    fingerprint: str
    path: str
    source: str | None = None
    target: str | None = None
    text: str = ""

    @property
    def key(self) -> Key:
        """What tells it from the other findings of a state."""
        return self.rule, self.marks, self.number


@frozen
class Numbers:
    """What is counted at a commit.

    `edges` are dependencies between modules, `cycles` components of modules that form cycles,
    `largest_cycle` the modules of the largest; `unlimited` are modules that nothing limits.
    """

    modules: int = 0
    edges: int = 0
    cycles: int = 0
    largest_cycle: int = 0
    governed: int = 0
    undeclared: int = 0
    unlimited: int = 0


@frozen
class Fact:
    """A part of the contract at one commit: a row, a layer, a decision, an approval, a task.

    `value` is another when it is not the same any more.
    """

    kind: str
    name: str
    value: str
    path: str = ""


@frozen
class State:
    """What a commit was judged to have; `why_not` says why it could not be judged, else ""."""

    drifts: Mapping[Key, Drift] = field(default_factory=dict)
    waived: Mapping[Key, Drift] = field(default_factory=dict)
    facts: frozenset[Fact] = frozenset()
    numbers: Numbers = Numbers()
    why_not: str = ""


@frozen
class Interval:
    """A finding, or a part of the contract, from the commit that brought it to the one without it.

    Numbers of commits count along the first-parent line. An `event` dies where it is born: what a
    rule on changes finds is about that commit. `cause` says what brought it, `how` why it went.
    `relapse_of` is the id of the interval that the same finding had before. `authored` is the
    commit of a merged branch that wrote it, where that is another.
    """

    id: int
    kind: str
    rule: str
    fingerprint: str
    path: str
    born: int
    died: int | None = None
    how: str | None = None
    cause: str = ""
    severity: str = ""
    source: str | None = None
    target: str | None = None
    relapse_of: int | None = None
    authored: str = ""
    task: str = ""
    agent: str = ""
    value: str = ""


@frozen
class Row:
    """A commit of the line: its number, when it was made, and what was counted there.

    `status` is `judged`, else why it was not.
    """

    number: int
    sha: str
    moment: int
    status: str
    numbers: Numbers
    open: int = 0
    waived: int = 0


@frozen
class Brought:
    """A commit that a commit of the line brought: itself, or one of the branch it merged.

    `agent` is the tool behind it and `task` what its message names, "" where nothing says so.
    """

    sha: str
    number: int
    agent: str = ""
    task: str = ""
    bot: bool = False
    merge: bool = False
