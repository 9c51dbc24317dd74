"""The command that records assent: `approve`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.options import write


@app.command()
def approve(
    context: typer.Context,
    subject: Annotated[
        list[str],
        typer.Argument(metavar="SUBJECT", help="blueprint, task <id>, gate <name> or policy."),
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who has read it.")],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="YYYY-MM-DD; today by default.")
    ] = None,
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="What a policy is compared with.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
    ] = False,
) -> None:
    r"""Record that somebody has read and approved: writes one file, commits nothing.

    \b
    kavro-lint approve blueprint --by "Ada Lovelace"
    kavro-lint approve task 1.2.3 --by "Ada Lovelace"
    kavro-lint approve gate migrations --by "Ada Lovelace"
    kavro-lint approve policy --by "Ada Lovelace"      the lines this branch loosens
    """
    from kavro_lint.approve import approval, top_of, write_record
    from kavro_lint.printable import printable
    from kavro_lint.survey import Request

    request = Request(context.obj)
    record = approval(request, " ".join(subject), by, on, base)
    shown = "".join(f"  {printable(line, 500)}\n" for line in record.text.splitlines())
    write(f"{printable(record.path, 500)}\n{shown}")
    if dry_run:
        write("Nothing was written (--dry-run).\n")
    elif write_record(top_of(request), record):
        write("Written. Read it, then commit it: it counts by who commits it.\n")
    else:
        write("It was there already.\n")
