"""The command `check` as typer reads it; `plain` reads most command lines faster."""

import inspect
from typing import Annotated, Any

import typer

from kavro_lint.cli import check_run
from kavro_lint.cli.application import app
from kavro_lint.cli.check_options import ARGUMENTS, FLAG, LIST, OPTIONS, CheckOptions, Option
from kavro_lint.reports import formats


def check(context: typer.Context, **given: object) -> None:
    r"""Report where code and contract have drifted apart.

    Exits 0 for PASS or FLAG, 1 for BLOCK, 2 where it could not judge.

    \b
    kavro-lint check                    the working tree
    kavro-lint check --staged           what is about to be committed
    kavro-lint check --rev HEAD~3       a commit
    kavro-lint check --base auto        only what this branch brings
    kavro-lint check src/api            findings below src/api
    kavro-lint check --select KV703     one rule
    kavro-lint check --format concise   one line a finding

    \b
    Several reports of one run: text to read, and files for the tools.
    kavro-lint check --report sarif=kavro.sarif --report junit=kavro.xml

    With --format github a summary is appended to the file that GITHUB_STEP_SUMMARY names.
    """
    lists = {
        name: tuple(value)
        for name, value in given.items()
        if OPTIONS[name].default == () and isinstance(value, list)
    }
    others = {name: value for name, value in given.items() if OPTIONS[name].default != ()}
    options = CheckOptions(**others, **lists)
    code = check_run.check(options, context.obj, context.meta["attempt"])
    if code:
        raise typer.Exit(code)


def _parameter(name: str, option: Option) -> inspect.Parameter:
    """Return an option of the table as a parameter that typer understands."""
    text = option.help.format(formats=", ".join(formats()))
    metavar = option.metavar or None
    declared: Any
    kind: Any
    if option.kind == ARGUMENTS:
        kind, declared = list[str] | None, typer.Argument(metavar=metavar, help=text)
    elif option.kind == FLAG:
        names = (f"{option.names[0]}/{option.off}",) if option.off else option.names
        kind = bool | None if option.off else bool
        declared = typer.Option(*names, help=text)
    else:
        kind = list[str] | None if option.kind == LIST else str | None
        declared = typer.Option(*option.names, metavar=metavar, help=text, show_default=False)
    default = None if option.default == () else option.default
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, declared]
    )


def _derive_parameters() -> None:
    """Give the command the parameters of the table, in its order."""
    parameters = {name: _parameter(name, option) for name, option in OPTIONS.items()}
    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    check.__signature__ = inspect.Signature([context, *parameters.values()])  # type: ignore[attr-defined]
    check.__annotations__ = {
        "context": typer.Context,
        **{name: parameter.annotation for name, parameter in parameters.items()},
    }


_derive_parameters()
app.command()(check)
