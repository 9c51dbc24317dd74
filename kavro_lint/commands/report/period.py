"""The commits of a period, and the day of each where clocks run backwards."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property

from kavro_lint.commands.history.drift_records import Interval, Row
from kavro_lint.commands.history.past import day_of
from kavro_lint.model.frozen import frozen


def days_of(rows: Sequence[Row], today: datetime.date) -> Mapping[int, datetime.date]:
    """Return the day of each commit, never before that of an earlier one.

    A clock that was ahead of today counts for nothing.
    """
    days: dict[int, datetime.date] = {}
    latest = datetime.date.min
    for row in rows:
        day = day_of(row.moment)
        if latest <= day <= today:
            latest = day
        days[row.number] = latest if latest > datetime.date.min else min(day, today)
    return days


@frozen(eq=False)
class Period:
    """Commits from one day to another, both included. `days` are those of all commits.

    `first` and `last` are the numbers of the commits that it begins and ends with: `first` is
    larger where there are none.
    """

    since: datetime.date
    until: datetime.date
    days: Mapping[int, datetime.date]
    rows: tuple[Row, ...]

    @cached_property
    def first(self) -> int:
        """The number of the first commit that is not before the period."""
        inside = (number for number, day in self.days.items() if day >= self.since)
        return next(inside, len(self.days))

    @cached_property
    def last(self) -> int:
        """The number of the last commit that is not after the period, -1 for none."""
        return max((number for number, day in self.days.items() if day <= self.until), default=-1)

    def holds(self, number: int | None) -> bool:
        """Whether a commit is of the period."""
        return number is not None and self.first <= number <= self.last

    @cached_property
    def begun(self) -> int | None:
        """The number of the commit that judging begins with, None where that is not inside."""
        judged = (row.number for row in self.rows if row.status == "judged")
        first = next(judged, None)
        return first if self.holds(first) else None

    def was_open_before(self, interval: Interval) -> bool:
        """Whether an interval was open when the period began."""
        died = interval.died
        return interval.born < self.first and (died is None or died >= self.first)

    def is_open(self, interval: Interval) -> bool:
        """Whether an interval was open when the period ended."""
        died = interval.died
        return interval.born <= self.last and (died is None or died > self.last)

    @cached_property
    def inside(self) -> tuple[Row, ...]:
        """The commits of the period."""
        return tuple(row for row in self.rows if self.holds(row.number))
