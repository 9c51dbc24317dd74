"""The command `history`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write_lines
from kavro_lint.cli.values import one_of


@app.command()
def history(
    context: typer.Context,
    revisions: Annotated[
        str | None,
        typer.Argument(metavar="RANGE", help="A..B or B; the whole mainline by default."),
    ] = None,
    contract: Annotated[
        str, typer.Option(metavar="WHEN", help="then (each commit's own) or now (today's).")
    ] = "then",
    every: Annotated[
        str, typer.Option(metavar="PERIOD", help="One row per commit, day, week or month.")
    ] = "commit",
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only what was open on this day or later.")
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="Name the authors of commits.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or csv.")
    ] = "text",
) -> None:
    r"""Show when findings appeared, and when and how they ended.

    \b
    kavro-lint history                       the mainline, each commit by its own contract
    kavro-lint history --contract now        all commits by today's blueprint
    kavro-lint history --since 2026-01-01    what was open this year
    kavro-lint history --format csv          one row per finding

    A finding ends as fixed (the code changed), amended (the contract allows it now), waived,
    deleted (with its file) or setting (a setting removed it). Results are kept: the next run judges
    only new commits.
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.history import CONTRACTS, judge_line
    from kavro_lint.commands.history.formats import FORMATS, renderer
    from kavro_lint.commands.history.view import EVERY, begin_of, split_range, view_of

    one_of("contract", contract, CONTRACTS)
    one_of("every", every, EVERY)
    render = renderer(one_of("format", form, FORMATS))
    base, tip = split_range(revisions)
    with showing("judging commits") as progress:
        judged = judge_line(context.obj, contract, tip, progress)
    view = view_of(judged, begin_of(judged, since, base), every=every, people=people)
    write_lines(render(view))
