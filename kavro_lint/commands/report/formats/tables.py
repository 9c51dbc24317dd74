"""The tables of a report: the same rows for the page and for Markdown."""

from collections.abc import Iterator, Sequence

from kavro_lint.commands.history.drift_records import CAUSES, HOWS
from kavro_lint.commands.report.report_records import Entry, Report
from kavro_lint.model.frozen import frozen
from kavro_lint.spelling import quantity

SHORT = 10
# For a longer period, weeks without new or resolved findings are left out of the table.
MANY_WEEKS = 14
# Rows of a survival table: all steps of a long history are drawn, not read.
AGES = (1, 7, 14, 30, 60, 90, 180, 365, 730)


@frozen
class Table:
    """A table: a title, a note, a head, and rows of texts.

    `chart` names the picture that is drawn of it.
    """

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: str = ""


def tables_of(report: Report) -> Iterator[Table]:
    """Yield the tables of a report, those that say nothing left out."""
    for table in _all(report):
        if table.rows:
            yield table


def _all(report: Report) -> Iterator[Table]:
    yield _open(report)
    yield _weeks(report)
    yield _rules(report)
    yield _pairs(report)
    yield _survival(report)
    yield Table(
        "Age of open findings", "", ("age", "findings"),
        tuple((age, f"{count:,}") for age, count in report.ages.items()) if report.open else (),
    )  # fmt: skip
    yield _entries(report, "New findings", report.came, report.more_came)
    yield _entries(report, "Open for longest", report.longest, 0)
    yield from _contract(report)
    yield from _work(report)


def _open(report: Report) -> Table:
    before, now = report.numbers_before, report.numbers
    rows = [("open findings", f"{report.before:,}", f"{report.open:,}")]
    for name, words in (
        ("modules", "modules"), ("edges", "dependencies between modules"), ("cycles", "cycles"),
        ("largest_cycle", "modules of the largest cycle"), ("governed", "governed files"),
        ("undeclared", "undeclared files"), ("unlimited", "modules without limits"),
    ):  # fmt: skip
        rows.append((words, f"{getattr(before, name):,}", f"{getattr(now, name):,}"))
    rows.append(("waived by decisions", "", f"{report.waived:,}"))
    head = ("", str(report.since), str(report.until))
    return Table("Open drift", "", head, tuple(rows), "curve")


def _weeks(report: Report) -> Table:
    head = ("week of", "open", *(f"new: {cause}" for cause in CAUSES), *HOWS)
    rows = tuple(
        (
            week.name,
            f"{week.open:,}",
            *(_count(week.born.get(cause, 0)) for cause in CAUSES),
            *(_count(week.gone.get(how, 0)) for how in HOWS),
        )
        for week in report.weeks
        if len(report.weeks) <= MANY_WEEKS or any((*week.born.values(), *week.gone.values()))
    )
    note = (
        "New: by code, by a stricter contract, by a setting, by an exception that ended. Resolved: "
        "fixed in the code, allowed by the contract now, waived by a decision, deleted with the "
        f"file, removed by a setting. {report.relapses:,} of the new findings are relapses."
    )
    if len(rows) < len(report.weeks):
        note += " Weeks without a change are left out."
    return Table("New and resolved findings by week", note, head, rows, "weeks")


def _rules(report: Report) -> Table:
    rows = tuple(
        (f"{flow.rule} {flow.name}", f"{flow.before:,}", _count(flow.born), _count(flow.gone),
         f"{flow.open:,}")
        for flow in report.rules
    )  # fmt: skip
    return Table("By rule", "", ("rule", "before", "new", "resolved", "open"), rows)


def _pairs(report: Report) -> Table:
    rows = tuple(
        (flow.source, flow.target, _count(flow.born), _count(flow.gone), f"{flow.open:,}")
        for flow in report.pairs
    )
    return Table("Module pairs that drift", "", ("from", "to", "new", "resolved", "open"), rows)


def _survival(report: Report) -> Table:
    survival = report.survival
    median = "more than half stay open" if survival.median is None else (
        f"half are resolved after {survival.median:,} days"
    )  # fmt: skip
    note = (
        f"Of {survival.count:,} findings of the whole history {survival.still_open:,} are open; "
        f"{median} (Kaplan-Meier: an open finding counts up to its age)."
    )
    rows = []
    for age in AGES:
        passed = [step for step in survival.steps if step.days <= age]
        at_risk = next((step.at_risk for step in survival.steps if step.days >= age), 0)
        if at_risk:
            share = passed[-1].share if passed else 1.0
            rows.append((quantity(age, "day"), f"{share:.0%}", f"{at_risk:,}"))
    return Table(
        "How long drift stays", note, ("after", "still open", "of"), tuple(rows), "survival"
    )


def _entries(report: Report, title: str, entries: Sequence[Entry], more: int) -> Table:
    named = any(entry.by not in ("agent", "bot", "unattributed") for entry in entries)
    rows = tuple(
        (entry.rule, entry.place, entry.pair, str(entry.since), f"{entry.days:,}",
         entry.commit[:SHORT], entry.task, entry.by if named else entry.agent or entry.by)
        for entry in entries
    )  # fmt: skip
    note = f"{more:,} more are in `kavro-lint history --format csv`." if more else ""
    head = ("rule", "where", "between", "since", "days", "commit", "task", "by")
    return Table(title, note, head, rows)


def _contract(report: Report) -> Iterator[Table]:
    head = ("on", "commit", "change", "subject")
    for title, events in (
        ("Decisions", report.decisions),
        ("Exceptions that have ended or end soon", report.exceptions),
        ("Who may approve", report.policy),
    ):
        rows = tuple(
            (str(event.on), event.commit[:SHORT], event.what, event.detail) for event in events
        )
        yield Table(title, "", head, rows)
    without = sum(not amendment.approved for amendment in report.amendments)
    note = f"{len(report.amendments) - without:,} with an approval, {without:,} without."
    amended = tuple(
        (
            str(amendment.on),
            amendment.commit[:SHORT],
            _abridged(amendment.parts),
            "yes" if amendment.approved else "no",
        )
        for amendment in report.amendments
    )
    yield Table("Changes of the contract", note, ("on", "commit", "changed", "approved"), amended)


def _abridged(parts: Sequence[str], most: int = 6) -> str:
    more = f" and {len(parts) - most} more" if len(parts) > most else ""
    return ", ".join(parts[:most]) + more


def _work(report: Report) -> Iterator[Table]:
    without = sum(task.verdict is None for task in report.tasks)
    note = f"{len(report.tasks) - without:,} with a validation note, {without:,} without."
    tasks = tuple(
        (task.task, task.state, f"{task.commits:,}", task.verdict or "no proof")
        for task in report.tasks
    )
    yield Table("Tasks merged", note, ("task", "state", "commits", "proof"), tasks)
    tools = tuple(
        (flow.tool, f"{flow.commits:,}", f"{flow.born:,}", f"{flow.rate:.1f}",
         f"{flow.low:.1f} to {flow.high:.1f}")
        for flow in report.tools
    )  # fmt: skip
    note = (
        "Findings by changes of code for each hundred commits, with the 95 % confidence interval. "
        "Tools are recognised by authors, co-authors, trailers and notes; the rest is unattributed."
    )
    head = ("tool", "commits", "findings", "for each 100", "95 % interval")
    yield Table("Commits by agent tool", note, head, tools)
    answers = tuple((a.agent, a.rule, a.answer, f"{a.count:,}") for a in report.answers)
    head_of_answers = ("agent", "rule", "answer", "times")
    yield Table("What hooks answered", "This clone only.", head_of_answers, answers)


def _count(number: int) -> str:
    return f"{number:,}" if number else ""
