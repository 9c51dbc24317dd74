"""The options of `check` and of `explain`, each in one table.

From it derive what typer reads, what is read without typer, the record that the command gets,
and which command lines may be answered from memory. It imports nothing that takes longer than
such an answer.
"""

from kavro_lint.cache.requests import CheckRequest

# As type checkers know it; importing `typing` takes longer than an answer from memory.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeVar

    T = TypeVar("T")

# What an option takes: nothing, one value, or one value each time that it is written.
FLAG, VALUE, LIST, ARGUMENTS = "flag", "value", "list", "arguments"


class Option:
    """One option: its names, what it takes, its help, and whether memory may answer with it.

    `remembered`: with this option a run reads what the cache's key holds, writes to standard
    output, and does nothing else.
    """

    __slots__ = ("default", "help", "kind", "metavar", "names", "off", "remembered")

    def __init__(
        self,
        kind: str,
        names: tuple[str, ...],
        help: str,
        *,
        metavar: str = "",
        default: object = None,
        off: str = "",
        remembered: bool = True,
    ) -> None:
        self.kind = kind
        self.names = names
        self.help = help
        self.metavar = metavar
        self.default = default
        self.off = off
        self.remembered = remembered


# Each of these declares a field of a table: to a type checker it is the field's default.
def _flag(
    *names: str,
    help: str,
    default: "T" = False,  # type: ignore[assignment]
    off: str = "",
    remembered: bool = True,
) -> "T":
    """Declare an option without a value; `off` is the name of its negation."""
    return Option(FLAG, names, help, default=default, off=off, remembered=remembered)  # type: ignore[return-value]


def _value(
    name: str,
    metavar: str,
    help: str,
    default: "T" = None,  # type: ignore[assignment]
    *,
    remembered: bool = True,
) -> "T":
    """Declare an option with one value."""
    return Option(VALUE, (name,), help, metavar=metavar, default=default, remembered=remembered)  # type: ignore[return-value]


def _list(name: str, metavar: str, help: str, *, remembered: bool = True) -> tuple[str, ...]:
    """Declare an option that may be repeated."""
    return Option(LIST, (name,), help, metavar=metavar, default=(), remembered=remembered)  # type: ignore[return-value]


def _arguments(metavar: str, help: str) -> tuple[str, ...]:
    """Declare the positional arguments."""
    return Option(ARGUMENTS, (), help, metavar=metavar, default=())  # type: ignore[return-value]


class Options:
    """Options as they were written; each line of a subclass declares one, with its default.

    `table` maps the name of each field to its option; `required` names the arguments without
    which there is nothing to do.
    """

    table: "Mapping[str, Option]"
    required = ""

    def __init_subclass__(cls) -> None:
        """Collect the options that a subclass declares."""
        cls.table = {
            name: option for name, option in vars(cls).items() if isinstance(option, Option)
        }

    def __init__(self, **values: object) -> None:
        unknown = values.keys() - self.table.keys()
        if unknown:
            raise TypeError(f"unknown option: {', '.join(sorted(unknown))}")
        for name, option in self.table.items():
            setattr(self, name, values.get(name, option.default))

    def __eq__(self, other: object) -> bool:
        """Whether the options are the same."""
        return type(other) is type(self) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


class CheckOptions(Options):
    """The options of `check`."""

    paths: tuple[str, ...] = _arguments("PATH", "Report only what is in these files and folders.")
    staged: bool = _flag("--staged", help="Judge the index, as it would be committed.")
    rev: str | None = _value("--rev", "REV", "Judge a commit; nothing is checked out.")
    base: str | None = _value("--base", "REV|auto", "Report only what is new since REV.")
    everything: bool = _flag("--all", help="Report known debt too.")
    form: str = _value("--format", "FORMAT", "{formats}.", default="text")
    output: str | None = _value(
        "--output", "FILE", "Write this report to FILE, not to standard output.", remembered=False
    )
    reports: tuple[str, ...] = _list(
        "--report", "FORMAT=FILE", "Write one more report of the same run (repeatable).",
        remembered=False,
    )  # fmt: skip
    select: tuple[str, ...] = _list(
        "--select", "RULE,...", "Report only these rules: ids, names, or prefixes such as KV7."
    )
    ignore: tuple[str, ...] = _list("--ignore", "RULE,...", "Report all rules but these.")
    fail_on: str | None = _value(
        "--fail-on", "SEVERITY", "Exit 1 at or above: minor, major (default), critical or never."
    )
    max_findings: str | None = _value(
        "--max-findings", "N", "Report at most N findings, the most severe first."
    )
    owner: tuple[str, ...] = _list(
        "--owner", "@OWNER,...", "Report only findings in files of these owners (CODEOWNERS)."
    )
    quiet: bool = _flag("--quiet", "-q", help="Print only the verdict.")
    verbose: bool = _flag(
        "--verbose", "-v", help="Show every place, all evidence and fingerprints."
    )
    colour: bool | None = _flag(
        "--color",
        default=None,
        off="--no-color",
        help="Force or disable colour; NO_COLOR is obeyed.",
    )
    message: str | None = _value(
        "--message", "FILE|auto", "Judge this commit message with the index.", remembered=False
    )
    stdin_filename: str | None = _value(
        "--stdin-filename", "PATH", "Judge standard input as the content of PATH.",
        remembered=False,
    )  # fmt: skip
    no_cache: bool = _flag("--no-cache", help="Ignore the cache.", remembered=False)


class ExplainOptions(Options):
    """The options of `explain`."""

    required = "subjects"

    subjects: tuple[str, ...] = _arguments(
        "WHAT", "A rule, file, module or task; or two modules or files."
    )
    imports: bool = _flag("--imports", help="Show how each import of the file was resolved.")
    form: str = _value("--format", "FORMAT", "text or json.", default="text")
    staged: bool = _flag("--staged", help="Judge the index, as it would be committed.")
    rev: str | None = _value("--rev", "REV", "Judge a commit; nothing is checked out.")


TABLES: "Mapping[str, type[Options]]" = {"check": CheckOptions, "explain": ExplainOptions}


def remembered(arguments: "Sequence[str]") -> CheckRequest | None:
    """Return the request to the cache for a command line, None if the command must run."""
    directory = "."
    if len(arguments) > 2 and arguments[0] == "-C":
        directory, arguments = arguments[1], arguments[2:]
    if not arguments or arguments[0] not in TABLES:
        return None
    options = _by_name(TABLES[arguments[0]])
    kind, is_value = "worktree", False
    for argument in arguments[1:]:
        name, equals, value = argument.partition("=")
        option = options.get(name)
        if is_value:
            is_value, value = False, argument
        elif option is not None and option.kind != FLAG:
            is_value = not equals
        elif argument.startswith("-") and (option is None or equals):
            return None
        # A reference by its log or its upstream depends on more than references.
        if "@{" in argument or value == "auto" or "\0" in argument:
            return None
        kind = {"--staged": "index", "--rev": "commit"}.get(name, kind)
    return None if is_value else CheckRequest(directory, kind, tuple(arguments))


def _by_name(options: type[Options]) -> "dict[str, Option]":
    """Return the options with which memory may answer, by each of their names."""
    return {
        name: option
        for option in options.table.values()
        if option.remembered
        for name in (*option.names, *filter(None, (option.off,)))
    }
