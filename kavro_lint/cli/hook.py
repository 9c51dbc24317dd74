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
        typer.Option(metavar="NAME", help="The agent's tool (detected)."),
    ] = None,
    fail_closed: Annotated[
        bool, typer.Option("--fail-closed", help="Deny what cannot be judged.")
    ] = False,
) -> None:
    """Answer one event of a coding agent.

    The event is read from standard input; `kavro-lint agents install` sets this up.

    An edit that would break the plan is denied. When the agent starts, it gets the state of the
    work; when it stops, the drift that it added.
    """
    code = run(agent, fail_closed=fail_closed, directory=context.obj)
    if code:
        raise typer.Exit(code)
