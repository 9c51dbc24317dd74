"""The command `cache`."""

import os
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
    r"""Show or clear the cache.

    It holds recent results and resolved imports, in the Git folder that all worktrees share.
    Clearing it is always safe.

    \b
    kavro-lint cache           where it is, what is in it, and how large it is
    kavro-lint cache clear     remove it
    """
    if action not in ACTIONS:
        raise CannotJudge(f"unknown action {action!r}", spelling.one_of(action, ACTIONS))
    from kavro_lint.cache.folder import folder_of
    from kavro_lint.git.repository import open_repository

    folder = folder_of(os.fspath(open_repository(context.obj).common_dir))
    if _show(folder) and action == "clear":
        _clear(folder)


def _show(folder: str) -> bool:
    """Print where the cache is and what it holds. Return whether it holds something."""
    from kavro_lint.cache.folder import ADDED, ANSWER, GIT, HISTORY, IMPORTS, TREE, sizes
    from kavro_lint.printable import printable

    names = {
        ANSWER: "results",
        ADDED: "parts of a result, by file",
        TREE: "trees that were judged",
        IMPORTS: "trees with all their imports",
        GIT: "answers of Git about commits",
        HISTORY: "history",
    }
    sizes_of_kinds = sizes(folder)
    write(f"{printable(folder, 500)}\n")
    for kind, its_sizes in sizes_of_kinds.items():
        write(f"  {names[kind]}: {len(its_sizes):,}, {sum(its_sizes) / 1_000_000:.1f} MB\n")
    if not sizes_of_kinds:
        write("  empty\n")
    return bool(sizes_of_kinds)


def _clear(folder: str) -> None:
    """Remove the cache and say so. Raises CannotJudge where the folder cannot be changed."""
    from kavro_lint.cache.folder import clear

    try:
        clear(folder)
    except OSError as error:
        raise CannotJudge(
            f"cannot clear {folder}: {error.strerror}", "change the permissions of that folder"
        ) from None
    write("Cleared.\n")
