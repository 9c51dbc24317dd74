"""What happened to the contract and to tasks in a period."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.commands.history.records import Interval
from kavro_lint.commands.history.view import View
from kavro_lint.commands.report.period import Period
from kavro_lint.commands.report.records import Amendment, Event, TaskProof

# What an amendment changes, and the words for it.
_PARTS = {"row": "module", "layer": "layer", "exception": "exception"}
_UNAPPROVED = "KV211"
SOON = datetime.timedelta(days=30)


def decisions_of(view: View, period: Period) -> Iterator[Event]:
    """Yield the decisions that were taken, superseded or withdrawn."""
    for each in view.intervals:
        if each.kind == "decision" and period.holds(each.born):
            yield _event(view, period, each.born, each.value, each.path)
        if each.kind == "decision" and each.how == "removed" and period.holds(each.died):
            yield _event(view, period, each.died or 0, "removed", each.path)


def exceptions_of(view: View, period: Period) -> Iterator[Event]:
    """Yield the exceptions in force that have ended, or end soon."""
    for each in view.intervals:
        if each.kind != "exception" or not period.is_open(each):
            continue
        try:
            until = datetime.date.fromisoformat(each.value)
        except ValueError:
            yield _event(view, period, each.born, "has no end", each.source or "")
            continue
        if until <= period.until + SOON:
            word = "ended" if until < period.until else "ends"
            yield _event(view, period, each.born, f"{word} on {until}", each.source or "")


def policy_of(view: View, period: Period) -> Iterator[Event]:
    """Yield the changes of the list of approvers: nobody but the forge asks who may make them."""
    for each in view.intervals:
        if each.kind == "setting" and period.holds(each.born) and each.born > 0:
            yield _event(view, period, each.born, f"the setting {each.source} changed", each.path)


def amendments_of(view: View, period: Period) -> Iterator[Amendment]:
    """Yield the commits that changed rows, layers or exceptions of the contract.

    One is approved where approvals are there and none of its rows is found to lack one (KV211).
    """
    parts: dict[int, dict[str, None]] = {}
    first = min((each.born for each in view.intervals if each.kind == "row"), default=0)
    for each in view.intervals:
        if each.kind in _PARTS:
            for number in (each.born, each.died):
                if number is not None and period.holds(number) and number > first:
                    name = f"{_PARTS[each.kind]} {each.source}"
                    parts.setdefault(number, {})[name] = None
    for number in sorted(parts):
        approvals = [each for each in view.intervals if each.kind == "approval"]
        lacking = [each for each in view.intervals if each.rule == _UNAPPROVED]
        approved = _any_at(approvals, number) and not _any_at(lacking, number)
        sha = view.known[number].sha
        yield Amendment(period.days[number], sha, tuple(sorted(parts[number])), approved)


def _any_at(intervals: Iterable[Interval], number: int) -> bool:
    return any(
        each.born <= number and (each.died is None or each.died > number) for each in intervals
    )


def tasks_of(view: View, period: Period) -> Iterator[TaskProof]:
    """Yield the tasks that commits of the period name, with the proof that is there at its end."""
    commits: dict[str, int] = {}
    for brought in view.brought.values():
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


def _at_end(intervals: Sequence[Interval], period: Period, kind: str) -> dict[str, Interval]:
    return {
        each.source or "": each for each in intervals if each.kind == kind and period.is_open(each)
    }


def _event(view: View, period: Period, number: int, what: str, detail: str) -> Event:
    return Event(period.days[number], view.known[number].sha, what, detail)
