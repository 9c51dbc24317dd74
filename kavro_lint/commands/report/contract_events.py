"""Events of the contract and of tasks in a period."""

import datetime
from collections.abc import Iterable, Iterator

from kavro_lint.checks.history.approvals import AMENDED_WITHOUT_APPROVAL
from kavro_lint.commands.history.drift_records import Interval
from kavro_lint.commands.history.view import View
from kavro_lint.commands.report.period import Period
from kavro_lint.commands.report.report_records import Amendment, Event, TaskProof

# What an amendment changes, and the words for it.
_PARTS = {"row": "module", "layer": "layer", "exception": "exception"}
SOON = datetime.timedelta(days=30)


def decisions_of(view: View, period: Period) -> Iterator[Event]:
    """Yield the decisions that were taken, superseded or withdrawn."""
    for interval in view.intervals:
        if interval.kind == "decision" and period.holds(interval.born):
            yield _event(view, period, interval.born, interval.value, interval.path)
        if (
            interval.kind == "decision"
            and interval.how == "removed"
            and period.holds(interval.died)
        ):
            yield _event(view, period, interval.died or 0, "removed", interval.path)


def exceptions_of(view: View, period: Period) -> Iterator[Event]:
    """Yield the exceptions in force that have ended, or end soon."""
    for interval in view.intervals:
        if interval.kind != "exception" or not period.is_open(interval):
            continue
        try:
            until = datetime.date.fromisoformat(interval.value)
        except ValueError:
            yield _event(view, period, interval.born, "has no end", interval.source or "")
            continue
        if until <= period.until + SOON:
            word = "ended" if until < period.until else "ends"
            yield _event(view, period, interval.born, f"{word} on {until}", interval.source or "")


def policy_of(view: View, period: Period) -> Iterator[Event]:
    """Yield the changes of the list of approvers: nobody but the forge asks who may make them."""
    for interval in view.intervals:
        if interval.kind == "setting" and period.holds(interval.born) and interval.born > 0:
            yield _event(
                view, period, interval.born, f"the setting {interval.source} changed", interval.path
            )


def amendments_of(view: View, period: Period) -> Iterator[Amendment]:
    """Yield the commits that changed rows, layers or exceptions of the contract.

    One is approved where approvals are there and none of its rows is found to lack one (KV211).
    """
    parts: dict[int, dict[str, None]] = {}
    first = min((row.born for row in view.intervals if row.kind == "row"), default=0)
    for interval in view.intervals:
        if interval.kind in _PARTS:
            for number in (interval.born, interval.died):
                if number is not None and period.holds(number) and number > first:
                    name = f"{_PARTS[interval.kind]} {interval.source}"
                    parts.setdefault(number, {})[name] = None
    for number in sorted(parts):
        approvals = [interval for interval in view.intervals if interval.kind == "approval"]
        lacking = [
            interval for interval in view.intervals if interval.rule == AMENDED_WITHOUT_APPROVAL
        ]
        approved = _any_at(approvals, number) and not _any_at(lacking, number)
        sha = view.commit(number).sha
        yield Amendment(period.days[number], sha, tuple(sorted(parts[number])), approved)


def _any_at(intervals: Iterable[Interval], number: int) -> bool:
    return any(
        interval.born <= number and (interval.died is None or interval.died > number)
        for interval in intervals
    )


def tasks_of(view: View, period: Period) -> Iterator[TaskProof]:
    """Yield the tasks that commits of the period name, with the proof that is there at its end."""
    commits: dict[str, int] = {}
    for brought in view.brought:
        if period.holds(brought.number):
            for task in brought.task.split():
                commits[task] = commits.get(task, 0) + 1
    states = _at_end(view.intervals, period, "task")
    notes = _at_end(view.intervals, period, "note")
    for task in sorted(commits):
        state = states.get(task)
        if state is not None:
            note = notes.get(task)
            yield TaskProof(task, commits[task], state.value, note.value if note else None)


def _at_end(intervals: Iterable[Interval], period: Period, kind: str) -> dict[str, Interval]:
    return {
        interval.source or "": interval
        for interval in intervals
        if interval.kind == kind and period.is_open(interval)
    }


def _event(view: View, period: Period, number: int, text: str, detail: str) -> Event:
    return Event(period.days[number], view.commit(number).sha, text, detail)
