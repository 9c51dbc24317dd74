"""A module to be."""

from kavro_lint.model.frozen import frozen


@frozen
class Part:
    """A module to be: a row of the table, and for a family the row of its members too.

    `is_outside` says that it is no product code, so no layer holds it; `folder` is where a family's
    members lie; `late` says that its row must come after those whose patterns match its files;
    `project` is what its project is called, "" where there is one project only; `own_files`
    says that it holds the files that lie in a folder itself.
    """

    name: str
    patterns: tuple[str, ...]
    is_outside: bool = False
    folder: str | None = None
    note: str = ""
    late: bool = False
    project: str = ""
    own_files: bool = False

    @property
    def vague(self) -> bool:
        """Whether a pattern has a `?` for what Markdown cannot hold, and so may match others."""
        return any("?" in pattern for pattern in self.patterns)
