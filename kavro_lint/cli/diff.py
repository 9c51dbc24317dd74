"""The command that compares: `diff`."""

from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.common_options import Staged
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import grade, one_of


@app.command()
def diff(
    context: typer.Context,
    revisions: Annotated[
        str | None,
        typer.Argument(metavar="BASE[..HEAD]", help="Revisions to compare; the branch by default."),
    ] = None,
    staged: Staged = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="markdown, text or json.")
    ] = "markdown",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the summary to FILE.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="SEVERITY",
            help="Exit 1 at or above: minor, major (default), critical or never.",
        ),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ignore the cache.")] = False,
) -> None:
    r"""Show what a change does to the architecture, for a pull request.

    Modules, dependencies and packages added and removed, findings introduced and fixed, and
    whether the contract changed. A change begins at the merge base, with two dots or three.

    Exits 1 if the change introduces findings that BLOCK, 2 if it could not judge, else 0.

    \b
    kavro-lint diff                  this branch, since it left the mainline
    kavro-lint diff main             this branch, since it left main
    kavro-lint diff main..topic      two commits, nothing checked out
    kavro-lint diff HEAD --staged    what is about to be committed
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.diff import difference, formats, read_revisions, renderer
    from kavro_lint.pipeline.request import Request

    render = renderer(one_of("format", form, formats()))
    pair_of_revisions = read_revisions(revisions, staged=staged)
    request = Request(context.obj, staged, cached=not no_cache)
    with showing("reading sources") as progress:
        change = difference(request, pair_of_revisions, grade(fail_on), progress)
    write(render(change), output and context.obj / output)
    if change.verdict == "BLOCK":
        raise typer.Exit(2 if change.blind else 1)
