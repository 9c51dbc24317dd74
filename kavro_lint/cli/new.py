"""The command `new`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.artifact import DryRun, show_and_write


@app.command()
def new(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="research, blueprint, decision, roadmap, task, overview, api-reference, "
            "debugging-notes, future-improvements, prompt, selection, validation or approval.",
        ),
    ],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD", help="An id, a title, or both.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    r"""Write the skeleton of an artifact. Fill in what is in brackets.

    \b
    kavro-lint new decision "Use PostgreSQL"
    kavro-lint new task 1.2.4 "Take orders"
    kavro-lint new validation 1.2.4
    kavro-lint new approval blueprint --dry-run
    """
    from kavro_lint.pipeline.request import Request

    request = Request(context.obj)
    if kind == "approval":
        from kavro_lint.commands.approve import approval

        record = approval(request, " ".join(words or ()), "[name of the approver]", None)
    else:
        from kavro_lint.commands.new import skeleton

        record = skeleton(request, kind, tuple(words or ()))
    show_and_write(request, record, dry_run=dry_run, advice="Fill it in and commit it.")
