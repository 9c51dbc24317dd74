"""The command `server`."""

import typer

from kavro_lint.cli.application import app


@app.command()
def server(context: typer.Context) -> None:
    """Serve editors over the language server protocol.

    It communicates over standard input and output.

    Diagnostics while you type, hover, definitions and code actions. It needs the extra:
    pip install 'kavro-lint[lsp]'. The guide says how to set up each editor.
    """
    from kavro_lint.errors import CannotJudge

    try:
        from kavro_lint.server.lsp import server as language_server
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kavro_lint"):
            raise
        raise CannotJudge(
            f"{error.name} is not installed", "install the extra: pip install 'kavro-lint[lsp]'"
        ) from None
    language_server().start_io()
