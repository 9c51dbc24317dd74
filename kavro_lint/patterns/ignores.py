"""gitignore(5) itself, with negation: what one `.gitignore` says of a path below it."""

from collections.abc import Callable, Iterable


def ignoring(lines: Iterable[str]) -> Callable[[str], bool | None]:
    """Return a function that says whether the lines ignore a path; None where they say nothing.

    Raises ValueError for a line that is no pattern.
    """
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(lines)
    return lambda path: spec.check_file(path).include
