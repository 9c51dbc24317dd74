"""Values of options: lists, severities, numbers and choices."""

from collections.abc import Iterable

from kavro_lint import spelling
from kavro_lint.errors import CannotJudge


def words(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Return the words of a repeatable option whose values may also be joined by commas."""
    return tuple(word.strip() for text in texts or () for word in text.split(",") if word.strip())


def grade(value: str | None) -> str | None:
    """Return the value of `--fail-on`. Raises CannotJudge."""
    return value and one_of("fail-on", value, ("minor", "major", "critical", "never"))


def count(option: str, value: str | None) -> int | None:
    """Return the whole number that an option takes, None for none. Raises CannotJudge."""
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise CannotJudge(
            f"--{option} {value!r} is not a whole number", f"write it as --{option} 20"
        )
    return int(value)


def one_of(option: str, value: str, known: tuple[str, ...]) -> str:
    """Return the value. Raises CannotJudge that names the nearest known one."""
    if value in known:
        return value
    raise CannotJudge(f"unknown --{option} {value!r}", spelling.one_of(value, known))
