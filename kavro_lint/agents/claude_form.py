"""The form of events and answers that Claude Code began, and Codex and Copilot share."""

import json
from collections.abc import Mapping

from kavro_lint.agents.events import Answer, Event, Moment, Reply
from kavro_lint.agents.operations import operations_of

Entry = Mapping[str, object]

MOMENTS: Mapping[str, Moment] = {
    "SessionStart": "start",
    "PreToolUse": "before-edit",
    "PostToolUse": "after-edit",
    "Stop": "stop",
    "SubagentStop": "stop",
}
_NAMES: Mapping[Moment, str] = {
    "start": "SessionStart",
    "before-edit": "PreToolUse",
    "before-command": "PreToolUse",
    "after-edit": "PostToolUse",
    "stop": "Stop",
}


def read(agent: str, event: Entry) -> Event:
    """Return an event that has `hook_event_name`, `tool_name` and `tool_input`."""
    tool_input = event.get("tool_input")
    arguments: Entry = tool_input if isinstance(tool_input, dict) else {}
    operations = operations_of(arguments)
    command = arguments.get("command")
    moment = MOMENTS.get(text(event, "hook_event_name"))
    if moment in ("before-edit", "after-edit") and not operations:
        is_command = moment == "before-edit" and isinstance(command, (str, list))
        moment = "before-command" if is_command else None
    if isinstance(command, list):
        command = " ".join(part for part in command if isinstance(part, str))
    return Event(
        agent=agent,
        moment=moment,
        session=text(event, "session_id"),
        folder=text(event, "cwd"),
        operations=operations,
        command=command if moment == "before-command" and isinstance(command, str) else "",
        stopped_before=event.get("stop_hook_active") is True,
    )


def reply(event: Event, answer: Answer) -> Reply:
    """Return an answer as one JSON object on standard output, or nothing."""
    if answer.decision == "silence" or event.moment is None:
        return Reply()
    if answer.decision == "block":
        return as_json({"decision": "block", "reason": answer.text})
    if event.moment == "stop":
        return as_json({"systemMessage": answer.text})
    specific: dict[str, object] = {"hookEventName": _NAMES[event.moment]}
    if answer.decision in ("deny", "ask"):
        specific["permissionDecision"] = answer.decision
        specific["permissionDecisionReason"] = answer.text
    else:
        specific["additionalContext"] = answer.text
    return as_json({"hookSpecificOutput": specific})


def as_json(answer: Entry) -> Reply:
    """Return an answer that is one JSON object on standard output."""
    return Reply(output=json.dumps(answer, ensure_ascii=False) + "\n")


def text(event: Entry, *names: str) -> str:
    """Return the first of some fields that holds a text, "" where none does."""
    return next((value for name in names if isinstance(value := event.get(name), str)), "")


def nested_hooks(command: str, events: Mapping[str, str]) -> Mapping[str, Entry]:
    """Return what is written for each event; `events` maps it to its matcher, "" for none."""
    run = {"type": "command", "command": command}
    return {
        name: {**({"matcher": matcher} if matcher else {}), "hooks": [run]}
        for name, matcher in events.items()
    }


def edit_hooks(command: str, edits: str) -> Mapping[str, Entry]:
    """Return the hooks of a tool with Claude's events; `edits` matches its tools that edit."""
    events = {
        "SessionStart": "",
        "PreToolUse": f"{edits}|Bash",
        "PostToolUse": edits,
        "Stop": "",
    }
    return nested_hooks(command, events)
