"""Commands whose parameters derive from a table of options."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from kavro_lint.cli.application import app
from kavro_lint.cli.option_tables import ARGUMENTS, FLAG, LIST, Option, Options

Command = Callable[..., None]


def command(options: type[Options], **words: str) -> Callable[[Command], Command]:
    """Register a command that takes the options of a table; `words` fill the help's braces."""

    def register(function: Command) -> Command:
        def run(context: typer.Context, **values: object) -> None:
            function(context, options(**_table_values(options, values)))

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        parameters = [
            _parameter(name, option, is_required=name == options.required, words=words)
            for name, option in options.table.items()
        ]
        context = inspect.Parameter(
            "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        )
        run.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
        run.__annotations__ = {"context": typer.Context} | {
            parameter.name: parameter.annotation for parameter in parameters
        }
        app.command()(run)
        return function

    return register


def _table_values(options: type[Options], values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of typer as the table holds them: lists as tuples, () for none."""
    return {
        name: tuple(value)
        if isinstance(value, list)
        else options.table[name].default
        if value is None
        else value
        for name, value in values.items()
    }


def _parameter(
    name: str, option: Option, *, is_required: bool, words: Mapping[str, str]
) -> inspect.Parameter:
    """Return an option of the table as a parameter that typer understands."""
    text = option.help.format_map(words)
    metavar = option.metavar or None
    declared: Any
    kind: Any
    default: object = None if option.default == () else option.default
    if option.kind == ARGUMENTS:
        kind, declared = list[str] | None, typer.Argument(metavar=metavar, help=text)
        if is_required:
            kind, default = list[str], inspect.Parameter.empty
    elif option.kind == FLAG:
        names = (f"{option.names[0]}/{option.off}",) if option.off else option.names
        kind = bool | None if option.off else bool
        declared = typer.Option(*names, help=text)
    else:
        kind = list[str] | None if option.kind == LIST else str | None
        declared = typer.Option(*option.names, metavar=metavar, help=text, show_default=False)
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, declared]
    )
