"""Command lines of `check` that need no parser: options by their whole names, values beside them.

A parser takes longer to import than a small repository to check. What is not plain here (help,
`--`, options joined in one word, values that look like options, anything unknown) is left to it;
where a line is plain, both read the same.
"""

from kavro_lint.cli.check_options import FLAG, LIST, OPTIONS, CheckOptions, Option

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each name on the command line → the field, and what a flag sets it to.
_FLAGS = {
    name: (field, value)
    for field, option in OPTIONS.items()
    if option.kind == FLAG
    for value, names in ((True, option.names), (False, (option.off,) if option.off else ()))
    for name in names
}
_VALUED: "dict[str, tuple[str, Option]]" = {
    name: (field, option)
    for field, option in OPTIONS.items()
    if option.kind != FLAG
    for name in option.names
}


def plain_check(arguments: "Sequence[str]") -> tuple[str, CheckOptions] | None:
    """Return the directory and the options of a `check`, None where a parser is to read it."""
    directory = "."
    if len(arguments) > 2 and arguments[0] == "-C" and _is_word(arguments[1]):
        directory, arguments = arguments[1], arguments[2:]
    if not arguments or arguments[0] != "check":
        return None
    options = _options(arguments[1:])
    return None if options is None else (directory, options)


def _options(arguments: "Sequence[str]") -> CheckOptions | None:
    given: dict[str, object] = {}
    lists: dict[str, list[str]] = {"paths": []}
    remaining = iter(arguments)
    for argument in remaining:
        if argument in _FLAGS:
            field, flag = _FLAGS[argument]
            given[field] = flag
            continue
        if not argument.startswith("-"):
            lists["paths"].append(argument)
            continue
        name, equals, word = argument.partition("=")
        if name not in _VALUED:
            return None
        word = word if equals else next(remaining, "")
        if not _is_word(word):
            return None
        field, option = _VALUED[name]
        if option.kind == LIST:
            lists.setdefault(field, []).append(word)
        else:
            given[field] = word
    if not all(map(_is_word, lists["paths"])):
        return None
    return CheckOptions(**given, **{field: tuple(words) for field, words in lists.items()})


def _is_word(value: str) -> bool:
    """Whether a value can be nothing but a value."""
    return bool(value) and not value.startswith("-")
