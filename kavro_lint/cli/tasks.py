"""The command `tasks`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.common_options import Rev, Staged
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of


@app.command()
def tasks(
    context: typer.Context,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or mermaid.")
    ] = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Show the roadmap.

    Shows states, what can start, what waits for what, and the critical path.

    \b
    kavro-lint tasks                     one line per task
    kavro-lint tasks --format mermaid    a flowchart for a pull request
    kavro-lint tasks --rev v1.2          as it was at a commit
    """
    from kavro_lint.commands.tasks import FORMATS
    from kavro_lint.commands.tasks import tasks as roadmap
    from kavro_lint.pipeline.request import Request

    one_of("format", form, FORMATS)
    write(roadmap(Request(context.obj, staged, rev), form))
