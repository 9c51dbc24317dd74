"""The command that judges: `check`."""

from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.options import Rev, Staged, grade, one_of, words, write


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
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report to FILE.")
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the verdict.")] = False,
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
    """
    from kavro_lint.progress import showing
    from kavro_lint.reports import formats, renderer
    from kavro_lint.selection import Wanted
    from kavro_lint.survey import Request

    render = renderer(one_of("format", form, formats()))
    chosen = (words(select), words(ignore))
    wanted = Wanted(tuple(paths or ()), *chosen, grade(fail_on), base, everything)
    request = Request(context.obj, staged, rev, not no_cache)
    if message is not None:
        from kavro_lint.message import check_message

        report = check_message(request, wanted, message)
    else:
        from kavro_lint.lint import check as lint

        with showing("reading sources") as progress:
            report = lint(request, wanted, progress)
    text = render(report)
    if quiet and form == "text":
        text = text.splitlines()[-1] + "\n"
    write(text, output and context.obj / output)
    if report.verdict == "BLOCK":
        raise typer.Exit(2 if report.blind else 1)
