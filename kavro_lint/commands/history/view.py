"""The part of a judged line that a reader asks for: a range, a day to begin at, samples of it."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.history import Judged
from kavro_lint.commands.history.drift_records import Brought, Interval, Row
from kavro_lint.commands.history.past import day_of
from kavro_lint.errors import CannotJudge
from kavro_lint.git.log import commits
from kavro_lint.git.revisions import commit
from kavro_lint.model.frozen import field, frozen, replace

EVERY = ("commit", "day", "week", "month")
UNATTRIBUTED, BY_AGENT, BY_BOT = "unattributed", "agent", "bot"
# Intervals that have not died at the end of a view.
OPEN = None


@frozen
class View:
    """What is shown: commits, and the intervals that were alive among them.

    `rows` are all commits of the view and `samples` those to print; `people` maps commits to the
    names of their authors, only where they were asked for. `known` are all commits of the line by
    their numbers.
    """

    rows: tuple[Row, ...]
    samples: tuple[Row, ...]
    intervals: tuple[Interval, ...]
    known: Mapping[int, Row]
    brought: Mapping[str, Brought]
    contract: str
    people: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def author(self, interval: Interval) -> str:
        """Return the commit that wrote a finding: on a merged branch, else the one of the line."""
        return interval.authored or self.known[interval.born].sha

    def by(self, interval: Interval) -> str:
        """Return who brought an interval: by name only where that was asked for."""
        if self.people:
            return self.people.get(self.author(interval), UNATTRIBUTED)
        if interval.agent:
            return BY_AGENT
        brought = self.brought.get(self.author(interval))
        return BY_BOT if brought is not None and brought.bot else UNATTRIBUTED


def view_of(
    judged: Judged, since: int = 0, until: int | None = None, every: str = "commit",
    people: bool = False,
) -> View:  # fmt: skip
    """Return the commits of a line from number `since` to `until`, and what was alive then."""
    known = {row.number: row for row in judged.store.rows()}
    last = max(known, default=0) if until is None else until
    rows = tuple(row for number, row in known.items() if since <= number <= last)
    intervals = tuple(
        _as_of(interval, last)
        for interval in judged.store.intervals("AND born <= ?", last)
        if interval.died is None or interval.died >= since
    )
    brought = {commit.sha: commit for commit in judged.store.brought() if commit.number <= last}
    view = View(rows, tuple(_samples(rows, every)), intervals, known, brought, judged.contract,
                remarks=judged.remarks)  # fmt: skip
    return replace(view, people=_people(judged, view)) if people else view


def _as_of(interval: Interval, last: int) -> Interval:
    """Return an interval as it was known then: what died later was open."""
    if interval.died is not None and interval.died > last:
        return replace(interval, died=OPEN, how=None)
    return interval


def _samples(rows: Sequence[Row], every: str) -> Iterator[Row]:
    """Yield the last commit of each day, week or month; clocks may run backwards."""
    if every == "commit":
        yield from rows
        return
    for row, following in zip(rows, (*rows[1:], None), strict=True):
        if following is None or period_of(row, every) != period_of(following, every):
            yield row


def period_of(row: Row, every: str) -> str:
    """Return the day, week or month of a commit, as ISO 8601 has it."""
    day = day_of(row.moment)
    if every == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if every == "day" else day.isoformat()[:7]


def _people(judged: Judged, view: View) -> Mapping[str, str]:
    shas = sorted({view.author(interval) for interval in view.intervals})
    return {raw.sha: raw.author.shown for raw in commits(judged.repository, shas, (), "--no-walk")}


def begin_of(judged: Judged, since: str | None, base: str | None) -> int:
    """Return the number of the first commit of a view: after `base`, not before the day `since`.

    Raises CannotJudge for a day or a revision that is none, or not on the line.
    """
    first = 0
    if base is not None:
        numbers = {commit.sha: number for number, commit in enumerate(judged.line)}
        sha = commit(judged.repository, base)
        if sha not in numbers:
            raise CannotJudge(
                f"{base} is not on the first-parent line of what is judged",
                "name a commit of the mainline",
            )
        first = numbers[sha] + 1
    if since is not None:
        day = read_day("since", since)
        on_time = (n for n, step in enumerate(judged.line) if day_of(step.moment) >= day)
        first = max(first, next(on_time, len(judged.line)))
    return first


def read_day(option: str, text: str) -> datetime.date:
    """Return the day that an option names. Raises CannotJudge."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise CannotJudge(
            f"--{option} {text!r} is not a day", f"write it as --{option} 2026-11-30"
        ) from None


def split_range(text: str | None) -> tuple[str | None, str | None]:
    """Return the two ends of `A..B`; of one revision, nothing and that."""
    if text is None:
        return None, None
    base, dots, tip = text.partition("..")
    if not dots:
        return None, base
    return base or None, tip.lstrip(".") or None


def findings_of(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Yield the intervals that are of findings."""
    return (interval for interval in intervals if interval.kind == "finding")
