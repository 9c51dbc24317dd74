"""The command `cache`."""

from typing import Annotated

import typer

from kavro_lint import spelling
from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write
from kavro_lint.errors import CannotJudge

ACTIONS = ("show", "clear")


@app.command()
def cache(
    context: typer.Context,
    action: Annotated[
        str, typer.Argument(metavar="ACTION", help="show (default) or clear.", show_default=False)
    ] = "show",
) -> None:
    r"""Show or clear the cache: facts of files, and the last answers.

    The cache is in the Git folder, which all worktrees share. Clearing it is always safe.

    \b
    kavro-lint cache           where it is, what is in it, and how large it is
    kavro-lint cache clear     remove it
    """
    from kavro_lint.cache import clear, kept, place_below
    from kavro_lint.git.repository import open_repository
    from kavro_lint.printable import printable

    if action not in ACTIONS:
        raise CannotJudge(f"unknown action {action!r}", spelling.one_of(action, ACTIONS))
    folder = place_below(open_repository(context.obj).common_dir)
    contents = kept(folder)
    write(f"{printable(str(folder), 500)}\n")
    for entry in contents:
        write(f"  {entry.what}: {entry.count:,}, {entry.size / 1_000_000:.1f} MB\n")
    if not contents:
        write("  empty\n")
    if action == "clear" and contents:
        clear(folder)
        write("Cleared.\n")
