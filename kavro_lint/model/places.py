"""Places in the repository, and the text that stands there."""

from kavro_lint.model.frozen import frozen


@frozen(order=True)
class Location:
    """A place in the repository: `path` relative to its root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


@frozen
class Evidence:
    """A place together with the text that stands there."""

    location: Location
    text: str
