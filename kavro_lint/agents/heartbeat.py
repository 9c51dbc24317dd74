"""The state of each agent's hooks: installed, current, trusted, and when they last ran."""

import datetime
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kavro_lint.agents import install, record
from kavro_lint.agents.dialects import names
from kavro_lint.agents.install import Target
from kavro_lint.errors import CannotJudge
from kavro_lint.git.repository import Repository, open_repository
from kavro_lint.model.frozen import frozen

# The commands by which each tool is started, and the folders of those without one.
PROGRAMS = {
    "claude": "claude",
    "codex": "codex",
    "copilot": "copilot",
    "cursor": "cursor",
    "gemini": "gemini",
    "windsurf": "windsurf",
}


@frozen
class AgentState:
    """One agent. `configured` says where its hooks are: repository, user, or "" for nowhere.

    `fired` is when a hook last ran in this clone, in seconds since 1970, None for never.
    """

    name: str
    configured: str
    is_current: bool
    is_trusted: bool
    fired: float | None


def states(directory: Path) -> tuple[AgentState, ...]:
    """Return the state of every agent. Raises CannotJudge for settings that cannot be read."""
    repository = open_repository(directory)
    return tuple(_state(repository, name) for name in names())


def never_fired(directory: Path) -> tuple[str, ...]:
    """Return the agents of this machine whose hooks are installed and never ran here."""
    try:
        agents = states(directory)
    except CannotJudge:
        # Broken settings are for `agents status`; where the work stands is another question.
        return ()
    return tuple(
        agent.name
        for agent in agents
        if agent.configured and agent.fired is None and shutil.which(PROGRAMS[agent.name])
    )


def row(agent: AgentState) -> str:
    """Return the line of `agents status` about an agent."""
    configured = f"configured ({agent.configured})" if agent.configured else "not configured"
    current = ("current" if agent.is_current else "outdated") if agent.configured else "-"
    trusted = "trusted" if agent.is_trusted else "unknown"
    fired = "never fired" if agent.fired is None else f"last fired {_moment(agent.fired)}"
    return f"{agent.name:<9} {configured:<26} {current:<9} {trusted:<8} {fired}"


def _moment(seconds: float) -> str:
    try:
        moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        # A clock was wrong by thousands of years.
        return "at an impossible time"
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _state(repository: Repository, name: str) -> AgentState:
    top = repository.top
    targets = [("repository", Target(top))] if top is not None else []
    targets.append(("user", Target(Path.home(), user=True)))
    places = [(label, install.state(target, name)) for label, target in targets]
    configured = next((label for label, state in places if state != "missing"), "")
    return AgentState(
        name=name,
        configured=configured,
        is_current=any(state == "current" for _, state in places),
        is_trusted=top is not None and os.fspath(top) in _trusted(name),
        fired=record.last_fired(repository.common_dir, name),
    )


def _trusted(name: str) -> Iterator[str]:
    """Yield the folders that the user has told an agent to trust, where that can be known."""
    home = Path.home()
    if name == "claude":
        projects = _json(home / ".claude.json").get("projects")
        for folder, project in projects.items() if isinstance(projects, dict) else ():
            if isinstance(project, dict) and project.get("hasTrustDialogAccepted") is True:
                yield folder
    elif name == "gemini":
        trusted = _json(home / ".gemini/trustedFolders.json")
        yield from (folder for folder, trust in trusted.items() if trust == "TRUST_FOLDER")
    elif name == "copilot":
        listed = _json(home / ".copilot/config.json").get("trustedFolders")
        yield from (
            (folder for folder in listed if isinstance(folder, str))
            if isinstance(listed, list)
            else ()
        )


def _json(place: Path) -> dict[str, object]:
    try:
        document = json.loads(place.read_bytes())
    except (OSError, ValueError, RecursionError):
        # Not there, or not as we know it: then nothing is known.
        return {}
    return document if isinstance(document, dict) else {}
