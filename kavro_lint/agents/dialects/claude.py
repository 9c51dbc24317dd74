"""Claude Code."""

from collections.abc import Mapping

from kavro_lint.agents import claude_form
from kavro_lint.agents.claude_form import reply
from kavro_lint.agents.events import Event

__all__ = ["hooks", "read", "recognises", "reply"]

FOLDER = ".claude"
SETTINGS = ".claude/settings.json"
HOME_SETTINGS = ".claude/settings.json"
ASKS = True
FRAME: Mapping[str, object] = {}

_EDITS = "Edit|Write|MultiEdit|NotebookEdit"


def recognises(event: Mapping[str, object]) -> bool:
    """Whether an event has the fields of Claude Code."""
    return "hook_event_name" in event and "session_id" in event


def read(event: Mapping[str, object]) -> Event:
    """Return the event."""
    return claude_form.read("claude", event)


def hooks(command: str) -> Mapping[str, Mapping[str, object]]:
    """Return the hooks of `.claude/settings.json`."""
    return claude_form.edit_hooks(command, _EDITS)
