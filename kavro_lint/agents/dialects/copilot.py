"""Copilot CLI: Claude's form where its events are named in PascalCase, as `hooks` names them."""

import json
from collections.abc import Mapping

from kavro_lint.agents import claude_form
from kavro_lint.agents.claude_form import reply
from kavro_lint.agents.events import Event

__all__ = ["hooks", "read", "recognises", "reply"]

FOLDER = ".github/hooks"
SETTINGS = ".github/hooks/kavro-lint.json"
HOME_SETTINGS = ".copilot/hooks/kavro-lint.json"
ASKS = True
FRAME: Mapping[str, object] = {"version": 1}


def recognises(event: Mapping[str, object]) -> bool:
    """Whether an event has camelCase fields, or a time and no transcript but its own."""
    if "sessionId" in event:
        return True
    transcript = claude_form.text(event, "transcript_path").replace("\\", "/")
    if "hook_event_name" not in event or "timestamp" not in event:
        return False
    return not transcript or "/.copilot/" in transcript


def read(event: Mapping[str, object]) -> Event:
    """Return the event; camelCase fields are put into Claude's form first."""
    if "toolName" not in event and "sessionId" not in event:
        return claude_form.read("copilot", event)
    arguments = event.get("toolArgs")
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            arguments = {}
    names = {"sessionStart": "SessionStart", "preToolUse": "PreToolUse"}
    names |= {"postToolUse": "PostToolUse", "agentStop": "Stop"}
    named = claude_form.text(event, "hookEventName", "hook_event_name") or "preToolUse"
    form = {
        "hook_event_name": names.get(named, named),
        "session_id": event.get("sessionId"),
        "cwd": event.get("cwd"),
        "tool_input": arguments,
        "stop_hook_active": event.get("stopHookActive"),
    }
    return claude_form.read("copilot", form)


def hooks(command: str) -> Mapping[str, Mapping[str, object]]:
    """Return the hooks of a file of its own below `.github/hooks/`."""
    run = {"type": "command", "command": command}
    return dict.fromkeys(("SessionStart", "PreToolUse", "PostToolUse", "Stop"), run)
