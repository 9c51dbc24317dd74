"""Drift over time for a terminal: how much, which way, and what has been open for longest."""

from collections import Counter
from collections.abc import Iterator, Mapping

from kavro_lint.commands.history.drift_records import HOWS, Interval, Row
from kavro_lint.commands.history.past import day_of
from kavro_lint.commands.history.view import View, findings_of, period_of
from kavro_lint.printable import printable
from kavro_lint.spelling import quantity

MOST_PERIODS = 24
MOST_SHOWN = 10
_CONTRACTS = {"then": "each commit by its own contract", "now": "all commits by today's contract"}


class _Commits:
    """What is told of the commits of a view, counted one by one."""

    def __init__(self, view: View) -> None:
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.first: Row | None = None
        self.last: Row | None = None
        self.first_judged: Row | None = None
        self.last_judged: Row | None = None
        # The last judged commit of each month.
        self.months: dict[str, Row] = {}
        for row in view.rows:
            self.count += 1
            self.first, self.last = self.first or row, row
            if row.status == "judged":
                self.first_judged, self.last_judged = self.first_judged or row, row
                self.months[period_of(row, "month")] = row
            else:
                self.reasons[row.status] += 1

    def have(self, number: int) -> bool:
        """Whether a commit is one of them."""
        return self.first is not None and self.first.number <= number


class _Findings:
    """What is told of the findings of a view, counted one by one."""

    def __init__(self, view: View, commits: _Commits, first_judged: int) -> None:
        self.born = self.relapses = self.open = 0
        self.ways: Counter[str] = Counter()
        self.born_in: Counter[str] = Counter()
        self.ended_in: Counter[tuple[str, str | None]] = Counter()
        self.longest: list[Interval] = []
        for finding in findings_of(view.intervals):
            if finding.born >= first_judged:
                self.born += 1
                self.relapses += finding.relapse_of is not None
            if commits.have(finding.born):
                self.born_in[period_of(view.commit(finding.born), "month")] += 1
            if finding.died is not None:
                ended = period_of(view.commit(finding.died), "month"), finding.how
                self.ended_in[ended] += commits.have(finding.died)
                self.ways[finding.how or ""] += 1
            else:
                self.open += 1
                if len(self.longest) < MOST_SHOWN:
                    self.longest.append(finding)


def render(view: View) -> Iterator[str]:
    """Yield the summary, a table of months, and the findings that are open for longest."""
    commits = _Commits(view)
    if commits.first is None or commits.last is None:
        yield "No commit is in that range.\n"
        return
    span = f"{_day(commits.first)} to {_day(commits.last)}"
    yield f"{quantity(commits.count, 'commit')}, {span}, {_CONTRACTS[view.contract]}\n"
    yield from (f"{printable(remark, 300)}\n" for remark in view.remarks)
    for reason, count in sorted(commits.reasons.items()):
        yield f"Not judged: {quantity(count, 'commit')}, {printable(reason, 200)}\n"
    if commits.first_judged is None or commits.last_judged is None:
        return
    findings = _Findings(view, commits, commits.first_judged.number)
    yield "\n"
    yield from _summary(findings, commits.last_judged)
    yield "\n"
    yield from _months(findings, commits.months)
    yield from _longest(view, findings, commits.last)


def _summary(findings: _Findings, last_judged: Row) -> Iterator[str]:
    numbers = last_judged.numbers
    yield f"Open {findings.open:,}, waived {last_judged.waived:,}\n"
    ways = findings.ways
    out = ", ".join(f"{how} {ways[how]:,}" for how in HOWS if ways[how]) or "none"
    yield f"New {findings.born:,} ({quantity(findings.relapses, 'relapse')}); resolved: {out}\n"
    share = f"{numbers.undeclared:,} of {numbers.governed:,} files undeclared"
    yield (
        f"{quantity(numbers.modules, 'module')}, "
        f"{quantity(numbers.edges, 'dependency', 'dependencies')}, "
        f"{quantity(numbers.cycles, 'cycle')}"
        + (f" (the largest of {numbers.largest_cycle:,})" if numbers.cycles else "")
        + f", {share}\n"
    )


def _months(findings: _Findings, last_of: Mapping[str, Row]) -> Iterator[str]:
    yield f"{'month':<9}{'open':>7}{'new':>7}" + "".join(f"{how:>9}" for how in HOWS) + "\n"
    shown = list(last_of)[-MOST_PERIODS:]
    if len(last_of) > len(shown):
        yield f"({len(last_of) - len(shown)} earlier months: --format csv has everything)\n"
    for month in shown:
        ways = "".join(f"{findings.ended_in[month, how]:>9,}" for how in HOWS)
        yield f"{month:<9}{last_of[month].open:>7,}{findings.born_in[month]:>7,}{ways}\n"


def _longest(view: View, findings: _Findings, last: Row) -> Iterator[str]:
    if not findings.open:
        return
    yield "\nOpen for longest:\n"
    for finding in findings.longest:
        born = view.commit(finding.born)
        days = max((day_of(last.moment) - day_of(born.moment)).days, 0)
        pair = f"  {finding.source} -> {finding.target}" if finding.target else ""
        yield f"{finding.rule}  {printable(finding.path + pair, 200)}\n"
        task = f", {printable(finding.task, 60)}" if finding.task else ""
        who = printable(finding.agent or view.by(finding), 100)
        yield f"  {days:,} days, since {born.sha[:10]} ({_day(born)}), {who}{task}\n"
    if findings.open > MOST_SHOWN:
        yield f"{findings.open - MOST_SHOWN:,} more; --format json or csv has them all.\n"


def _day(row: Row) -> str:
    return day_of(row.moment).isoformat()
