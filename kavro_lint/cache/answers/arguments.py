"""Which command lines may be answered from memory: those whose options are known to be harmless."""

import os
import sys
from collections.abc import Mapping, Sequence

# `check` with these reads what the key holds, writes to standard output, and does nothing else.
_VALUES = frozenset(("--format", "--select", "--ignore", "--fail-on", "--base", "--rev", "--owner"))
_FLAGS = frozenset(
    ("--staged", "--all", "--quiet", "-q", "--verbose", "-v", "--color", "--no-color")
)
# Where these are set, a run writes to other places, or asks what no key holds.
_ELSEWHERE = ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH")
# Of git's own variables, these do not change what it answers to us.
_HARMLESS = (
    "GIT_EDITOR", "GIT_PAGER", "GIT_PREFIX", "GIT_EXEC_PATH", "GIT_TERMINAL_PROMPT", "GIT_ASKPASS",
    "GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_AUTHOR_", "GIT_COMMITTER_",
    "GIT_OPTIONAL_LOCKS", "GIT_REFLOG_ACTION", "GIT_INDEX_FILE",
)  # fmt: skip
_CONFIGURATION = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_NOISE = frozenset(("_", "OLDPWD", "PWD", "SHLVL"))


class Asked:
    """A `check` that may be answered: in which directory, of which state."""

    __slots__ = ("arguments", "directory", "kind")

    def __init__(self, directory: str, kind: str, arguments: tuple[str, ...]) -> None:
        self.directory = directory
        self.kind = kind
        self.arguments = arguments


def asked(arguments: Sequence[str], environment: Mapping[str, str]) -> Asked | None:
    """Return what a command line asks for, or None where it must be run."""
    directory = "."
    if len(arguments) > 2 and arguments[0] == "-C":
        directory, arguments = arguments[1], arguments[2:]
    if not arguments or arguments[0] != "check" or _is_elsewhere(environment):
        return None
    kind, waiting = "worktree", False
    for argument in arguments[1:]:
        name, equals, value = argument.partition("=")
        if waiting:
            waiting, value = False, argument
        elif name in _VALUES:
            waiting = not equals
        elif argument.startswith("-") and argument not in _FLAGS:
            return None
        # A reference by its log or its upstream depends on more than references.
        if "@{" in argument or value == "auto" or "\0" in argument:
            return None
        kind = {"--staged": "index", "--rev": "commit"}.get(name, kind)
    return None if waiting else Asked(directory, kind, tuple(arguments))


def _is_elsewhere(environment: Mapping[str, str]) -> bool:
    return any(environment.get(name) for name in _ELSEWHERE) or any(
        name.startswith("GIT_") and not name.startswith(_HARMLESS) and name not in _CONFIGURATION
        for name in environment
    )


def surroundings(environment: Mapping[str, str]) -> bytes:
    """Return the part of the environment that an answer may depend on: all but noise."""
    kept = sorted(
        f"{name}={value}"
        for name, value in environment.items()
        if name not in _NOISE and not name.startswith(_HARMLESS)
    )
    return "\0".join((*kept, repr(_terminal()))).encode("utf-8", "surrogatepass")


def _terminal() -> tuple[object, ...]:
    """Return what a report may make of where it is written to."""
    shown = sys.stdout.isatty()
    size: tuple[int, ...] = ()
    if shown:
        try:
            size = tuple(os.get_terminal_size(sys.stdout.fileno()))
        except OSError:
            size = ()
    return shown, size, sys.stdout.encoding, sys.stderr is not None and sys.stderr.isatty()
