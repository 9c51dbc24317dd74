"""gitignore(5) itself, with negation: what one `.gitignore` says of a path below it."""

from collections.abc import Callable, Iterable

from kavro_lint.patterns.segments import literal_part


def ignoring(lines: Iterable[str]) -> Callable[[str], bool | None]:
    """Return a function that says whether the lines ignore a path; None where they say nothing.

    What knows the format takes longer to import than most answers: it is imported once a path holds
    what a line cannot do without. Lines of which one is not a pattern say nothing.
    """
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    literals = {literal_part(line.rstrip().lstrip("!").split("/")) for line in patterns}
    spec: list[Callable[[str], bool | None]] = []

    def is_ignored(path: str) -> bool | None:
        if not any(literal in path for literal in literals):
            return None
        if not spec:
            spec.append(_all_of_git(patterns))
        return spec[0](path)

    return is_ignored


def _all_of_git(lines: list[str]) -> Callable[[str], bool | None]:
    import pathspec

    try:
        matcher = pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return lambda path: None
    return lambda path: matcher.check_file(path).include
