"""The command `status`."""

import os
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.common_options import Form
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of


@app.command()
def status(
    context: typer.Context,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 if code may not be written now.")
    ] = False,
    form: Form = "text",
) -> None:
    r"""Show where the work stands, and whether code may be written now.

    \b
    kavro-lint status             phases, approvals, tasks in progress, what is missing
    kavro-lint status --gate      for scripts: exit 1 if code may not be written

    The task in hand is that of KAVRO_TASK, else of the branch name (task/1.2.3-name), else the only
    one in progress. With KAVRO_MODE=single-phase no task is needed.
    """
    from kavro_lint.agents.heartbeat import never_fired
    from kavro_lint.commands.status import json, status, text
    from kavro_lint.model.frozen import replace
    from kavro_lint.pipeline.request import Request

    one_of("format", form, ("text", "json"))
    work_status = status(Request(context.obj), os.environ)
    work_status = replace(work_status, never_fired=never_fired(context.obj))
    write(json.text(work_status) if form == "json" else text.text(work_status))
    if gate and not work_status.gate.is_open:
        raise typer.Exit(1)
