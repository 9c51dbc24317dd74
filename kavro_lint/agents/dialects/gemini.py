"""Gemini CLI."""

from collections.abc import Mapping

from kavro_lint.agents import claude_form
from kavro_lint.agents.events import Answer, Event, Reply

FOLDER = ".gemini"
SETTINGS = ".gemini/settings.json"
HOME_SETTINGS = ".gemini/settings.json"
ASKS = False
FRAME: Mapping[str, object] = {}

_CLAUDES = {"BeforeTool": "PreToolUse", "AfterTool": "PostToolUse", "AfterAgent": "Stop"}
_EDITS = "write_file|replace"


def recognises(event: Mapping[str, object]) -> bool:
    """Whether an event is named, or keeps its transcript, as only Gemini CLI does."""
    transcript = claude_form.text(event, "transcript_path").replace("\\", "/")
    return event.get("hook_event_name") in _CLAUDES or "/.gemini/" in transcript


def read(event: Mapping[str, object]) -> Event:
    """Return the event."""
    name = claude_form.text(event, "hook_event_name")
    return claude_form.read("gemini", {**event, "hook_event_name": _CLAUDES.get(name, name)})


def reply(event: Event, answer: Answer) -> Reply:
    """Return the answer: a decision and its reason, or context for the model."""
    if answer.decision == "silence" or event.moment is None:
        return Reply()
    if answer.decision in ("deny", "block", "ask"):
        return claude_form.as_json({"decision": "deny", "reason": answer.text})
    if event.moment in ("start", "after-edit"):
        name = "SessionStart" if event.moment == "start" else "AfterTool"
        context = {"hookEventName": name, "additionalContext": answer.text}
        return claude_form.as_json({"hookSpecificOutput": context})
    return claude_form.as_json({"systemMessage": answer.text})


def hooks(command: str) -> Mapping[str, Mapping[str, object]]:
    """Return the hooks of `.gemini/settings.json`."""
    events = {
        "SessionStart": "",
        "BeforeTool": f"{_EDITS}|run_shell_command",
        "AfterTool": _EDITS,
        "AfterAgent": "",
    }
    return claude_form.nested_hooks(command, events)
