"""The command that shows and clears what is kept between runs: `cache`."""

from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.printing import write
from kavro_lint.errors import CannotJudge


@app.command()
def cache(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="[show|clear]")] = "show",
) -> None:
    r"""Show or clear the cache: facts of files, and the last answers.

    It lies in the Git folder, which all worktrees share, and can be cleared at any time.

    \b
    kavro-lint cache           where it is, what is in it, and how large it is
    kavro-lint cache clear     remove it
    """
    from kavro_lint.cache import clear, kept, place_below
    from kavro_lint.git.repository import open_repository
    from kavro_lint.printable import printable

    if action not in ("show", "clear"):
        raise CannotJudge(f"cache can do no {action!r}", "say `cache show` or `cache clear`")
    folder: Path = place_below(open_repository(context.obj).common_dir)
    contents = kept(folder)
    write(f"{printable(str(folder), 500)}\n")
    for each in contents:
        write(f"  {each.what}: {each.count:,}, {each.size / 1_000_000:.1f} MB\n")
    if not contents:
        write("  nothing\n")
    if action == "clear" and contents:
        clear(folder)
        write("Cleared.\n")
