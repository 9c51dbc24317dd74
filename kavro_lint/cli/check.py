"""The command that judges: `check`, as typer reads it (`plain` reads most of it faster)."""

from typing import Annotated

import typer

from kavro_lint.cli import checking
from kavro_lint.cli.application import app
from kavro_lint.cli.checking import Options
from kavro_lint.cli.options import Rev, Staged
from kavro_lint.reports import formats


@app.command()
def check(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Report only what is here.")
    ] = None,
    staged: Staged = False,
    rev: Rev = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="REV|auto", help="Report only what is new since REV."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Report known debt too.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"{' '.join(formats())}.")
    ] = "text",
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write this report to FILE, not to standard output."),
    ] = None,
    reports: Annotated[
        list[str] | None,
        typer.Option(
            "--report",
            metavar="FORMAT=FILE",
            help="Write one more report of the same run; as often as you like.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE,...", help="Report only these: ids, names, or prefixes (KV7)."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE,...", help="Report all but these.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="SEVERITY", help="minor, major (default), critical or never."),
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option(metavar="@OWNER,...", help="Report only what these own, by CODEOWNERS."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the verdict.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show all places, evidence and fingerprints.")
    ] = False,
    colour: Annotated[
        bool | None,
        typer.Option(
            "--color/--no-color", help="Colour, also where it is no terminal; NO_COLOR is obeyed."
        ),
    ] = None,
    message: Annotated[
        str | None,
        typer.Option(metavar="FILE|auto", help="Judge this commit message with the index."),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Read every file anew, and keep nothing.")
    ] = False,
) -> None:
    r"""Report where code and contract have drifted apart.

    Exits 0 for PASS or FLAG, 1 for BLOCK, 2 where it could not judge.

    \b
    kavro-lint check                  the working tree
    kavro-lint check --staged         what is about to be committed
    kavro-lint check --rev HEAD~3     a commit
    kavro-lint check --base auto      only what this branch brings
    kavro-lint check src/api          findings below src/api
    kavro-lint check --select KV703   one rule

    \b
    Several reports of one run: text to read, and files for the tools.
    kavro-lint check --report sarif=kavro.sarif --report junit=kavro.xml

    With --format github a summary is appended to the file that GITHUB_STEP_SUMMARY names.
    """
    options = Options(
        paths=tuple(paths or ()),
        staged=staged,
        rev=rev,
        base=base,
        everything=everything,
        form=form,
        output=output,
        reports=tuple(reports or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        fail_on=fail_on,
        owner=tuple(owner or ()),
        quiet=quiet,
        verbose=verbose,
        colour=colour,
        message=message,
        no_cache=no_cache,
    )
    code = checking.check(options, context.obj, context.meta["attempt"])
    if code:
        raise typer.Exit(code)
