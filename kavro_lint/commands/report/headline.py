"""The first sentences of a report: better or worse, by what, since when."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.commands.history.drift_records import Interval
from kavro_lint.commands.report.period import Period
from kavro_lint.commands.report.report_records import RuleFlow
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

_CAUSES = {
    "code": "by changes of code",
    "contract": "by a stricter contract",
    "setting": "by settings",
    "expired": "by exceptions that ended",
}
_HOWS = {
    "fixed": "fixed in the code",
    "amended": "allowed by the contract now",
    "waived": "waived by a decision",
    "deleted": "deleted with their files",
    "setting": "removed by a setting",
}
MOST_NAMED = 3


def sentence(before: int, now: int, period: Period, *, is_judged: bool) -> str:
    """Return whether drift grew or shrank.

    `before` are the findings that were open when the period began, or when judging began in it.
    """
    span = f"from {period.since} to {period.until}"
    if not is_judged:
        return f"Nothing could be judged {span}."
    open_now = (
        "no finding is open" if not now else f"{quantity(now, 'finding is', 'findings are')} open"
    )
    start = str(period.since)
    if period.begun is not None:
        start = f"{period.days[period.begun]}, when judging began"
    if now == before:
        return f"As before: {open_now}, as many as on {start}."
    word, more = ("Worse", "more") if now > before else ("Better", "fewer")
    return f"{word}: {open_now}, {abs(now - before):,} {more} than on {start} ({before:,})."


def reasons(
    findings: Sequence[Interval],
    period: Period,
    rules: Sequence[RuleFlow],
    curve: Sequence[tuple[datetime.date, int]],
) -> Iterator[str]:
    """Yield the new and the resolved findings by cause, where most of them are, and since when.

    What was there when judging began is not new.
    """
    initial = Counter(interval.rule for interval in findings if interval.born == period.begun)
    born = [
        interval
        for interval in findings
        if period.holds(interval.born) and interval.born != period.begun
    ]
    died = [interval for interval in findings if period.holds(interval.died)]
    if not born and not died:
        if period.inside:
            yield "There are no new and no resolved findings."
        else:
            yield "There are no commits in this period."
        return
    if born:
        causes = Counter(interval.cause for interval in born)
        yield f"{quantity(len(born), 'finding is', 'findings are')} new{_listed(causes, _CAUSES)}."
    if died:
        ways = Counter(str(interval.how) for interval in died)
        yield f"{quantity(len(died), 'finding is', 'findings are')} resolved{_listed(ways, _HOWS)}."
    change = {flow: flow.open - flow.before - initial[flow.rule] for flow in rules}
    changed = [flow for flow in rules if change[flow]]
    changed.sort(key=lambda flow: (-abs(change[flow]), flow.rule))
    if changed:
        shown = (f"{flow.rule} {flow.name} {change[flow]:+,}" for flow in changed)
        yield f"By rule: {', '.join(list(shown)[:MOST_NAMED])}."
    pair = _pair(born if len(born) > len(died) else died)
    if pair:
        yield pair
    begun = period.since if period.begun is None else period.days[period.begun]
    since = since_when([(day, count) for day, count in curve if day >= begun])
    if since is not None:
        yield f"It has been so since {since}."


def _listed(counts: Counter[str], words: Mapping[str, str]) -> str:
    """Return the causes of findings, with their numbers where there are several."""
    if len(counts) == 1:
        return f", {next(words[key] for key in counts)}"
    return ": " + ", ".join(f"{counts[key]:,} {words[key]}" for key in words if counts[key])


def _pair(intervals: Sequence[Interval]) -> str:
    """Return where most of them are: between which two modules."""
    pairs = Counter(
        (interval.source, interval.target)
        for interval in intervals
        if interval.source and interval.target
    )
    if not pairs:
        return ""
    (source, target), count = min(pairs.items(), key=lambda entry: (-entry[1], entry[0]))
    if count < 2:
        return ""
    pair = f"{printable(str(source))} -> {printable(str(target))}"
    return f"The largest part is {pair}: {count:,} of {len(intervals):,}."


def since_when(curve: Sequence[tuple[datetime.date, int]]) -> datetime.date | None:
    """Return the day since which the count is on the side of its start that it ends on.

    None where it ends as it began.
    """
    start, end = curve[0][1], curve[-1][1]
    if start == end:
        return None
    since = curve[-1][0]
    for day, count in reversed(curve):
        if (count > start) != (end > start) or count == start:
            break
        since = day
    return since
