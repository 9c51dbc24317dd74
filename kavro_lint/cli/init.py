"""The command `init`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of

Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="FILE|none",
        help="Read the rules of import-linter, tach or dependency-cruiser (detected).",
    ),
]
Workflow = Annotated[
    bool, typer.Option("--workflow", help="Add skeletons of research, roadmap and documents.")
]
Hook = Annotated[bool, typer.Option("--hook", help="Add a pre-commit hook.")]
Ci = Annotated[str | None, typer.Option(metavar="FORGE", help="Add a CI job: github or gitlab.")]
Codeowners = Annotated[
    str | None,
    typer.Option(metavar="@TEAM", help="Make a team the owner of the contract in CODEOWNERS."),
]
Update = Annotated[
    bool,
    typer.Option("--update", help="Add rows that permit nothing new to an existing blueprint."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
]


@app.command()
def init(
    context: typer.Context,
    sources: Sources = None,
    workflow: Workflow = False,
    hook: Hook = False,
    ci: Ci = None,
    codeowners: Codeowners = None,
    update: Update = False,
    dry_run: DryRun = False,
) -> None:
    r"""Draft docs/kavro/ from the code. Code that breaks the draft's rules becomes known debt.

    If a blueprint exists, show what a new draft would change.

    \b
    kavro-lint init --dry-run                     look first
    kavro-lint init --hook --ci github            with a hook and a CI job
    kavro-lint init --from .importlinter          with the rules of another linter
    kavro-lint init --workflow                    with research, roadmap and documents to fill in
    kavro-lint init --update                      new modules as rows, planned rows that arrived
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.init.automation import Options
    from kavro_lint.commands.init.beginning import begin
    from kavro_lint.commands.init.summary import summary
    from kavro_lint.commands.new_file import rewrite, top_of, write_records
    from kavro_lint.pipeline.request import Request

    if ci is not None:
        one_of("ci", ci, ("github", "gitlab"))
    named = None if sources is None else tuple(source for source in sources if source != "none")
    request = Request(context.obj)
    top = top_of(request)
    with showing("reading sources") as progress:
        options = Options(named, workflow, hook, ci, codeowners, update)
        beginning = begin(request, options, progress)
    if not dry_run:
        write_records(top, beginning.records)
        if beginning.updated is not None:
            rewrite(top, beginning.blueprint, beginning.updated)
    write(summary(beginning, dry=dry_run))
