"""A module to be."""

from kavro_lint.model.frozen import frozen


@frozen
class Part:
    """A proposed module: a row of the table, and for a family also the row of its members.

    `is_outside` says that it is not product code, so it has no layer; `folder` is that of a
    family's members; `late` says that its row must come after those whose patterns match its files;
    `project` is its project's name, "" if there is only one project; `own_files` says that it
    holds the files directly in a folder; `across` that it holds folders in several other parts,
    so that its row is the last.
    """

    name: str
    patterns: tuple[str, ...]
    is_outside: bool = False
    folder: str | None = None
    note: str = ""
    late: bool = False
    project: str = ""
    own_files: bool = False
    across: bool = False

    @property
    def vague(self) -> bool:
        """Whether a pattern has a `?` for what Markdown cannot hold, and so may match others."""
        return any("?" in pattern for pattern in self.patterns)
