"""The part of a judged line that a reader asks for: a range, a day to begin at, samples of it."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from kavro_lint.commands.history import Judged
from kavro_lint.commands.history.drift_records import Brought, Interval, Row
from kavro_lint.commands.history.past import day_of
from kavro_lint.commands.history.store import Store
from kavro_lint.errors import CannotJudge
from kavro_lint.git.log import commits
from kavro_lint.git.revisions import commit
from kavro_lint.model.frozen import replace

EVERY = ("commit", "day", "week", "month")
UNATTRIBUTED, BY_AGENT, BY_BOT = "unattributed", "agent", "bot"
# So many commits are remembered of those that were looked up: intervals come in their order.
REMEMBERED = 1_000


class View:
    """What is shown: commits of a line, and the intervals that were alive among them.

    All is read from the store each time it is asked for, and nothing is held: a line may have any
    length. `people` maps commits to the names of their authors, only where they were asked for.
    """

    def __init__(self, judged: Judged, since: int, last: int, every: str) -> None:
        self.contract = judged.contract
        self.remarks = judged.remarks
        self.people: Mapping[str, str] = {}
        self._store: Store = judged.store
        self._since, self._last, self._every = since, last, every
        self.commit = lru_cache(REMEMBERED)(judged.store.row)

    @property
    def rows(self) -> Iterator[Row]:
        """All commits of the view, the oldest first."""
        return self._store.rows(self._since, self._last)

    @property
    def samples(self) -> Iterator[Row]:
        """The commits to print: the last of each day, week or month; clocks may run backwards."""
        every, before = self._every, None
        for row in self.rows:
            if before is not None and (
                every == "commit" or period_of(before, every) != period_of(row, every)
            ):
                yield before
            before = row
        if before is not None:
            yield before

    @property
    def intervals(self) -> Iterator[Interval]:
        """The intervals in the order in which they were born, as they were known then.

        What died later was open.
        """
        condition = "AND born <= ? AND (died IS NULL OR died >= ?)"
        for interval in self._store.intervals(condition, self._last, self._since):
            is_later = interval.died is not None and interval.died > self._last
            yield replace(interval, died=None, how=None) if is_later else interval

    @property
    def brought(self) -> Iterator[Brought]:
        """The commits that the line has brought so far."""
        return self._store.brought("AND number <= ? ORDER BY number, sha", self._last)

    def author(self, interval: Interval) -> str:
        """Return the commit that wrote a finding: on a merged branch, else the one of the line."""
        return interval.authored or self.commit(interval.born).sha

    def by(self, interval: Interval) -> str:
        """Return who brought an interval: by name only where that was asked for."""
        if self.people:
            return self.people.get(self.author(interval), UNATTRIBUTED)
        if interval.agent:
            return BY_AGENT
        brought = next(self._store.brought("AND sha = ?", self.author(interval)), None)
        return BY_BOT if brought is not None and brought.bot else UNATTRIBUTED


def view_of(judged: Judged, since: int = 0, every: str = "commit", *, people: bool = False) -> View:
    """Return the commits of a line from number `since` on, and what was alive then."""
    last = judged.store.last()
    view = View(judged, since, last.number if last is not None else 0, every)
    if people:
        view.people = _people(judged, view)
    return view


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
        sha = commit(judged.repository, base)
        number = next((n for n, step in enumerate(judged.line) if step.sha == sha), None)
        if number is None:
            raise CannotJudge(
                f"{base} is not on the first-parent line of the judged commits",
                "name a commit of the mainline",
            )
        first = number + 1
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
            f"--{option} {text!r} is not a date", f"write it as --{option} 2026-11-30"
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
