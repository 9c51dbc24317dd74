"""The command `check`."""

import typer

from kavro_lint.cli import check_run
from kavro_lint.cli.derived import command
from kavro_lint.cli.option_tables import CheckOptions
from kavro_lint.reports import formats


@command(CheckOptions, formats=", ".join(formats()))
def check(context: typer.Context, options: CheckOptions) -> None:
    r"""Report where code and contract have drifted apart.

    Exits 0 for PASS or FLAG, 1 for BLOCK, 2 if it could not judge.

    \b
    kavro-lint check                    the working tree
    kavro-lint check --staged           what is about to be committed
    kavro-lint check --rev HEAD~3       a commit
    kavro-lint check --base auto        only what this branch adds
    kavro-lint check src/api            findings below src/api
    kavro-lint check --select KV703     one rule
    kavro-lint check --format concise   one line per finding

    \b
    Several reports of one run, as text and as files:
    kavro-lint check --report sarif=kavro.sarif --report junit=kavro.xml

    With --format github a summary is appended to the file that GITHUB_STEP_SUMMARY names.
    """
    code = check_run.check(options, context.obj, context.meta["cached_run"])
    if code:
        raise typer.Exit(code)
