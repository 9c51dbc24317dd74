"""The command `rules`."""

from kavro_lint.cli.application import app
from kavro_lint.cli.common_options import Form
from kavro_lint.cli.outputs import write
from kavro_lint.cli.values import one_of


@app.command()
def rules(form: Form = "text") -> None:
    r"""List the rules: id, name, severity and what each does.

    \b
    kavro-lint rules                  all of them
    kavro-lint rules --format json    for a program
    kavro-lint explain KV703          the page of one rule
    """
    from kavro_lint.commands.rules import listing

    one_of("format", form, ("text", "json"))
    write(listing(form))
