"""New and resolved findings of a period: by week, by rule, by module pair, by age."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.history.drift_records import CAUSES, HOWS, Interval
from kavro_lint.commands.report.period import Period
from kavro_lint.commands.report.report_records import PairFlow, RuleFlow, Week

MOST_PAIRS = 20
# A week has seven days; a year is given as 365.
AGES = (("less than a week", 7), ("less than a month", 30), ("less than 3 months", 90),
        ("less than a year", 365), ("a year or more", None))  # fmt: skip


def weeks_of(findings: Sequence[Interval], period: Period) -> Iterator[Week]:
    """Yield the weeks of a period, those in which nothing happened too."""
    born = Counter(
        (_week(period.days[finding.born]), finding.cause)
        for finding in findings
        if period.holds(finding.born)
    )
    died = Counter(
        (_week(period.days[finding.died]), finding.how)
        for finding in findings
        if finding.died is not None and period.holds(finding.died)
    )
    still_open = sum(map(period.was_open_before, findings))
    for week in _weeks(period):
        born_of_week: Mapping[str, int] = {cause: born[week, cause] for cause in CAUSES}
        went: Mapping[str, int] = {how: died[week, how] for how in HOWS}
        still_open += sum(born_of_week.values()) - sum(went.values())
        yield Week(week, still_open, born_of_week, went)


def _weeks(period: Period) -> Iterator[str]:
    day = period.since - datetime.timedelta(days=period.since.weekday())
    while day <= period.until:
        yield _week(day)
        day += datetime.timedelta(days=7)


def _week(day: datetime.date) -> str:
    """Return the Monday of a day's week: it sorts, and a reader knows it."""
    return (day - datetime.timedelta(days=day.weekday())).isoformat()


def curve_of(findings: Iterable[Interval], period: Period) -> tuple[tuple[datetime.date, int], ...]:
    """Return the number of open findings on each day that changed it, and at both ends."""
    changes: Counter[datetime.date] = Counter()
    count = 0
    for finding in findings:
        count += period.was_open_before(finding)
        if period.holds(finding.born):
            changes[period.days[finding.born]] += 1
        if finding.died is not None and period.holds(finding.died):
            changes[period.days[finding.died]] -= 1
    curve = [(period.since, count)]
    for day in sorted(changes):
        count += changes[day]
        curve.append((day, count))
    return (*curve, (period.until, count))


def rules_of(
    findings: Sequence[Interval], period: Period, names: Mapping[str, str]
) -> tuple[RuleFlow, ...]:
    """Return the flow of each rule, those with most open findings first."""
    before = Counter(finding.rule for finding in findings if period.was_open_before(finding))
    born = Counter(finding.rule for finding in findings if period.holds(finding.born))
    died = Counter(finding.rule for finding in findings if period.holds(finding.died))
    still_open = Counter(finding.rule for finding in findings if period.is_open(finding))
    flows = [
        RuleFlow(rule, names.get(rule, ""), before[rule], born[rule], died[rule], still_open[rule])
        for rule in {*before, *born, *died, *still_open}
    ]
    return tuple(sorted(flows, key=lambda flow: (-flow.open, -flow.born, flow.rule)))


def pairs_of(findings: Sequence[Interval], period: Period) -> tuple[PairFlow, ...]:
    """Return the module pairs that drift, those with most open findings first."""
    pairs = [interval for interval in findings if interval.source and interval.target]

    def counted(chosen: Iterable[Interval]) -> Counter[tuple[str, str]]:
        return Counter((interval.source or "", interval.target or "") for interval in chosen)

    born = counted(interval for interval in pairs if period.holds(interval.born))
    died = counted(interval for interval in pairs if period.holds(interval.died))
    still_open = counted(interval for interval in pairs if period.is_open(interval))
    flows = [
        PairFlow(*pair, still_open[pair], born[pair], died[pair])
        for pair in {*born, *died, *still_open}
    ]
    flows.sort(key=lambda flow: (-flow.open, -flow.born, flow.source, flow.target))
    return tuple(flows[:MOST_PAIRS])


def ages_of(findings: Iterable[Interval], period: Period) -> Mapping[str, int]:
    """Return how old the findings are that are open at the end."""
    ages = dict.fromkeys((name for name, _ in AGES), 0)
    for finding in findings:
        if period.is_open(finding):
            days = (period.until - period.days[finding.born]).days
            ages[next(name for name, most in AGES if most is None or days < most)] += 1
    return ages
