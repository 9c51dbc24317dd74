"""The revisions of `BASE..HEAD`: `A`, `A..B`, `A...B`, `..B`, `A..`, or nothing at all."""

from kavro_lint.errors import CannotJudge
from kavro_lint.model.frozen import frozen


@frozen
class Revisions:
    """`base` is a revision or `auto`; `head` a commit, None for the working tree or index."""

    base: str = "auto"
    head: str | None = None


def read_revisions(text: str | None, *, staged: bool = False) -> Revisions:
    """Read the argument. Two dots and three are one: a change is judged from its merge base.

    Raises CannotJudge for a range together with the index.
    """
    if not text:
        return Revisions()
    if ".." not in text:
        return Revisions(text)
    dots = "..." if "..." in text else ".."
    base, _, head = text.partition(dots)
    if staged:
        raise CannotJudge(
            f"--staged and {text!r} cannot be combined",
            f"name only the base: kavro-lint diff {base or 'auto'} --staged",
        )
    return Revisions(base or "HEAD", head or "HEAD")
