"""Command lines of `check` that need no parser: options by their whole names, values beside them.

A parser takes longer to import than a small repository to check. What is not plain here (help,
`--`, options joined in one word, values that look like options, anything unknown) is left to it;
where a line is plain, both say the same.
"""

from collections.abc import Sequence
from pathlib import Path

from kavro_lint.cli.checking import Options

_FLAGS: dict[str, tuple[str, bool]] = {
    "--staged": ("staged", True),
    "--all": ("everything", True),
    "--quiet": ("quiet", True),
    "-q": ("quiet", True),
    "--verbose": ("verbose", True),
    "-v": ("verbose", True),
    "--color": ("colour", True),
    "--no-color": ("colour", False),
    "--no-cache": ("no_cache", True),
}
_VALUES = {
    "--rev": "rev",
    "--base": "base",
    "--format": "form",
    "--output": "output",
    "--fail-on": "fail_on",
    "--message": "message",
}
_LISTS = {"--report": "reports", "--select": "select", "--ignore": "ignore", "--owner": "owner"}


def plain(arguments: Sequence[str]) -> tuple[Path, Options] | None:
    """Return the directory and the options of a `check`, or None where a parser is to read it."""
    directory = Path()
    if len(arguments) > 2 and arguments[0] == "-C" and _is_word(arguments[1]):
        directory, arguments = Path(arguments[1]), arguments[2:]
    if not arguments or arguments[0] != "check":
        return None
    options = _options(arguments[1:])
    return None if options is None else (directory, options)


def _options(arguments: Sequence[str]) -> Options | None:
    given: dict[str, str | bool] = {}
    lists: dict[str, list[str]] = {"paths": []}
    waiting = iter(arguments)
    for argument in waiting:
        if argument in _FLAGS:
            name, value = _FLAGS[argument]
            given[name] = value
            continue
        if not argument.startswith("-"):
            lists["paths"].append(argument)
            continue
        option, equals, word = argument.partition("=")
        if option not in _VALUES and option not in _LISTS:
            return None
        word = word if equals else next(waiting, "")
        if not _is_word(word):
            return None
        if option in _VALUES:
            given[_VALUES[option]] = word
        else:
            lists.setdefault(_LISTS[option], []).append(word)
    if not all(map(_is_word, lists["paths"])):
        return None
    return Options(**given, **{name: tuple(words) for name, words in lists.items()})  # type: ignore[arg-type]


def _is_word(value: str) -> bool:
    """Whether a value can be nothing else."""
    return bool(value) and not value.startswith("-")
