"""The records of a report on a period: counts, curves and lists, without names of people."""

import datetime
from collections.abc import Mapping

from kavro_lint.commands.history.drift_records import Numbers
from kavro_lint.model.frozen import field, frozen


@frozen
class Week:
    """The new findings of a week by cause, and the resolved ones by how."""

    name: str
    open: int
    born: Mapping[str, int]
    gone: Mapping[str, int]


@frozen
class Step:
    """A step of a survival curve: after `days`, this share is still open; so many were at risk."""

    days: int
    share: float
    at_risk: int
    gone: int


@frozen
class Survival:
    """How long findings stay open, by Kaplan and Meier: an open one counts up to its age.

    `median` is the age that half of it does not reach, None where more than half stays.
    """

    steps: tuple[Step, ...]
    count: int
    still_open: int
    median: int | None


@frozen
class RuleFlow:
    """What a rule found in the period."""

    rule: str
    name: str
    before: int
    born: int
    gone: int
    open: int


@frozen
class PairFlow:
    """What is between two modules, or a module and a package."""

    source: str
    target: str
    open: int
    born: int
    gone: int


@frozen
class Event:
    """Something that a commit did: to a decision, an exception, a task, the contract."""

    on: datetime.date
    commit: str
    what: str
    detail: str
    path: str = ""


@frozen
class Amendment:
    """A commit that changed the contract, and whether an approval covered what it says then."""

    on: datetime.date
    commit: str
    parts: tuple[str, ...]
    approved: bool


@frozen
class TaskProof:
    """A task that was merged in the period, and the verdict of its validation note, None for none.

    `state` is what the roadmap calls it.
    """

    task: str
    commits: int
    state: str
    verdict: str | None


@frozen
class ToolFlow:
    """Commits by an agent tool, or by none that is known, and the findings that they brought.

    `low` and `high` enclose the findings for each hundred commits in 95 of 100 cases.
    """

    tool: str
    commits: int
    born: int
    rate: float
    low: float
    high: float


@frozen
class Answered:
    """How often hooks answered so for a rule: of this clone only."""

    agent: str
    rule: str
    answer: str
    count: int


@frozen
class Entry:
    """A finding that is new in the period, or has been open for longest."""

    rule: str
    place: str
    pair: str
    since: datetime.date
    days: int
    commit: str
    task: str
    agent: str
    by: str
    cause: str


@frozen
class Report:
    """A report on a period.

    `sentence` is the answer to *better or worse*; `reasons` say by what and since when. `curve` is
    the number of open findings at the end of each day that changed it.
    """

    title: str
    since: datetime.date
    until: datetime.date
    contract: str
    commits: int
    not_judged: Mapping[str, int]
    sentence: str
    reasons: tuple[str, ...]
    before: int
    open: int
    waived: int
    relapses: int
    numbers_before: Numbers
    numbers: Numbers
    curve: tuple[tuple[datetime.date, int], ...]
    weeks: tuple[Week, ...]
    survival: Survival
    ages: Mapping[str, int]
    rules: tuple[RuleFlow, ...]
    pairs: tuple[PairFlow, ...]
    decisions: tuple[Event, ...]
    exceptions: tuple[Event, ...]
    amendments: tuple[Amendment, ...]
    policy: tuple[Event, ...]
    tasks: tuple[TaskProof, ...]
    tools: tuple[ToolFlow, ...]
    answers: tuple[Answered, ...]
    came: tuple[Entry, ...]
    longest: tuple[Entry, ...]
    more_came: int = 0
    remarks: tuple[str, ...] = field(default_factory=tuple)
