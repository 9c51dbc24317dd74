"""The command `report`."""

import datetime
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of

Since = Annotated[
    str | None, typer.Option(metavar="DAY", help="First day; 30 days before the last.")
]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day; today by default.")]
Contract = Annotated[
    str, typer.Option(metavar="WHEN", help="then (each commit's own) or now (today's).")
]
People = Annotated[bool, typer.Option("--people", help="Name the authors of commits.")]
Form = Annotated[str, typer.Option("--format", metavar="FORMAT", help="html, markdown or json.")]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report to FILE.")]


@app.command()
def report(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    contract: Contract = "then",
    people: People = False,
    form: Form = "html",
    output: Output = None,
) -> None:
    r"""Write a page about a period: better or worse, why, since when.

    \b
    kavro-lint report --output drift.html          the last 30 days
    kavro-lint report --since 2026-01-01 --output year.html
    kavro-lint report --format markdown            for the summary of a job
    kavro-lint report --contract now --output all.html --since 2020-01-01

    The page fetches nothing and has no scripts. It ranks nobody, and names people only with
    --people. Commits without an author, trailer or note of an agent are listed as unattributed.
    """
    from kavro_lint.agents.record import entries
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.history import CONTRACTS, judge_line
    from kavro_lint.commands.history.view import read_day
    from kavro_lint.commands.report import ReportOptions, answered, report_on
    from kavro_lint.commands.report.formats import FORMATS, renderer

    one_of("contract", contract, CONTRACTS)
    render = renderer(one_of("format", form, FORMATS))
    first = read_day("since", since) if since is not None else None
    last = read_day("until", until) if until is not None else None
    with showing("judging commits") as progress:
        judged = judge_line(context.obj, contract, None, progress)
    counts = Counter(
        (entry.agent, entry.rule, entry.answer)
        for entry in entries(judged.repository.common_dir)
        if entry.answer != "began"
    )
    today = datetime.datetime.now(datetime.UTC).date()
    options = ReportOptions(first, last, today, people, answered(counts))
    write(render(report_on(judged, options)), output and context.obj / output)
