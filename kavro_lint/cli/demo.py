"""The command `demo`."""

from kavro_lint.cli.application import app
from kavro_lint.cli.outputs import write


@app.command()
def demo() -> None:
    r"""Build a small example repository and check it.

    \b
    kavro-lint demo
    """
    from kavro_lint.commands.demo import run

    write(run())
