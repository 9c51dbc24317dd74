"""The command `approve`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.artifact import DryRun, show_and_write


@app.command()
def approve(
    context: typer.Context,
    subject: Annotated[
        list[str],
        typer.Argument(metavar="SUBJECT", help="blueprint, task ID, gate NAME or policy."),
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="Name of the approver.")],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date as YYYY-MM-DD; today by default.")
    ] = None,
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="Compare the policy with REV.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    r"""Record an approval. Writes one file and commits nothing.

    What counts is who commits the approval, not the name in it.

    \b
    kavro-lint approve blueprint --by "Ada Lovelace"
    kavro-lint approve task 1.2.3 --by "Ada Lovelace"
    kavro-lint approve gate migrations --by "Ada Lovelace"
    kavro-lint approve policy --by "Ada Lovelace"      what this branch loosens
    """
    from kavro_lint.commands.approve import approval
    from kavro_lint.pipeline.request import Request

    request = Request(context.obj)
    record = approval(request, " ".join(subject), by, on, base)
    show_and_write(
        request,
        record,
        dry_run=dry_run,
        advice="Commit it: what counts is who commits the approval.",
    )
