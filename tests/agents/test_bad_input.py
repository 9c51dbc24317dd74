"""Events, settings, repositories and clocks that are not as they should be."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kavro_lint.agents import record
from kavro_lint.agents.events import SILENCE
from tests.agents.test_hook import FORBIDDEN, ask, hook, shop, writing
from tests.building import git, repository, run, write

SAID = ("claude", "codex", "copilot", "gemini")
BROKEN = [b"", b"x", b"[]", b'"a"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 9999, b"\0"]


def event(top: Path, path: str = "shop/models/new.py", **more: object) -> dict[str, object]:
    return {
        "session_id": "s", "cwd": os.fspath(top), "hook_event_name": "PreToolUse",
        "tool_name": "Write", "tool_input": {"file_path": path, "content": FORBIDDEN}, **more,
    }  # fmt: skip


def answered(top: Path, document: object, *arguments: str) -> dict[str, str]:
    done = hook(top, json.dumps(document).encode(), "--agent", "claude", *arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    answer: dict[str, dict[str, str]] = json.loads(done.stdout) if done.stdout else {}
    return answer.get("hookSpecificOutput", {})


@pytest.mark.parametrize("content", BROKEN)
def test_malformed_event_input_is_reported_and_blocks_nothing(
    tmp_path: Path, content: bytes
) -> None:
    top = shop(tmp_path)
    plain = hook(top, content)
    assert (plain.returncode, plain.stdout) == (0, b"")
    assert plain.stderr.startswith(b"kavro-lint could not judge this: ")
    done = hook(top, content, "--agent", "codex")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "could not judge" in json.loads(done.stdout)["systemMessage"]
    closed = hook(top, content, "--agent", "claude", "--fail-closed")
    assert (closed.returncode, closed.stdout) == (2, b"")
    assert b"Traceback" not in plain.stderr + closed.stderr


@pytest.mark.parametrize("agent", ["claude", "codex", "copilot", "cursor", "gemini", "windsurf"])
def test_a_message_to_each_tool_denies_nothing(tmp_path: Path, agent: str) -> None:
    done = hook(tmp_path, b"{", "--agent", agent)
    assert done.returncode == 0
    assert bool(done.stdout) == (agent in SAID)
    assert b"could not judge" in done.stdout + done.stderr


def test_an_agent_that_is_not_known_stops_no_work(tmp_path: Path) -> None:
    """Exit code 2 would deny in every tool."""
    done = hook(tmp_path, b"{}", "--agent", "nobody")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"unknown agent 'nobody'. Use one of: claude" in done.stderr
    assert hook(tmp_path, b"{}", "--agent", "nobody", "--fail-closed").returncode == 2


def test_an_event_of_ten_megabytes_is_judged(tmp_path: Path) -> None:
    top = shop(tmp_path)
    large = FORBIDDEN + "# " + "x" * 4_000_000 + "\n"
    tool_input = {"file_path": "shop/models/new.py", "content": large, "more": "y" * 6_000_000}
    assert answered(top, event(top, tool_input=tool_input))["permissionDecision"] == "deny"


@pytest.mark.parametrize("content", [b"\xff\xfe\0| Module |", b"x" * 5_000_001])
def test_by_an_unreadable_blueprint_nothing_is_denied(tmp_path: Path, content: bytes) -> None:
    top = shop(tmp_path)
    (top / "docs/kavro/blueprint.md").write_bytes(content)
    # Found out, and recalled.
    for _ in range(2):
        answer = ask(top, "before-edit", writing("shop/models/new.py", FORBIDDEN))
        assert answer.decision == "tell"
        assert "could not judge this: docs/kavro/blueprint.md:1: " in answer.text
    assert ask(top, "before-edit", writing("README.md", "x")) == SILENCE
    closed = ask(top, "before-edit", writing("shop/models/new.py", FORBIDDEN), closed=True)
    assert closed.decision == "deny"


def test_an_unreadable_row_leaves_the_others_in_force(tmp_path: Path) -> None:
    top = shop(tmp_path)
    blueprint = top / "docs/kavro/blueprint.md"
    blueprint.write_text(blueprint.read_text().replace("| domain | store |", "| domain"))
    assert ask(top, "before-edit", writing("shop/models/new.py", FORBIDDEN)).decision == "deny"


def test_an_event_larger_than_any_edit_is_reported(tmp_path: Path) -> None:
    done = hook(shop(tmp_path), b" " * 20_000_001, "--agent", "claude")
    assert done.returncode == 0
    assert "too large" in json.loads(done.stdout)["systemMessage"]


@pytest.mark.parametrize(
    "tool_input",
    [
        {"content": FORBIDDEN},
        {"file_path": "", "content": FORBIDDEN},
        {"file_path": None, "content": FORBIDDEN},
        {"file_path": ["a"], "content": FORBIDDEN},
        {"file_path": "/etc/passwd", "content": FORBIDDEN},
        {"file_path": "../other/x.py", "content": FORBIDDEN},
        {"file_path": "shop/models/../../../x.py", "content": FORBIDDEN},
        {"file_path": "shop/models/a\0b.py", "content": FORBIDDEN},
        {"file_path": "shop/models/new.py"},
        {"file_path": "shop/models/new.py", "content": 7},
        {"file_path": "shop/models/order.py", "edits": "x"},
        {"file_path": "shop/models/order.py", "edits": [7, {"old_string": 1}]},
        "x", None, [], 7,
    ],
)  # fmt: skip
def test_an_edit_of_files_outside_the_repository_passes(tmp_path: Path, tool_input: object) -> None:
    top = shop(tmp_path)
    answer = answered(top, event(top, tool_input=tool_input))
    assert answer.get("permissionDecision") != "deny"


def test_fields_of_a_newer_version_are_ignored(tmp_path: Path) -> None:
    top = shop(tmp_path)
    newer = {"hook_version": 9, "tool_input_schema": {"a": [1]}, "agent_type": None}
    assert answered(top, event(top, **newer))["permissionDecision"] == "deny"
    assert answered(top, event(top, hook_event_name="PreModelUse")) == {}


def test_escapes_in_a_path_are_shown_and_never_sent(tmp_path: Path) -> None:
    top = shop(tmp_path)
    answer = answered(top, event(top, "shop/models/a\x1b[31m\u202eb.py"))
    assert answer["permissionDecision"] == "deny"
    assert "\x1b" not in answer["permissionDecisionReason"]
    assert "\u202e" not in answer["permissionDecisionReason"]


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    top = shop(tmp_path)
    (tmp_path / "away").mkdir()
    (top / "shop/models/link").symlink_to(tmp_path / "away")
    assert answered(top, event(top, "shop/models/link/x.py")) == {}


@pytest.mark.parametrize("path", ["shop/models/loop/x.py", f"shop/models/{'x' * 5000}.py"])
def test_a_path_that_nobody_can_write_is_judged_by_what_it_would_hold(
    tmp_path: Path, path: str
) -> None:
    top = shop(tmp_path)
    (top / "shop/models/loop").symlink_to("loop")
    assert answered(top, event(top, path))["permissionDecision"] == "deny"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_settings_that_are_read_only_are_left_alone(tmp_path: Path) -> None:
    top = shop(tmp_path)
    write(top, {".claude/settings.json": "{}\n"})
    (top / ".claude/settings.json").chmod(0o444)
    done = run(top, "agents", "install", "claude")
    assert done.returncode == 2
    assert "read-only" in done.stderr


def test_a_folder_that_cannot_be_written_is_a_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kavro_lint.agents import settings_files
    from kavro_lint.errors import CannotJudge

    (tmp_path / "a.json").write_text("{}")
    monkeypatch.setattr(os, "access", lambda *given: False)
    change = settings_files.Change(tmp_path / "a.json", "{}", "[]")
    with pytest.raises(CannotJudge, match="it is read-only"):
        settings_files.apply([change])
    assert [place.name for place in tmp_path.iterdir()] == ["a.json"]


def test_the_settings_of_another_tool_stay(tmp_path: Path) -> None:
    top = shop(tmp_path)
    other = '{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "other hook"}]}]}}'
    write(top, {".claude/settings.json": other, "AGENTS.md": "# Ours\n"})
    assert run(top, "agents", "install", "claude").returncode == 0
    assert "other hook" in (top / ".claude/settings.json").read_text()
    assert run(top, "agents", "uninstall").returncode == 0
    assert (top / ".claude/settings.json").read_text() == other
    assert (top / "AGENTS.md").read_text() == "# Ours\n"


def test_a_folder_that_is_not_a_repository_is_reported(tmp_path: Path) -> None:
    answer = answered(tmp_path, event(tmp_path))
    assert "is not in a Git repository" in answer["additionalContext"]
    gone = answered(tmp_path, event(tmp_path / "gone"))
    assert "could not judge" in gone["additionalContext"]


def test_a_worktree_has_its_own_state_and_one_record(tmp_path: Path) -> None:
    top = shop(tmp_path)
    other = tmp_path / "other"
    git(top, "worktree", "add", "--quiet", "-b", "other", os.fspath(other))
    assert answered(other, event(other))["permissionDecision"] == "deny"
    assert [entry.rule for entry in record.entries(top / ".git")] == ["KV703"]
    assert record.last_fired(top / ".git", "claude") is not None


def test_a_submodule_is_judged_by_its_own_plan(tmp_path: Path) -> None:
    inner, outer = shop(tmp_path), repository(tmp_path / "outer", {"a.py": ""})
    git(
        outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
        os.fspath(inner), "sub",
    )  # fmt: skip
    assert answered(outer / "sub", event(outer / "sub"))["permissionDecision"] == "deny"
    # Seen from outside it is not a file of the outer repository.
    write(outer, {"docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| a | `a.py` |\n"})
    assert answered(outer, event(outer, "sub/shop/models/new.py")) == {}
    assert answered(outer, event(outer, "b.py"))["permissionDecision"] == "deny"


def test_during_a_rebase_with_conflicts_edits_are_judged(tmp_path: Path) -> None:
    top = shop(tmp_path)
    git(top, "switch", "--quiet", "--create", "side")
    write(top, {"shop/models/order.py": "a = 1\n"})
    git(top, "commit", "--all", "--quiet", "--message=Side")
    git(top, "switch", "--quiet", "main")
    write(top, {"shop/models/order.py": "b = 2\n"})
    git(top, "commit", "--all", "--quiet", "--message=Main")
    rebase = subprocess.run(["git", "rebase", "side"], cwd=top, capture_output=True)
    assert rebase.returncode != 0
    answer = answered(top, event(top))
    assert answer["permissionDecision"] == "deny"
    assert answered(top, event(top, hook_event_name="SessionStart", tool_input={}))


def test_two_agents_at_once_get_their_own_answers(tmp_path: Path) -> None:
    top = shop(tmp_path)
    command = [sys.executable, "-m", "kavro_lint", "hook", "--agent", "claude"]
    processes = []
    for number in range(6):
        document = event(top, f"shop/models/new{number}.py", session_id=f"s{number % 2}")
        process = subprocess.Popen(
            command, cwd=top, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(document).encode())
        process.stdin.close()
        processes.append(process)
    for number, process in enumerate(processes):
        assert process.stdout is not None
        assert f"new{number}.py".encode() in process.stdout.read()
        assert process.wait() == 0
    assert sorted(entry.path for entry in record.entries(top / ".git")) == [
        f"shop/models/new{number}.py" for number in range(6)
    ]


def put_back(seconds: float) -> Callable[[], float]:
    return lambda: time.time() + seconds


@pytest.mark.parametrize("seconds", [-3600, -40 * record.DAY, 3600, 40 * record.DAY])
def test_a_clock_that_jumps_never_blocks_stops_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    top = shop(tmp_path)
    ask(top, "start")
    write(top, {"shop/models/order.py": FORBIDDEN})
    assert ask(top, "stop").decision == "block"
    monkeypatch.setattr(record, "now", put_back(seconds))
    # The tool says that it was stopped before; where the jump is short, the record says so too.
    assert ask(top, "stop", again=True).decision == "tell"
    if abs(seconds) < record.DAY:
        monkeypatch.setattr(record, "now", put_back(0))
        assert ask(top, "stop").decision == "block"


def test_entries_of_a_far_future_do_not_count(tmp_path: Path) -> None:
    top = shop(tmp_path)
    operation = writing("shop/models/new.py", FORBIDDEN)
    for _ in range(2):
        assert "a person decide" not in ask(top, "before-edit", operation).text
    place = top / ".git/kavro-lint/agents/answers.jsonl"
    lines = [json.loads(line) for line in place.read_text().splitlines()]
    for line in lines:
        line[0] += 40 * record.DAY
    place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert "a person decide" not in ask(top, "before-edit", operation).text


def test_a_heartbeat_of_another_age_is_shown(tmp_path: Path) -> None:
    top = shop(tmp_path)
    hook(top, json.dumps(event(top)).encode(), "--agent", "claude")
    os.utime(top / ".git/kavro-lint/agents/fired-claude", (2**40, 2**40))
    done = run(top, "agents", "status")
    assert done.returncode == 0
    assert "last fired" in done.stdout.splitlines()[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("name", ["answers.jsonl", "fired-claude"])
def test_a_pipe_in_place_of_the_record_hangs_nothing(tmp_path: Path, name: str) -> None:
    top = shop(tmp_path)
    folder = top / ".git/kavro-lint/agents"
    folder.mkdir(parents=True)
    os.mkfifo(folder / name)
    assert answered(top, event(top))["permissionDecision"] == "deny"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("linked", ["kavro-lint", "kavro-lint/agents"])
def test_the_record_is_not_written_through_a_link(tmp_path: Path, linked: str) -> None:
    top = shop(tmp_path / "r")
    outside = tmp_path / "outside"
    outside.mkdir()
    place = top / ".git" / linked
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(outside)
    assert answered(top, event(top))["permissionDecision"] == "deny"
    assert list(outside.iterdir()) == []


def test_a_folder_with_a_null_byte_stops_nothing(tmp_path: Path) -> None:
    top = shop(tmp_path)
    done = hook(top, json.dumps(event(top, cwd="\0")).encode(), "--agent", "claude")
    assert done.returncode == 0
    assert b"could not judge" in done.stdout


def test_a_clone_without_the_adopted_commit_says_how_to_fetch_it(tmp_path: Path) -> None:
    top = shop(tmp_path / "whole")
    adopted = git(top, "rev-parse", "HEAD").strip()
    write(top, {"kavro-lint.toml": f'adopted = "{adopted}"\n'})
    git(top, "add", ".")
    git(top, "commit", "--quiet", "--message", "Adopt")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{top}", "cut")
    cut = tmp_path / "cut"
    for arguments in (["status"], ["status", "--gate"], ["status", "--format", "json"]):
        done = run(cut, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{adopted} (setting `adopted`) is not in this clone" in done.stderr
        assert "fetch-depth: 0" in done.stderr and "internal error" not in done.stderr
    answer = answered(cut, {"session_id": "s", "cwd": os.fspath(cut),
                            "hook_event_name": "SessionStart"})  # fmt: skip
    assert "git fetch --unshallow" in answer["additionalContext"]
    assert "internal error" not in answer["additionalContext"]
    denied = answered(cut, event(cut))
    assert "internal error" not in json.dumps(denied)
