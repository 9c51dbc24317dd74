"""The command `blame`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.common_options import Form, Rev, Staged
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of


@app.command()
def blame(
    context: typer.Context,
    findings: Annotated[
        list[str] | None,
        typer.Argument(metavar="FINDING", help="A fingerprint, a rule, a path or path:line."),
    ] = None,
    form: Form = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Show the commit, task, author and agent behind each finding.

    \b
    kavro-lint blame                       every finding
    kavro-lint blame layer-violation       the findings of one rule
    kavro-lint blame src/api/orders.py:7   the finding on one line
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.blame import blame as origins_of
    from kavro_lint.commands.blame.text import render
    from kavro_lint.pipeline.request import Request

    one_of("format", form, ("text", "json"))
    with showing("reading history") as progress:
        origins = origins_of(Request(context.obj, staged, rev), findings or (), progress)
    write(render(origins, form))
