"""`python -m kavro_lint` is `kavro-lint`."""

from kavro_lint.cli import program

program()
