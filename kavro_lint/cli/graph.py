"""The command `graph`."""

from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.common_options import Rev, Staged
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of

Level = Annotated[str, typer.Option(metavar="LEVEL", help="module or file.")]
Form = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="mermaid, dot, json or html.")
]
Focus = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MODULE", help="Only this module, what it imports and what imports it (repeatable)."
    ),
]
Depth = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="Fold nested modules: 1 draws billing.invoices as billing."
    ),
]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the graph to FILE.")]


@app.command()
def graph(
    context: typer.Context,
    level: Level = "module",
    form: Form = "mermaid",
    focus: Focus = None,
    depth: Depth = None,
    output: Output = None,
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Draw the dependency graph.

    Violations of the contract are red.

    \b
    kavro-lint graph                                   a mermaid flowchart
    kavro-lint graph --format html --output graph.html  one page to explore offline
    kavro-lint graph --depth 1                         the outermost modules only
    kavro-lint graph --focus billing --depth 1         all of billing, and its neighbours folded
    kavro-lint graph --format dot | dot -Tsvg          drawn by Graphviz

    Waived violations are dashed, cycles orange; numbers count imports. Without a blueprint,
    folders stand for modules.
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.graph.formats import drawings
    from kavro_lint.commands.graph.marked import View, depict
    from kavro_lint.commands.graph.picture import LEVELS
    from kavro_lint.pipeline.request import Request

    one_of("level", level, LEVELS)
    one_of("format", form, drawings())
    with showing("reading sources") as progress:
        view = View(level, tuple(focus or ()), depth)
        drawn = depict(Request(context.obj, staged, rev), view, form, progress)
    write(drawn.text, output and context.obj / output)
    if drawn.remark:
        typer.echo(f"kavro-lint: {drawn.remark}", err=True)
