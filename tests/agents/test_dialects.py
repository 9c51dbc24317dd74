"""Each tool's events are read alike, and answered in its own words."""

import json
from pathlib import Path

import pytest

from kavro_lint.agents.dialects import detected, dialect, names
from kavro_lint.agents.events import SILENCE, Answer, Event, Reply
from kavro_lint.agents.operations import proposed

EVENTS = sorted((Path(__file__).parent / "events").glob("*/*.json"))
MOMENTS = {
    "SessionStart": "start", "sessionStart": "start", "Stop": "stop", "stop": "stop",
    "AfterAgent": "stop", "PreToolUse-Bash": "before-command", "pre_run_command": "before-command",
    "BeforeTool-run_shell_command": "before-command", "beforeShellExecution": "before-command",
    "PostToolUse-Bash": None,
}  # fmt: skip


def read(path: Path) -> Event:
    return dialect(path.parent.name).read(json.loads(path.read_text()))


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_event_states_its_time_its_agent_and_its_operation(path: Path) -> None:
    event = read(path)
    before = "before-edit" if path.stem.lower().startswith(("pre", "before")) else "after-edit"
    assert event.moment == MOMENTS.get(path.stem, before)
    assert (event.agent, event.session) == (path.parent.name, "session-1")
    if path.parent.name != "windsurf":
        assert event.folder == "/repo"
    assert bool(event.operations) == (event.moment in ("before-edit", "after-edit"))
    if event.moment == "before-command":
        assert "kavro-lint approve" in event.command


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_tool_is_known_by_its_events(path: Path) -> None:
    result = detected(json.loads(path.read_text()))
    assert result is not None
    assert result.__name__.endswith(f".{path.parent.name}")  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_edit_becomes_the_bytes_that_the_tool_writes(path: Path) -> None:
    event = read(path)
    there = {"/repo/b.py": b"import os\n", "a.py": b"x = 1\n"}
    if path.stem.endswith("Write") or "write" in path.stem:
        there = {}
    files = proposed(event.operations, there.get).files
    if not event.operations:
        assert files == {}
    elif path.parent.name == "codex":
        assert files == {"b.py": b"import os\n", "a.py": None, "c.py": b"x = 2\n"}
    else:
        is_edit = path.stem.endswith(("Edit", "replace"))
        assert files == {"/repo/b.py": b"import sys\n" if is_edit else b"import os\n"}


# The fields that Codex's published schemas allow (codex-rs/hooks/schema/generated), and no others.
CODEX = {
    "PreToolUse": {
        "hookEventName", "permissionDecision", "permissionDecisionReason", "additionalContext",
        "updatedInput",
    },
    "PostToolUse": {"hookEventName", "additionalContext", "updatedToolOutput"},
    "SessionStart": {"hookEventName", "additionalContext", "env"},
    "Stop": {"decision", "reason", "systemMessage", "continue", "stopReason", "suppressOutput"},
}  # fmt: skip


def event(agent: str, moment: str) -> Event:
    return Event(agent=agent, moment=moment)  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", ["start", "before-edit", "before-command", "after-edit", "stop"])
@pytest.mark.parametrize("decision", ["tell", "deny", "block"])
def test_codex_gets_only_fields_that_it_allows(moment: str, decision: str) -> None:
    if (decision == "deny" and "before" not in moment) or (
        decision == "block" and moment != "stop"
    ):
        pytest.skip("the core gives no such answer")
    reply = dialect("codex").reply(event("codex", moment), Answer(decision, "why"))  # type: ignore[arg-type]
    document = json.loads(reply.output)
    name = {"start": "SessionStart", "after-edit": "PostToolUse", "stop": "Stop"}.get(
        moment, "PreToolUse"
    )
    if name == "Stop":
        assert document.keys() <= CODEX[name]
        assert document.get("decision", "block") == "block"
    else:
        assert document.keys() == {"hookSpecificOutput"}
        specific = document["hookSpecificOutput"]
        assert specific.keys() <= CODEX[name]
        assert specific["hookEventName"] == name
        assert specific.get("permissionDecision", "deny") == "deny"
    assert (reply.error, reply.code) == ("", 0)


@pytest.mark.parametrize("agent", names())
def test_no_output_means_that_nothing_is_denied(agent: str) -> None:
    for moment in ("start", "before-edit", "before-command", "after-edit", "stop"):
        assert dialect(agent).reply(event(agent, moment), SILENCE) == Reply()


@pytest.mark.parametrize("agent", names())
@pytest.mark.parametrize("decision", ["tell", "ask", "deny", "block"])
def test_an_answer_uses_one_channel(agent: str, decision: str) -> None:
    for moment in ("start", "before-edit", "after-edit", "stop"):
        reply = dialect(agent).reply(event(agent, moment), Answer(decision, "why é\n2"))  # type: ignore[arg-type]
        assert not (reply.output and reply.error)
        assert reply.code == (2 if reply.error and decision != "tell" else 0)
        if reply.output:
            assert "why" in reply.output
            json.loads(reply.output)


def test_windsurf_denies_by_exit_code() -> None:
    reply = dialect("windsurf").reply(event("windsurf", "before-edit"), Answer("deny", "why"))
    assert reply == Reply(error="why\n", code=2)


@pytest.mark.parametrize(("agent", "moment"), [("windsurf", "before-edit"), ("cursor", "stop")])
def test_what_only_the_person_can_be_told_stands_on_standard_error(agent: str, moment: str) -> None:
    reply = dialect(agent).reply(event(agent, moment), Answer("tell", "not judged"))
    assert reply == Reply(error="not judged\n")


def test_a_cursor_stop_that_went_on_is_not_blocked_again() -> None:
    path = Path(__file__).parent / "events/cursor/stop.json"
    given = json.loads(path.read_text())
    assert not dialect("cursor").read(given).stopped_before
    assert dialect("cursor").read({**given, "loop_count": 1}).stopped_before
