"""Options that several commands have."""

from typing import Annotated

import typer

Rev = Annotated[
    str | None, typer.Option(metavar="REV", help="Judge a commit; nothing is checked out.")
]
Staged = Annotated[
    bool, typer.Option("--staged", help="Judge the index, as it would be committed.")
]
Form = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="text or json.", show_default=False)
]
