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
    fail_closed = False
    remaining = iter(arguments[1:])
    for argument in remaining:
        if argument == "--fail-closed":
            fail_closed = True
        elif argument == "--agent":
            agent = next(remaining, "")
        elif argument.startswith("--agent="):
            agent = argument.removeprefix("--agent=")
        else:
            return None
    return agent, fail_closed


def run(agent: str | None, directory: Path, *, fail_closed: bool) -> int:
    """Answer the event on standard input; return the exit code: 0, and 2 only to deny."""
    from kavro_lint.agents.dialects import detected, dialect, unread
    from kavro_lint.agents.hook import Surroundings, answer

    try:
        spoken_dialect = dialect(agent) if agent is not None else None
        document = _read_event()
        spoken_dialect = spoken_dialect or detected(document)
        if spoken_dialect is None:
            raise CannotJudge("the event is of no known agent", "name it: --agent claude")
        event = spoken_dialect.read(document)
        if "\0" in event.folder:
            raise CannotJudge("the event's folder holds a null byte", "name a folder")
    except CannotJudge as error:
        remedy = f"{error.remedy[:1].upper()}{error.remedy[1:]}"
        message = f"kavro-lint could not judge this: {error}. {remedy}."
        return _write_reply(unread(agent, message, fail_closed=fail_closed))
    _note_that_hook_ran(event, directory)
    surroundings = Surroundings(directory, os.environ, spoken_dialect.ASKS, fail_closed)
    return _write_reply(spoken_dialect.reply(event, answer(event, surroundings)))


def _read_event() -> Mapping[str, object]:
    content = sys.stdin.buffer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CannotJudge("the event is too large", f"at most {LARGEST // 1_000_000} MB are read")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise CannotJudge(
            "standard input is not JSON",
            "coding agents run this command: see `kavro-lint agents install`",
        ) from None
    if not isinstance(document, dict):
        raise CannotJudge("the event is not an object", "coding agents run this command")
    return document


def _note_that_hook_ran(event: "Event", directory: Path) -> None:
    """Note that a hook of the agent has run, where there is a repository."""
    from kavro_lint.agents.record import fired

    common = _common_folder(event.folder or os.fspath(directory))
    if common is not None:
        fired(common, event.agent)


def _common_folder(folder: str) -> Path | None:
    """Return the Git folder that all worktrees share, None where there is no repository."""
    from kavro_lint.cache.inputs import find
    from kavro_lint.cache.known_paths import Unsure
    from kavro_lint.cache.requests import is_elsewhere

    try:
        place = None if is_elsewhere(os.environ) else find(folder)
    except (OSError, Unsure, ValueError):
        # Git itself says what is wrong there.
        place = None
    if place is not None:
        return Path(place.common)
    from kavro_lint.git.repository import open_repository

    try:
        return open_repository(Path(folder)).common_dir
    except CannotJudge:
        # The answer reports it.
        return None


def _write_reply(reply: "Reply") -> int:
    sys.stdout.buffer.write(reply.output.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    sys.stderr.write(reply.error)
    return reply.code
