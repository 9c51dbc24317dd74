"""Drift over time for a terminal: how much, which way, and what has been open for longest."""

from collections import Counter
from collections.abc import Iterator

from kavro_lint.commands.history.drift_records import HOWS, Interval, Row
from kavro_lint.commands.history.past import day_of
from kavro_lint.commands.history.view import View, findings_of, period_of
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

MOST_PERIODS = 24
MOST_SHOWN = 10
_CONTRACTS = {"then": "each commit by its own contract", "now": "all commits by today's contract"}


def render(view: View) -> Iterator[str]:
    """Yield the summary, a table of months, and the findings that are open for longest."""
    judged = [row for row in view.rows if row.status == "judged"]
    if not view.rows:
        yield "No commit is in that range.\n"
        return
    first, last = view.rows[0], view.rows[-1]
    commits = quantity(len(view.rows), "commit")
    yield f"{commits}, {_day(first)} to {_day(last)}, {_CONTRACTS[view.contract]}\n"
    yield from (f"{printable(remark, 300)}\n" for remark in view.remarks)
    yield from _not_judged(view)
    if not judged:
        return
    findings = list(findings_of(view.intervals))
    yield "\n"
    yield from _summary(view, findings, judged)
    yield "\n"
    yield from _months(view, findings)
    yield from _longest(view, findings, last)


def _not_judged(view: View) -> Iterator[str]:
    reasons = Counter(row.status for row in view.rows if row.status != "judged")
    for reason, count in sorted(reasons.items()):
        commits = quantity(count, "commit")
        yield f"Not judged: {commits}, {printable(reason, 200)}\n"


def _summary(view: View, findings: list[Interval], judged: list[Row]) -> Iterator[str]:
    numbers = judged[-1].numbers
    first = judged[0].number
    born = [finding for finding in findings if finding.born >= first]
    ways = Counter(finding.how for finding in findings if finding.how is not None)
    relapses = sum(finding.relapse_of is not None for finding in born)
    still_open = sum(finding.died is None for finding in findings)
    yield f"Open {still_open:,}, waived {judged[-1].waived:,}\n"
    out = ", ".join(f"{how} {ways[how]:,}" for how in HOWS if ways[how]) or "none"
    yield f"New {len(born):,} ({quantity(relapses, 'relapse')}); resolved: {out}\n"
    share = f"{numbers.undeclared:,} of {numbers.governed:,} files undeclared"
    yield (
        f"{quantity(numbers.modules, 'module')}, "
        f"{quantity(numbers.edges, 'dependency', 'dependencies')}, "
        f"{quantity(numbers.cycles, 'cycle')}"
        + (f" (the largest of {numbers.largest_cycle:,})" if numbers.cycles else "")
        + f", {share}\n"
    )


def _months(view: View, findings: list[Interval]) -> Iterator[str]:
    months = {row.number: period_of(row, "month") for row in view.rows}
    born = Counter(months[interval.born] for interval in findings if interval.born in months)
    ended = Counter(
        (months[interval.died], interval.how) for interval in findings if interval.died in months
    )
    last_of = {period_of(row, "month"): row for row in view.rows if row.status == "judged"}
    yield f"{'month':<9}{'open':>7}{'new':>7}" + "".join(f"{how:>9}" for how in HOWS) + "\n"
    shown = list(last_of)[-MOST_PERIODS:]
    if len(last_of) > len(shown):
        yield f"({len(last_of) - len(shown)} earlier months: --format csv has everything)\n"
    for month in shown:
        ways = "".join(f"{ended[month, how]:>9,}" for how in HOWS)
        yield f"{month:<9}{last_of[month].open:>7,}{born[month]:>7,}{ways}\n"


def _longest(view: View, findings: list[Interval], last: Row) -> Iterator[str]:
    still_open = [finding for finding in findings if finding.died is None]
    if not still_open:
        return
    yield "\nOpen for longest:\n"
    for finding in still_open[:MOST_SHOWN]:
        born = view.known[finding.born]
        days = max((day_of(last.moment) - day_of(born.moment)).days, 0)
        pair = f"  {finding.source} -> {finding.target}" if finding.target else ""
        yield f"{finding.rule}  {printable(finding.path + pair, 200)}\n"
        task = f", {printable(finding.task, 60)}" if finding.task else ""
        who = printable(finding.agent or view.by(finding), 100)
        yield f"  {days:,} days, since {born.sha[:10]} ({_day(born)}), {who}{task}\n"
    if len(still_open) > MOST_SHOWN:
        yield f"{len(still_open) - MOST_SHOWN:,} more; --format json or csv has them all.\n"


def _day(row: Row) -> str:
    return day_of(row.moment).isoformat()
