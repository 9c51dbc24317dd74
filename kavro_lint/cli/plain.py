"""Command lines that need no parser: options by their whole names, values beside them.

A parser takes longer to import than a small repository to check. What is not plain here (help,
`--`, options joined in one word, values that look like options, anything unknown) is left to it;
where a line is plain, both read the same.
"""

from kavro_lint.cli.option_tables import ARGUMENTS, FLAG, LIST, TABLES, Options

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Sequence


def plain_options(arguments: "Sequence[str]") -> tuple[str, Options] | None:
    """Return the directory and the options of a command, None where a parser is to read it."""
    directory = "."
    if len(arguments) > 2 and arguments[0] == "-C" and _is_word(arguments[1]):
        directory, arguments = arguments[1], arguments[2:]
    if not arguments or arguments[0] not in TABLES:
        return None
    options = _options(arguments[1:], TABLES[arguments[0]])
    return None if options is None else (directory, options)


def _options(arguments: "Sequence[str]", options: type[Options]) -> Options | None:
    flags, valued, positional = _names(options)
    values: dict[str, object] = {}
    lists: dict[str, list[str]] = {positional: []}
    remaining = iter(arguments)
    for argument in remaining:
        if argument in flags:
            field, value = flags[argument]
            values[field] = value
            continue
        if not argument.startswith("-"):
            lists[positional].append(argument)
            continue
        name, equals, word = argument.partition("=")
        if name not in valued:
            return None
        word = word if equals else next(remaining, "")
        if not _is_word(word):
            return None
        field = valued[name]
        if options.table[field].kind == LIST:
            lists.setdefault(field, []).append(word)
        else:
            values[field] = word
    if not all(map(_is_word, lists[positional])) or not lists.get(options.required, True):
        return None
    return options(**values, **{field: tuple(words) for field, words in lists.items()})


def _names(options: type[Options]) -> tuple[dict[str, tuple[str, bool]], dict[str, str], str]:
    """Return what each flag sets, the field of each option with a value, and of the arguments."""
    flags: dict[str, tuple[str, bool]] = {}
    valued: dict[str, str] = {}
    positional = ""
    for field, option in options.table.items():
        if option.kind == ARGUMENTS:
            positional = field
        for name in option.names:
            if option.kind == FLAG:
                flags[name] = (field, True)
            else:
                valued[name] = field
        if option.off:
            flags[option.off] = (field, False)
    return flags, valued, positional


def _is_word(value: str) -> bool:
    """Whether a value can be nothing but a value."""
    return bool(value) and not value.startswith("-")
