"""Cursor, from its documentation (cursor.com/docs/hooks): no version of it was run here."""

from collections.abc import Mapping

from kavro_lint.agents import claude_form
from kavro_lint.agents.events import Answer, Event, Reply

FOLDER = ".cursor"
SETTINGS = ".cursor/hooks.json"
HOME_SETTINGS = ".cursor/hooks.json"
ASKS = True
FRAME: Mapping[str, object] = {"version": 1}

_CLAUDES = {
    "sessionStart": "SessionStart",
    "preToolUse": "PreToolUse",
    "beforeShellExecution": "PreToolUse",
    "postToolUse": "PostToolUse",
    "stop": "Stop",
}


def recognises(event: Mapping[str, object]) -> bool:
    """Whether an event has the fields that only Cursor has."""
    return "cursor_version" in event or "generation_id" in event


def read(event: Mapping[str, object]) -> Event:
    """Return the event; the first of its workspace's roots is the folder where none is named."""
    name = claude_form.text(event, "hook_event_name")
    roots = event.get("workspace_roots")
    first = roots[0] if isinstance(roots, list) and roots else ""
    loops = event.get("loop_count")
    tool_input = event.get("tool_input")
    if name == "beforeShellExecution":
        tool_input = {"command": event.get("command")}
    form = {
        **event,
        "hook_event_name": _CLAUDES.get(name, name),
        "session_id": event.get("conversation_id"),
        "cwd": claude_form.text(event, "cwd") or first,
        "tool_input": tool_input,
        "stop_hook_active": isinstance(loops, int) and loops > 0,
    }
    return claude_form.read("cursor", form)


def reply(event: Event, answer: Answer) -> Reply:
    """Return the answer: a permission, context for the model, or a message to go on with."""
    if answer.decision == "silence" or event.moment is None:
        return Reply()
    if answer.decision in ("deny", "ask"):
        words = {"user_message": answer.text, "agent_message": answer.text}
        return claude_form.as_json({"permission": answer.decision, **words})
    if answer.decision == "block":
        return claude_form.as_json({"followup_message": answer.text})
    if event.moment in ("start", "after-edit"):
        return claude_form.as_json({"additional_context": answer.text})
    if event.moment == "stop":
        # The agent can be told nothing here without making it go on.
        return Reply(error=f"{answer.text}\n")
    return claude_form.as_json({"permission": "allow", "agent_message": answer.text})


def hooks(command: str) -> Mapping[str, Mapping[str, object]]:
    """Return the hooks of `.cursor/hooks.json`."""
    run: Mapping[str, object] = {"command": command}
    return {
        "sessionStart": run,
        "preToolUse": {**run, "matcher": "Write"},
        "beforeShellExecution": run,
        "postToolUse": {**run, "matcher": "Write"},
        "stop": run,
    }
