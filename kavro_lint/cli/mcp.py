"""The command `mcp`."""

import typer

from kavro_lint.cli.application import app


@app.command()
def mcp(context: typer.Context) -> None:
    """Serve agents over the Model Context Protocol.

    Its tools are status, check, explain and propose.

    It communicates over standard input and output. It needs the extra:
    pip install 'kavro-lint[mcp]'.
    """
    from kavro_lint.errors import CannotJudge

    try:
        from kavro_lint.server.mcp import server
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kavro_lint"):
            raise
        raise CannotJudge(
            f"{error.name} is not installed", "install the extra: pip install 'kavro-lint[mcp]'"
        ) from None
    server(context.obj).run("stdio")
