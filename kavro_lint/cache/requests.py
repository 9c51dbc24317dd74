"""The requests that memory may answer: a `check`, and the environment that counts for it."""

import os
import sys
from collections.abc import Mapping

# Where these are set, a run writes to other places, or asks what no key holds.
_ELSEWHERE = ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH")
# Of Git's own variables, these do not change what it answers to us.
_HARMLESS = (
    "GIT_EDITOR", "GIT_PAGER", "GIT_PREFIX", "GIT_EXEC_PATH", "GIT_TERMINAL_PROMPT", "GIT_ASKPASS",
    "GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_AUTHOR_", "GIT_COMMITTER_",
    "GIT_OPTIONAL_LOCKS", "GIT_REFLOG_ACTION", "GIT_INDEX_FILE",
)  # fmt: skip
CONFIGURATION = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_NOISE = frozenset(("_", "OLDPWD", "PWD", "SHLVL"))


class CheckRequest:
    """A question that memory may answer: in which directory, of which state.

    `around` is the part of the environment that counts for it.
    """

    __slots__ = ("arguments", "around", "directory", "kind")

    def __init__(
        self, directory: str, kind: str, arguments: tuple[str, ...], around: bytes | None = None
    ) -> None:
        self.directory = directory
        self.kind = kind
        self.arguments = arguments
        self.around = surroundings(os.environ) if around is None else around


def is_elsewhere(environment: Mapping[str, str]) -> bool:
    """Whether the environment makes a run write to other places, or read what no key holds."""
    return any(environment.get(name) for name in _ELSEWHERE) or any(
        name.startswith("GIT_") and not name.startswith(_HARMLESS) and name not in CONFIGURATION
        for name in environment
    )


def surroundings(environment: Mapping[str, str]) -> bytes:
    """Return the part of the environment that an answer may depend on: all but noise."""
    variables = sorted(
        f"{name}={value}"
        for name, value in environment.items()
        if name not in _NOISE and not name.startswith(_HARMLESS)
    )
    return "\0".join((*variables, repr(_terminal()))).encode("utf-8", "surrogatepass")


def _terminal() -> tuple[object, ...]:
    """Return what a report may make of where it is written to."""
    is_terminal = sys.stdout.isatty()
    size: tuple[int, ...] = ()
    if is_terminal:
        try:
            size = tuple(os.get_terminal_size(sys.stdout.fileno()))
        except OSError:
            size = ()
    return is_terminal, size, sys.stdout.encoding, sys.stderr is not None and sys.stderr.isatty()
