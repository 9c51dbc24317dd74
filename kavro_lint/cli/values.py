"""Values of options: lists, severities, numbers and choices."""

from collections.abc import Iterable

from kavro_lint import spelling
from kavro_lint.errors import CannotJudge


def words(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the words of a repeatable option whose values may also be joined by commas."""
    return tuple(word.strip() for text in given or () for word in text.split(",") if word.strip())


def grade(given: str | None) -> str | None:
    """Return the value of `--fail-on`. Raises CannotJudge."""
    return given and one_of("fail-on", given, ("minor", "major", "critical", "never"))


def count(option: str, given: str | None) -> int | None:
    """Return the whole number that an option takes, None for none. Raises CannotJudge."""
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise CannotJudge(
            f"--{option} {given!r} is not a whole number", f"write it as --{option} 20"
        )
    return int(given)


def one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    """Return the value. Raises CannotJudge that names the nearest known one."""
    if given in known:
        return given
    raise CannotJudge(f"unknown --{option} {given!r}", spelling.one_of(given, known))
