"""Codex CLI. It parses answers strictly: an unknown field, or `ask`, and the edit runs."""

from collections.abc import Mapping

from kavro_lint.agents import claude_form
from kavro_lint.agents.claude_form import reply
from kavro_lint.agents.events import Event

__all__ = ["hooks", "read", "recognises", "reply"]

FOLDER = ".codex"
SETTINGS = ".codex/hooks.json"
HOME_SETTINGS = ".codex/hooks.json"
ASKS = False
FRAME: Mapping[str, object] = {}

_EDITS = "apply_patch|Edit|Write"


def recognises(event: Mapping[str, object]) -> bool:
    """Whether an event has the field that Codex adds to Claude's, or a transcript of Codex."""
    transcript = claude_form.text(event, "transcript_path").replace("\\", "/")
    return "hook_event_name" in event and ("turn_id" in event or "/.codex/" in transcript)


def read(event: Mapping[str, object]) -> Event:
    """Return the event."""
    return claude_form.read("codex", event)


def hooks(command: str) -> Mapping[str, Mapping[str, object]]:
    """Return the hooks of `.codex/hooks.json`."""
    return claude_form.edit_hooks(command, _EDITS)
