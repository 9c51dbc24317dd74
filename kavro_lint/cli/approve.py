"""The commands that write an artifact: `approve` and `new`."""

from typing import TYPE_CHECKING, Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.printing import write

if TYPE_CHECKING:
    from kavro_lint.commands.new_file import Record
    from kavro_lint.pipeline.survey import Request


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
    from kavro_lint.commands.approve import approval
    from kavro_lint.pipeline.survey import Request

    request = Request(context.obj)
    _keep(request, approval(request, " ".join(subject), by, on, base), dry_run)


@app.command()
def new(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="research, blueprint, roadmap, task, decision, validation, prompt, selection "
            "or approval.",
        ),
    ],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORD]...", help="An id, a title, or both.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
    ] = False,
) -> None:
    r"""Write the skeleton of an artifact, in its place, with what is known already.

    \b
    kavro-lint new decision "Use PostgreSQL"
    kavro-lint new task 1.2.4 "Take orders"
    kavro-lint new validation 1.2.4
    kavro-lint new approval blueprint            who has read it is left to fill in
    """
    from kavro_lint.pipeline.survey import Request

    request = Request(context.obj)
    if kind == "approval":
        from kavro_lint.commands.approve import approval

        record = approval(request, " ".join(words or ()), "[who has read it]", None)
    else:
        from kavro_lint.commands.new import skeleton

        record = skeleton(request, kind, tuple(words or ()))
    _keep(request, record, dry_run)


def _keep(request: "Request", record: "Record", dry_run: bool) -> None:
    """Show an artifact, and write it where nothing is there yet."""
    from kavro_lint.commands.new_file import top_of, write_record
    from kavro_lint.printable import printable

    shown = "".join(f"  {printable(line, 500)}\n" for line in record.text.splitlines())
    write(f"{printable(record.path, 500)}\n{shown}")
    if dry_run:
        write("Nothing was written (--dry-run).\n")
    elif write_record(top_of(request), record):
        write("Written. Read it, fill it in, then commit it: it counts by who commits it.\n")
    else:
        write("It was there already.\n")
