"""The command `explain`."""

from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.options import Form, Rev, Staged
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of


@app.command()
def explain(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT", help="A rule, file, module or task; or two modules or files."
        ),
    ],
    imports: Annotated[
        bool, typer.Option("--imports", help="Show how each import of the file was resolved.")
    ] = False,
    form: Form = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Explain a rule, a file, a module or a task, or whether A may import B.

    \b
    kavro-lint explain layer-violation                   a rule, by its name or id
    kavro-lint explain src/api/orders.py                 its module, what it may import
    kavro-lint explain src/api/orders.py --imports       how each of its imports resolves
    kavro-lint explain services                          a module: its row, what it imports
    kavro-lint explain 1.2.3                             a task: scope, rules, validation steps
    kavro-lint explain api models                        may api import models? does it?

    Where a word names two things, say which: `explain module api`, `explain folder api`.
    """
    from kavro_lint.commands.rules import looks_like_a_rule, page

    one_of("format", form, ("text", "json"))
    if len(what) == 1 and looks_like_a_rule(what[0]) and not imports:
        write(page(what[0], form))
        return
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.explain import explain as explanation_of
    from kavro_lint.pipeline.survey import Request

    with showing("reading sources") as progress:
        text = explanation_of(Request(context.obj, staged, rev), what, imports, form, progress)
    write(text)
