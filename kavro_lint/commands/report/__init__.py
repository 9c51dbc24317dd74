"""A report on a period: better or worse, by what, since when.

See docs/contract.md#62-kavro-lint-report.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.history import Judged
from kavro_lint.commands.history.drift_records import Interval, Numbers, Row
from kavro_lint.commands.history.view import UNATTRIBUTED, View, findings_of, view_of
from kavro_lint.commands.report.contract_events import (
    amendments_of,
    decisions_of,
    exceptions_of,
    policy_of,
    tasks_of,
)
from kavro_lint.commands.report.flows import ages_of, curve_of, pairs_of, rules_of, weeks_of
from kavro_lint.commands.report.headline import reasons, sentence
from kavro_lint.commands.report.period import Period, days_of
from kavro_lint.commands.report.report_records import Answered, Entry, Report, ToolFlow
from kavro_lint.commands.report.survival import rate_interval, survival_of
from kavro_lint.config.rulebook import shipped_rules
from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen

DAYS = 30
MOST_ENTRIES = 25


@frozen
class ReportOptions:
    """What a reader asks for: days, both included, and whether people are named.

    `today` is the day on which it is asked; `answers` are what hooks of this clone answered.
    """

    since: datetime.date | None
    until: datetime.date | None
    today: datetime.date
    people: bool = False
    answers: tuple[Answered, ...] = ()


def report_on(judged: Judged, options: ReportOptions) -> Report:
    """Return the report on a period: the last 30 days by default.

    Raises CannotJudge for a period that ends before it begins, or before the first commit.
    """
    today = options.today
    end = options.until or today
    begin = options.since or end - datetime.timedelta(days=DAYS)
    if begin > end:
        raise CannotJudge(
            f"the period ends on {end}, before it begins on {begin}",
            "name an earlier day with --since, or a later one with --until",
        )
    view = view_of(judged, people=options.people)
    rows = tuple(view.rows)
    period = Period(begin, end, days_of(rows, max(today, end)), rows)
    if period.last < 0:
        raise CannotJudge(f"no commit is as old as {end}", "name a later day with --until")
    return _report(judged, view, period, options.answers)


def _report(judged: Judged, view: View, period: Period, answers: Sequence[Answered]) -> Report:
    findings = [finding for finding in findings_of(view.intervals) if finding.born <= period.last]
    born = [finding for finding in findings if period.holds(finding.born)]
    before = sum(map(period.was_open_before, findings))
    still_open = [finding for finding in findings if period.is_open(finding)]
    names = {rule.id: rule.name for rule in shipped_rules()}
    rules = rules_of(findings, period, names)
    curve = curve_of(findings, period)
    last = _last_judged(period.rows, period.last)
    at_start = before + sum(finding.born == period.begun for finding in findings)
    newest = sorted(born, key=lambda finding: -finding.id)
    return Report(
        title=judged.repository.home.resolve().name.removesuffix(".git"),
        since=period.since,
        until=period.until,
        contract=judged.contract,
        commits=len(period.inside),
        not_judged=Counter(row.status for row in period.inside if row.status != "judged"),
        sentence=sentence(at_start, len(still_open), period, is_judged=last is not None),
        reasons=tuple(reasons(findings, period, rules, curve)),
        before=before,
        open=len(still_open),
        waived=last.waived if last is not None else 0,
        relapses=sum(finding.relapse_of is not None for finding in born),
        numbers_before=_numbers(period.rows, period.first - 1),
        numbers=_numbers(period.rows, period.last),
        curve=curve,
        weeks=tuple(weeks_of(findings, period)),
        survival=survival_of(_lifetimes(findings, period)),
        ages=ages_of(findings, period),
        rules=rules,
        pairs=pairs_of(findings, period),
        decisions=tuple(decisions_of(view, period)),
        exceptions=tuple(exceptions_of(view, period)),
        amendments=tuple(amendments_of(view, period)),
        policy=tuple(policy_of(view, period)),
        tasks=tuple(tasks_of(view, period)),
        tools=tuple(_tools(view, born, period)),
        answers=tuple(answers),
        came=tuple(_entry(view, period, finding) for finding in newest[:MOST_ENTRIES]),
        longest=tuple(_entry(view, period, finding) for finding in still_open[:MOST_ENTRIES]),
        more_came=max(len(born) - MOST_ENTRIES, 0),
        remarks=view.remarks,
    )


def _last_judged(rows: Sequence[Row], number: int) -> Row | None:
    return next((row for row in reversed(rows[: number + 1]) if row.status == "judged"), None)


def _numbers(rows: Sequence[Row], number: int) -> Numbers:
    row = _last_judged(rows, number)
    return row.numbers if row is not None else Numbers()


def _lifetimes(findings: Iterable[Interval], period: Period) -> Iterator[tuple[int, bool]]:
    for finding in findings:
        is_gone = finding.died is not None and finding.died <= period.last
        end = period.days[finding.died] if is_gone and finding.died is not None else period.until
        yield max((end - period.days[finding.born]).days, 0), is_gone


def _tools(view: View, born: Sequence[Interval], period: Period) -> Iterator[ToolFlow]:
    """Yield the commits of each tool in the order of names: nobody is ranked."""
    commits = Counter(
        commit.agent or UNATTRIBUTED
        for commit in view.brought
        if period.holds(commit.number) and not commit.merge
    )
    by_code = [finding for finding in born if finding.cause == "code"]
    findings = Counter(finding.agent or UNATTRIBUTED for finding in by_code)
    for tool in sorted({*commits, *findings}, key=lambda name: (name == UNATTRIBUTED, name)):
        size, count = commits[tool], findings[tool]
        low, high = rate_interval(count, size)
        yield ToolFlow(tool, size, count, count * 100 / size if size else 0.0, low, high)


def _entry(view: View, period: Period, interval: Interval) -> Entry:
    day = period.days[interval.born]
    end = period.until if interval.died is None or interval.died > period.last else None
    last = end or period.days[interval.died or interval.born]
    pair = f"{interval.source} -> {interval.target}" if interval.target else interval.source or ""
    return Entry(
        rule=interval.rule,
        place=interval.path,
        pair=pair,
        since=day,
        days=max((last - day).days, 0),
        commit=view.author(interval),
        task=interval.task,
        agent=interval.agent,
        by=view.by(interval),
        cause=interval.cause,
    )


def answered(counts: Mapping[tuple[str, str, str], int]) -> tuple[Answered, ...]:
    """Return what hooks answered, by agent, rule and answer."""
    return tuple(Answered(*key, count) for key, count in sorted(counts.items()))
