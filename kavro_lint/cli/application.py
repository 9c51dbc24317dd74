"""The typer application, and the options of every command."""

import importlib
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from kavro_lint import __version__

# In the order of the help; each is a module of this package that registers itself.
COMMANDS = (
    "check", "diff", "explain", "rules", "graph", "tasks", "blame", "history", "report", "org",
    "init", "new", "approve", "status", "agents", "hook", "server", "mcp", "cache", "demo",
)  # fmt: skip

app = typer.Typer(
    name="kavro-lint",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"kavro-lint {__version__}")
        raise typer.Exit


@app.callback()
def kavro_lint(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="Run as if started in DIR.")
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    r"""Lint a repository's architecture against the blueprint in docs/kavro/.

    \b
    kavro-lint demo             see it find drift in a small example
    kavro-lint init --dry-run   draft a blueprint for your repository
    kavro-lint check            check your repository
    kavro-lint COMMAND --help   examples of a command
    """
    # The cached run of this command line, if any, comes from `main`.
    context.meta["cached_run"] = context.obj
    context.obj = directory


@cache
def with_commands() -> typer.Typer:
    """Return the application with every command, which its module registers."""
    for name in COMMANDS:
        importlib.import_module(f"kavro_lint.cli.{name}")
    # Lines that follow `\b` are not wrapped. Docstrings are raw, so click would see two characters.
    groups = [group.typer_instance for group in app.registered_groups]
    commands = [command for typer_app in (app, *filter(None, groups))
                for command in typer_app.registered_commands]  # fmt: skip
    callbacks = [command.callback for command in commands]
    if app.registered_callback is not None:
        callbacks.append(app.registered_callback.callback)
    for callback in callbacks:
        if callback is not None and callback.__doc__:
            callback.__doc__ = callback.__doc__.replace("\\b\n", "\b\n")
    return app
