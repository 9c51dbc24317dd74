"""One module a coding agent: how its events are read, and answers worded (shared/agents.md)."""

import importlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Protocol, cast

from kavro_lint.agents.events import Answer, Event, Reply
from kavro_lint.discovery import modules_in
from kavro_lint.errors import CannotJudge


class Dialect(Protocol):
    """The interface of a module of this package.

    `FOLDER` in a repository says that the tool is used there; `SETTINGS` is the file that its
    hooks stand in, and `HOME_SETTINGS` the one in the user's home. `ASKS` says whether the tool
    can leave a decision to the person; `FRAME` is what a new settings file holds beside `hooks`.
    """

    FOLDER: str
    SETTINGS: str
    HOME_SETTINGS: str
    ASKS: bool
    FRAME: Mapping[str, object]

    def recognises(self, event: Mapping[str, object]) -> bool:
        """Whether an event is of this tool, by its fields."""
        ...

    def read(self, event: Mapping[str, object]) -> Event:
        """Return the event."""
        ...

    def reply(self, event: Event, answer: Answer) -> Reply:
        """Return the answer in the tool's words."""
        ...

    def hooks(self, command: str) -> Mapping[str, Mapping[str, object]]:
        """Return what is written into the settings for each of the tool's events."""
        ...


# Tools that show the field `systemMessage` of an answer, at whatever moment.
_SHOW_MESSAGES = frozenset({"claude", "codex", "copilot", "gemini"})


@cache
def names() -> tuple[str, ...]:
    """Return the names of all supported agents, sorted."""
    return tuple(modules_in(__path__, packages=False))


def dialect(name: str) -> Dialect:
    """Return the dialect of an agent. Raises CannotJudge for one that is not known."""
    if name not in names():
        raise CannotJudge(f"unknown agent {name!r}", f"use one of: {', '.join(names())}")
    return cast("Dialect", importlib.import_module(f"{__name__}.{name}"))


def unread(agent: str | None, message: str, *, fail_closed: bool) -> Reply:
    """Return the answer to an event that cannot be read, whose form may be unknown.

    Exit code 2 with a reason on standard error denies in every tool. Else nothing is denied; the
    tools that show a message to the person get one.
    """
    if fail_closed:
        return Reply(error=f"{message}\n", code=2)
    if agent in _SHOW_MESSAGES:
        return Reply(output=json.dumps({"systemMessage": message}, ensure_ascii=False) + "\n")
    return Reply(error=f"{message}\n")


def detected(event: Mapping[str, object]) -> Dialect | None:
    """Return the dialect that an event is in, None where no field tells."""
    # Claude Code's form is what others borrow, so it is asked last.
    order = sorted(names(), key=lambda name: (name == "claude", name))
    return next((spoken for name in order if (spoken := dialect(name)).recognises(event)), None)
