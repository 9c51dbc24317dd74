"""Windsurf, from its documentation (docs.windsurf.com): no version of it was run here.

A hook can only deny: by exit code 2, with the reason on standard error. With `show_output` the
person sees other text there.
"""

from collections.abc import Mapping

from kavro_lint.agents import claude_form
from kavro_lint.agents.events import Answer, Event, Moment, Reply
from kavro_lint.agents.operations import operations_of

FOLDER = ".windsurf"
SETTINGS = ".windsurf/hooks.json"
HOME_SETTINGS = ".codeium/windsurf/hooks.json"
ASKS = False
FRAME: Mapping[str, object] = {}

_MOMENTS: Mapping[str, Moment] = {
    "pre_write_code": "before-edit",
    "pre_run_command": "before-command",
    "post_write_code": "after-edit",
}


def recognises(event: Mapping[str, object]) -> bool:
    """Whether an event has the fields that only Windsurf has."""
    return "agent_action_name" in event or "trajectory_id" in event


def read(event: Mapping[str, object]) -> Event:
    """Return the event."""
    info = event.get("tool_info")
    tool_input: Mapping[str, object] = info if isinstance(info, dict) else {}
    return Event(
        agent="windsurf",
        moment=_MOMENTS.get(claude_form.text(event, "agent_action_name")),
        session=claude_form.text(event, "trajectory_id"),
        folder=claude_form.text(tool_input, "cwd"),
        operations=operations_of(tool_input),
        command=claude_form.text(tool_input, "command_line"),
    )


def reply(event: Event, answer: Answer) -> Reply:
    """Return exit code 2 and the reason for what is denied; all else only the person can see."""
    if answer.decision in ("deny", "ask", "block"):
        return Reply(error=f"{answer.text}\n", code=2)
    return Reply(error=f"{answer.text}\n" if answer.text else "")


def hooks(command: str) -> Mapping[str, Mapping[str, object]]:
    """Return the hooks of `.windsurf/hooks.json`."""
    return {name: {"command": command, "show_output": True} for name in _MOMENTS}
