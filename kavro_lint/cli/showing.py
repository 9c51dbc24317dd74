"""The commands that show: `explain`, `rules`, `graph`, `blame`, `tasks`, `demo`."""

from pathlib import Path
from typing import Annotated

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.options import Form, Rev, Staged
from kavro_lint.cli.printing import write
from kavro_lint.cli.values import one_of


@app.command()
def explain(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(metavar="WHAT...", help="A rule, file, module or task; or A and B."),
    ],
    imports: Annotated[
        bool, typer.Option("--imports", help="How each import of the file was resolved.")
    ] = False,
    form: Form = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Explain a rule, a file, a module, a task, or whether A may import B.

    \b
    kavro-lint explain layer-violation                   a rule, by its name or id
    kavro-lint explain src/api/orders.py                 its module and why, what it may import
    kavro-lint explain src/api/orders.py --imports       how each of its imports resolves
    kavro-lint explain services                          a module: its row, what it imports
    kavro-lint explain 1.2.3 --format json               a task: what an agent needs to know
    kavro-lint explain api models                        may api import models? does it?

    Where a word has two meanings, say which: `explain module api`, `explain folder api`.
    """
    from kavro_lint.commands.rules import looks_like_a_rule, page

    one_of("format", form, ("text", "json"))
    if len(what) == 1 and looks_like_a_rule(what[0]) and not imports:
        write(page(what[0], form))
        return
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.explain import explain as explained
    from kavro_lint.pipeline.survey import Request

    with showing("reading sources") as progress:
        text = explained(Request(context.obj, staged, rev), what, imports, form, progress)
    write(text)


@app.command()
def rules(
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """List the rules: id, name, severity and what each does."""
    from kavro_lint.commands.rules import listing

    one_of("format", form, ("text", "json"))
    write(listing(form))


@app.command()
def graph(
    context: typer.Context,
    level: Annotated[str, typer.Option(metavar="LEVEL", help="module or file.")] = "module",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="mermaid, dot, json or html.")
    ] = "mermaid",
    focus: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODULE",
            help="Only this module, what it imports and what imports it (repeatable).",
        ),
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Fold nested modules: 1 draws billing.invoices as billing."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the graph to FILE.")
    ] = None,
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Draw the dependency graph; what the contract does not allow is red.

    \b
    kavro-lint graph                                   a mermaid flowchart
    kavro-lint graph --format html --output graph.html  one page to explore, without network
    kavro-lint graph --depth 1                         the outermost modules only
    kavro-lint graph --focus billing --depth 1         all of billing, and its neighbours folded
    kavro-lint graph --format dot | dot -Tsvg          drawn by Graphviz

    Waived violations are dashed, circles orange; numbers count imports. Without a blueprint,
    folders stand for modules.
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.graph.formats import drawings
    from kavro_lint.commands.graph.marked import View, depict
    from kavro_lint.commands.graph.picture import LEVELS
    from kavro_lint.pipeline.survey import Request

    one_of("level", level, LEVELS)
    one_of("format", form, drawings())
    with showing("reading sources") as progress:
        view = View(level, tuple(focus or ()), depth)
        drawn = depict(Request(context.obj, staged, rev), view, form, progress)
    write(drawn.text, output and context.obj / output)
    if drawn.remark:
        typer.echo(f"kavro-lint: {drawn.remark}", err=True)


@app.command()
def blame(
    context: typer.Context,
    findings: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FINDING]...", help="A fingerprint, a rule, a path or path:line."),
    ] = None,
    form: Form = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    r"""Show for each finding the commit that brought it in: its task, author and agent.

    \b
    kavro-lint blame                       every finding
    kavro-lint blame layer-violation       those of a rule
    kavro-lint blame src/api/orders.py:7   the one on a line
    """
    from kavro_lint.cli.progress import showing
    from kavro_lint.commands.blame import blame as origins_of
    from kavro_lint.commands.blame.text import render
    from kavro_lint.pipeline.survey import Request

    one_of("format", form, ("text", "json"))
    with showing("walking back") as progress:
        origins = origins_of(Request(context.obj, staged, rev), findings or (), progress)
    write(render(origins, form))


@app.command()
def tasks(
    context: typer.Context,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or mermaid.")
    ] = "text",
    staged: Staged = False,
    rev: Rev = None,
) -> None:
    """Show the roadmap: states, what can start, what waits for what, the critical path."""
    from kavro_lint.commands.tasks import FORMATS
    from kavro_lint.commands.tasks import tasks as shown
    from kavro_lint.pipeline.survey import Request

    one_of("format", form, FORMATS)
    write(shown(Request(context.obj, staged, rev), form))


@app.command()
def demo() -> None:
    """Build a small example repository in a temporary folder and check it."""
    from kavro_lint.commands.demo import run

    write(run())
