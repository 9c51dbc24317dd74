"""`hook`: one event of a coding agent on standard input, its answer on standard output.

It runs before each edit, so a plain command line is read without typer.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kavro_lint.errors import CannotJudge

if TYPE_CHECKING:
    from kavro_lint.agents.events import Event, Reply

# An edit of a whole file is as large as a file; nothing that a tool sends is larger.
LARGEST = 20_000_000


def plain_hook(arguments: Sequence[str]) -> "tuple[str | None, bool] | None":
    """Return the agent and whether to fail closed, None where typer is to read the line."""
    if not arguments or arguments[0] != "hook":
        return None
    agent: str | None = None
    closed = False
    waiting = iter(arguments[1:])
    for argument in waiting:
        if argument == "--fail-closed":
            closed = True
        elif argument == "--agent":
            agent = next(waiting, "")
        elif argument.startswith("--agent="):
            agent = argument.removeprefix("--agent=")
        else:
            return None
    return agent, closed


def run(agent: str | None, fail_closed: bool, directory: Path) -> int:
    """Answer the event on standard input; return the exit code, never 1. Raises CannotJudge."""
    from kavro_lint.agents.dialects import detected, dialect
    from kavro_lint.agents.hook import Surroundings, answer

    spoken = dialect(agent) if agent is not None else None
    given = _event()
    spoken = spoken or detected(given)
    if spoken is None:
        raise CannotJudge("the event is of no agent that is known", "name it: --agent claude")
    event = spoken.read(given)
    _note(event, directory)
    around = Surroundings(directory, os.environ, spoken.ASKS, fail_closed)
    return _said(spoken.reply(event, answer(event, around)))


def _event() -> Mapping[str, object]:
    content = sys.stdin.buffer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CannotJudge("the event is too large", f"at most {LARGEST // 1_000_000} MB are read")
    try:
        event = json.loads(content)
    except (ValueError, RecursionError):
        raise CannotJudge(
            "standard input holds no JSON", "a coding agent runs this command; see agents install"
        ) from None
    if not isinstance(event, dict):
        raise CannotJudge("the event is not an object", "a coding agent runs this command")
    return event


def _note(event: "Event", directory: Path) -> None:
    """Note that a hook of the agent has run, where there is a repository."""
    from kavro_lint.agents.record import fired
    from kavro_lint.git.repository import open_repository

    try:
        repository = open_repository(Path(event.folder) if event.folder else directory)
    except CannotJudge:
        # The answer will say so.
        return
    fired(repository.common_dir, event.agent)


def _said(reply: "Reply") -> int:
    sys.stdout.buffer.write(reply.output.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    sys.stderr.write(reply.error)
    return reply.code
