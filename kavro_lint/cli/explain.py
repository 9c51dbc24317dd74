"""The command `explain`."""

import typer

from kavro_lint.cli import explain_run
from kavro_lint.cli.derived import command
from kavro_lint.cli.option_tables import ExplainOptions


@command(ExplainOptions)
def explain(context: typer.Context, options: ExplainOptions) -> None:
    r"""Explain a rule, file, module or task, or an import from A to B.

    \b
    kavro-lint explain layer-violation                   a rule, by its name or id
    kavro-lint explain src/api/orders.py                 its module, what it may import
    kavro-lint explain src/api/orders.py --imports       how each of its imports resolves
    kavro-lint explain services                          a module: its row, what it imports
    kavro-lint explain 1.2.3                             a task: scope, rules, validation steps
    kavro-lint explain api models                        may api import models? does it?

    If a word names two things, say which: `explain module api`, `explain folder api`.
    """
    explain_run.explain(options, context.obj, context.meta["cached_run"])
