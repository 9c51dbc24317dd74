"""The command `hook`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.hook_run import run


@app.command()
def hook(
    context: typer.Context,
    agent: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The tool; detected from the event."),
    ] = None,
    fail_closed: Annotated[
        bool, typer.Option("--fail-closed", help="Deny what cannot be judged.")
    ] = False,
) -> None:
    """Answer one event of a coding agent.

    It stands on standard input; `kavro-lint agents install` sets this up.

    It denies an edit that would break the plan, tells the agent where the work stands when it
    starts, and what it brought when it wants to stop.
    """
    code = run(agent, fail_closed, context.obj)
    if code:
        raise typer.Exit(code)
