"""A new artifact, shown and written; `new` and `approve` end with it."""

from typing import TYPE_CHECKING, Annotated

import typer

from kavro_lint.cli.outputs import write

if TYPE_CHECKING:
    from kavro_lint.commands.new_file import Record
    from kavro_lint.pipeline.request import Request

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
]


def show_and_write(request: "Request", record: "Record", *, dry_run: bool, advice: str) -> None:
    """Show an artifact, and write it where nothing is yet, with advice. Raises CannotJudge."""
    from kavro_lint.commands.new_file import top_of, write_record
    from kavro_lint.printable import printable, wrapped

    if record.notice:
        write("".join(f"{line}\n" for line in wrapped(record.notice, 80, later="")) + "\n")
    shown = "".join(f"  {printable(line, 500)}\n" for line in record.text.splitlines())
    write(f"{printable(record.path, 500)}\n{shown}")
    if dry_run:
        write("Nothing was written (--dry-run).\n")
    elif write_record(top_of(request), record):
        write(f"Written. {advice}\n")
    else:
        write("This file exists already, with the same content.\n")
