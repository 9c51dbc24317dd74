"""What the values of options mean."""

from collections.abc import Iterable

from kavro_lint.errors import CannotJudge


def words(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the words of a repeatable option whose values may also be joined by commas."""
    return tuple(word.strip() for text in given or () for word in text.split(",") if word.strip())


def grade(given: str | None) -> str | None:
    """Return the value of `--fail-on`. Raises CannotJudge."""
    return given and one_of("fail-on", given, ("minor", "major", "critical", "never"))


def one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    """Return the value. Raises CannotJudge that names the nearest known one."""
    import difflib

    if given in known:
        return given
    near = difflib.get_close_matches(given, known, 1, 0.4)
    raise CannotJudge(
        f"--{option} {given!r} is not known",
        (f"did you mean {near[0]}? " if near else "") + f"It is one of: {', '.join(known)}",
    )
