"""What each moment of an agent's work is answered, on real repositories."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kavro_lint.agents import edited_paths, record
from kavro_lint.agents.events import SILENCE, Answer, Event, Moment
from kavro_lint.agents.hook import Surroundings, answer
from kavro_lint.agents.operations import Operation, Replacement
from tests.building import git, repository, run, write

TABLE = """---
status: {status}
---
| Module | Paths | Layer | Must not reach |
|---|---|---|---|
| api | `shop/api/` | delivery | |
| core | `shop/core/` | domain | store |
| models | `shop/models/` | data | |
| store | `shop/store/` | data | |

## Layers

1. delivery
2. domain
3. data
"""
CODE = {
    "shop/api/views.py": "from shop.models import order\n",
    "shop/models/order.py": "",
    "shop/models/debt.py": "from shop.api import views\n",
    "shop/core/rules.py": "from shop.models import order\n",
    "shop/store/table.py": "",
}
SECTIONS = "".join(
    f"## {name}\n\nN/A - a small shop\n\n"
    for name in (
        "High-Level Architecture", "Folder & Module Structure", "API Layer Design", "Data Design",
        "Cross-Cutting Concerns", "Scalability & Resilience", "Testing Strategy",
        "Deployment Strategy", "Decision Log",
    )
)  # fmt: skip
TASK = """# Roadmap

- {state} 1.1.1 - Orders

## Task 1.1.1 - Orders

**Goal:** Orders are kept.
**Scope - In:** `models`
**Scope - Out:** the API
**Dependencies:** None
**Expected output:** `shop/models/order.py`
**Implementation strategy:** one class
**Validation steps:**

1. `python -c "import shop.models.order"` ends without an error

**Rollback plan:** revert the commit
**Complexity:** Low
"""
RESEARCH = """# Research

## Business Goal
orders
## Technical Goal
keep them
## Context
**Stack:** Python
**Affected modules:** models
**Existing patterns:** layers
**Technical debt:** N/A - new
## Domain Findings
**Established patterns:** layers
**References:** SQLite's pages
**Prior art:** paper
**Known failure modes:** two at once
## Risk Register
| Risk | Likelihood | Impact | Mitigation |
|---|---|---|---|
| two at once | Low | High | a transaction |
## Assumptions Made
One shop.
## Open Questions
None
"""


def shop(folder: Path, **files: str) -> Path:
    return repository(
        folder / "shop",
        {**CODE, "docs/kavro/blueprint.md": TABLE.format(status="approved"), **files},
    )


def planned(folder: Path, status: str = "approved", state: str = "🔄") -> Path:
    """A repository that follows the workflow and has no source yet."""
    files = {
        "docs/kavro/blueprint.md": TABLE.format(status=status) + SECTIONS,
        "docs/kavro/roadmap.md": TASK.format(state=state),
        "docs/kavro/research.md": RESEARCH,
        "kavro-lint.toml": 'mainline = "main"\n',
    }
    for name in ("api", "core", "models", "store"):
        files["docs/kavro/blueprint.md"] = files["docs/kavro/blueprint.md"].replace(
            f"\n| {name} |", f"\n| {name} (planned) |"
        )
    return repository(folder / "shop", files)


def ask(
    top: Path,
    moment: Moment,
    *operations: Operation,
    environment: Mapping[str, str] | None = None,
    asks: bool = True,
    closed: bool = False,
    command: str = "",
    again: bool = False,
    session: str = "s",
) -> Answer:
    event = Event("claude", moment, session, str(top), operations, command, again)
    return answer(event, Surroundings(top, environment or {}, asks, closed))


def writing(path: str, text: str) -> Operation:
    return Operation(path, content=text)


FORBIDDEN = "from shop.api import views\n"


def test_a_forbidden_import_is_denied_before_it_is_written(tmp_path: Path) -> None:
    top = shop(tmp_path)
    result = ask(top, "before-edit", writing("shop/models/new.py", FORBIDDEN))
    assert result.decision == "deny"
    assert "KV703 layer-violation at shop/models/new.py:1" in result.text
    assert "docs/kavro/blueprint.md:15" in result.text
    assert "Fix:" in result.text
    assert not (top / "shop/models/new.py").exists()


@pytest.mark.parametrize(
    "operation",
    [
        writing("shop/models/new.py", "import json\n"),
        Operation("shop/models/debt.py", replacements=(Replacement("views", "views as v"),)),
        writing("shop/models/debt.py", FORBIDDEN + "x = 1\n"),
        Operation("shop/models/order.py"),
        writing("README.md", "hello"),
        writing("../outside.py", FORBIDDEN),
        writing("/etc/passwd", "x"),
        writing("shop/models/a\0b.py", FORBIDDEN),
    ],
    ids=lambda operation: operation.path,
)
def test_an_edit_that_brings_nothing_passes(tmp_path: Path, operation: Operation) -> None:
    assert ask(shop(tmp_path), "before-edit", operation) == SILENCE


def test_an_edit_that_does_not_apply_is_reported(tmp_path: Path) -> None:
    top, replacement = shop(tmp_path), Replacement("missing", FORBIDDEN)
    edit = Operation("shop/models/order.py", replacements=(replacement,))
    result = ask(top, "before-edit", edit)
    assert result.decision == "tell"
    assert "could not judge this: the text to replace is not in shop/models/order.py" in result.text
    assert ask(top, "before-edit", edit, closed=True).decision == "deny"


def test_a_new_cycle_and_a_new_chain_are_denied_at_the_import_that_closes_them(
    tmp_path: Path,
) -> None:
    top = shop(tmp_path)
    write(
        top,
        {
            "docs/kavro/blueprint.md": TABLE.format(status="approved")
            .split("## Layers")[0]
            .replace(" delivery", " ")
            .replace(" domain", " ")
            .replace(" data", " ")
        },
    )
    git(top, "commit", "--all", "--quiet", "--message=No layers")
    result = ask(
        top, "before-edit", writing("shop/models/order.py", "from shop.core import rules\n")
    )
    assert result.decision == "deny"
    assert "KV705 dependency-cycle at shop/models/order.py:1" in result.text
    chain = ask(top, "before-edit", writing("shop/models/order.py", "import shop.store.table\n"))
    assert "KV709 forbidden-chain at shop/models/order.py:1" in chain.text


def test_a_file_of_no_module_is_denied(tmp_path: Path) -> None:
    result = ask(shop(tmp_path), "before-edit", writing("shop/other/x.py", ""))
    assert result.decision == "deny"
    assert "KV701" in result.text


def test_source_before_approval_is_denied_and_artifacts_are_not(tmp_path: Path) -> None:
    top = planned(tmp_path, status="draft")
    result = ask(top, "before-edit", writing("shop/models/order.py", ""))
    assert result.decision == "deny"
    assert "KV737 code-before-approval" in result.text
    assert "approve blueprint" in result.text
    assert ask(top, "before-edit", writing("docs/kavro/research.md", "# Research\n")) == SILENCE


def test_what_to_do_next_is_wrapped_and_not_cut(tmp_path: Path) -> None:
    lines = run(planned(tmp_path, status="draft"), "status").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert "`kavro-lint approve blueprint --by <name>`" in " ".join(map(str.strip, lines))


@pytest.mark.parametrize(
    ("environment", "state", "decision"),
    [
        ({}, "🔄", "silence"),
        ({}, "⬜", "deny"),
        ({"KAVRO_MODE": "single-phase"}, "⬜", "silence"),
        ({"KAVRO_TASK": "1.1.1"}, "⬜", "silence"),
        ({"KAVRO_TASK": "9.9.9"}, "🔄", "deny"),
    ],
)
def test_code_needs_a_task(
    tmp_path: Path, environment: Mapping[str, str], state: str, decision: str
) -> None:
    top = planned(tmp_path, state=state)
    operation = writing("shop/models/order.py", "")
    assert ask(top, "before-edit", operation, environment=environment).decision == decision


def test_the_mode_is_said_in_every_answer_and_counted(tmp_path: Path) -> None:
    top = planned(tmp_path, state="⬜")
    mode = {"KAVRO_MODE": "single-phase"}
    started = ask(top, "start", environment=mode)
    assert started.text.endswith("(KAVRO_MODE=single-phase)")
    assert len(started.text) <= 1_500
    denied = ask(top, "before-edit", writing("other/x.py", ""), environment=mode)
    assert denied.decision == "deny"
    assert denied.text.endswith("(KAVRO_MODE=single-phase)")
    entries = list(record.entries(top / ".git"))
    assert [entry.answer for entry in entries] == ["began", "mode", "deny"]


@pytest.mark.parametrize("mode", ["phase", "Single-Phase", "x" * 9999])
def test_a_mode_that_is_none_is_called_unknown_and_not_counted(tmp_path: Path, mode: str) -> None:
    top = planned(tmp_path, state="⬜")
    started = ask(top, "start", environment={"KAVRO_MODE": mode})
    assert started.text.endswith(", unknown)")
    assert len(started.text) <= 1_500
    assert [entry.answer for entry in record.entries(top / ".git")] == ["began"]
    assert ", unknown)" in " ".join(run(top, "status", KAVRO_MODE=mode).stdout.split())


def test_the_branch_names_the_task(tmp_path: Path) -> None:
    top = planned(tmp_path, state="⬜")
    git(top, "switch", "--quiet", "--create", "task/1.1.1-orders")
    assert ask(top, "before-edit", writing("shop/models/order.py", "")) == SILENCE


def test_a_file_outside_the_scope_is_denied_with_the_scope(tmp_path: Path) -> None:
    result = ask(planned(tmp_path), "before-edit", writing("shop/api/views.py", ""))
    assert result.decision == "deny"
    assert "KV734 outside-task-scope" in result.text
    assert "models" in result.text
    assert "docs/kavro/roadmap.md:" in result.text


def test_the_third_denial_asks_for_a_person_and_stays_a_denial(tmp_path: Path) -> None:
    top = shop(tmp_path)
    operation = writing("shop/models/new.py", FORBIDDEN)
    result = [ask(top, "before-edit", operation) for _ in range(3)]
    assert [entry.decision for entry in result] == ["deny"] * 3
    assert ["a person decide" in entry.text for entry in result] == [False, False, True]
    assert "a person decide" not in ask(top, "before-edit", operation, session="other").text


CONTRACT = (
    "docs/kavro/blueprint.md", "docs/kavro/approvals/2026-11-02-blueprint-abc123.md",
    "kavro-lint.toml", ".claude/settings.json", ".claude/settings.local.json",
    ".codex/config.toml", ".codex/hooks.json", ".pre-commit-config.yaml",
)  # fmt: skip


@pytest.mark.parametrize("path", CONTRACT)
def test_the_contracts_own_files_are_asked_about(tmp_path: Path, path: str) -> None:
    top = shop(tmp_path)
    text = TABLE.format(status="approved") + "\nMore.\n" if path.endswith("blueprint.md") else ""
    assert ask(top, "before-edit", writing(path, text)).decision == "ask"
    without = ask(top, "before-edit", writing(path, text), asks=False)
    assert without.decision == ("deny" if "approvals" in path else "tell")


def test_only_the_own_table_of_pyproject_is_the_contract(tmp_path: Path) -> None:
    top = shop(tmp_path, **{"pyproject.toml": "[project]\nname = 'a'\n"})
    other = writing("pyproject.toml", "[project]\nname = 'b'\n")
    assert ask(top, "before-edit", other) == SILENCE
    own = writing("pyproject.toml", "[tool.kavro-lint]\nfail-on = 'never'\n")
    assert ask(top, "before-edit", own).decision == "ask"


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        ("kavro-lint approve blueprint --by me", True),
        ("cd x && kavro-lint -C . approve policy --by me", True),
        (".venv/bin/kavro-lint approve task 1", True),
        ("python3 -m kavro_lint approve blueprint", True),
        ("kavro-lint check", False),
        ("echo approve", False),
        ("git commit -m 'kavro-lint approves'", False),
    ],
)
def test_running_approve_is_asked_about(tmp_path: Path, command: str, runs: bool) -> None:
    top = shop(tmp_path)
    assert ask(top, "before-command", command=command).decision == ("ask" if runs else "silence")
    without = ask(top, "before-command", command=command, asks=False)
    assert without.decision == ("deny" if runs else "silence")


def test_an_agent_is_told_where_the_work_stands(tmp_path: Path) -> None:
    result = ask(planned(tmp_path), "start")
    assert result.decision == "tell"
    for words in ("Task 1.1.1 - Orders", "Scope: models", "models may import:", "may be written"):
        assert words in result.text
    assert len(result.text) <= 1_500


def test_nothing_is_told_without_a_blueprint(tmp_path: Path) -> None:
    top = repository(tmp_path / "bare", {"a.py": ""})
    for moment in ("start", "after-edit", "stop"):
        assert ask(top, moment, writing("a.py", "")) == SILENCE  # type: ignore[arg-type]
    assert ask(top, "before-edit", writing("b.py", "")) == SILENCE


def test_after_an_edit_what_is_new_there_is_told(tmp_path: Path) -> None:
    top = shop(tmp_path)
    assert ask(top, "after-edit", writing("shop/models/order.py", "")) == SILENCE
    write(top, {"shop/models/order.py": FORBIDDEN + "from . import gone\n"})
    result = ask(top, "after-edit", writing("shop/models/order.py", ""))
    assert result.decision == "tell"
    assert "KV703" in result.text
    assert "KV710" in result.text
    assert len(result.text) <= 2_000


def test_a_stop_is_blocked_once_for_new_drift_only(tmp_path: Path) -> None:
    top = shop(tmp_path)
    ask(top, "start")
    assert ask(top, "stop") == SILENCE
    write(top, {"shop/models/order.py": FORBIDDEN})
    first, second = ask(top, "stop"), ask(top, "stop")
    assert first.decision == "block"
    assert "shop/models/order.py:1" in first.text
    assert "debt.py" not in first.text
    assert second.decision == "tell"
    assert "1 finding left" in second.text
    assert ask(top, "stop", again=True, session="t").decision == "tell"


def test_drift_that_was_there_when_the_work_began_never_blocks(tmp_path: Path) -> None:
    top = shop(tmp_path)
    write(top, {"shop/models/order.py": FORBIDDEN})
    ask(top, "start")
    assert ask(top, "stop") == SILENCE


def test_what_waits_for_a_person_is_reported_and_never_blocks(tmp_path: Path) -> None:
    top = planned(tmp_path, status="draft", state="⬜")
    write(top, {"docs/kavro/roadmap.md": TASK.format(state="🔄")})
    result = ask(top, "stop")
    assert result.decision == "tell"
    assert "Waits for a person" in result.text
    assert "KV210" in result.text


@pytest.mark.parametrize("moment", ["start", "before-edit", "after-edit", "stop"])
def test_what_cannot_be_judged_is_reported_and_blocks_nothing(
    tmp_path: Path, moment: Moment
) -> None:
    result = ask(tmp_path, moment, writing("a.py", ""))
    assert result.decision == "tell"
    assert "could not judge" in result.text
    top = shop(tmp_path, **{"kavro-lint.toml": "fail-on = 1\n"})
    assert "fail-on" in ask(top, moment, writing("a.py", "")).text
    closed = ask(top, moment, writing("a.py", ""), closed=True)
    assert closed.decision == ("deny" if moment == "before-edit" else "tell")


def test_the_record_holds_no_contents(tmp_path: Path) -> None:
    top = shop(tmp_path)
    ask(top, "before-edit", writing("shop/models/new.py", FORBIDDEN + "SECRET = 1\n"))
    entries = list(record.entries(top / ".git"))
    assert [(e.agent, e.rule, e.path, e.answer) for e in entries] == [
        ("claude", "KV703", "shop/models/new.py", "deny")
    ]
    assert "SECRET" not in (top / ".git/kavro-lint/agents/answers.jsonl").read_text()


def test_a_damaged_record_is_done_without(tmp_path: Path) -> None:
    top = shop(tmp_path)
    place = top / ".git/kavro-lint/agents/answers.jsonl"
    write(top, {str(place.relative_to(top)): b'[1]\n{"a"\n\xff\n[1,2,3,4,5,6,7]\n' + b"[" * 9999})
    assert ask(top, "before-edit", writing("shop/models/new.py", FORBIDDEN)).decision == "deny"


def test_a_link_is_judged_where_it_leads(tmp_path: Path) -> None:
    top = shop(tmp_path)
    (top / "link").symlink_to("shop/models")
    (top / "away").symlink_to(tmp_path)
    result = edited_paths.inside(top, str(top), ["link/new.py", "away/new.py", str(top / "a.py")])
    assert result == {"link/new.py": "shop/models/new.py", str(top / "a.py"): "a.py"}
    assert ask(top, "before-edit", writing("link/new.py", FORBIDDEN)).decision == "deny"


def test_what_is_of_the_contract_follows_the_setting() -> None:
    assert edited_paths.is_of_the_contract("docs/architecture.md", "docs")
    assert not edited_paths.is_of_the_contract("docs/kavro/blueprint.md", "docs")


def hook(top: Path, content: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "kavro_lint", "hook", *arguments]
    return subprocess.run(command, cwd=top, input=content, capture_output=True)


def test_the_command_answers_in_the_tools_words(tmp_path: Path) -> None:
    top = shop(tmp_path)
    event = {
        "session_id": "s", "cwd": str(top), "hook_event_name": "PreToolUse", "tool_name": "Write",
        "tool_input": {"file_path": str(top / "shop/models/new.py"), "content": FORBIDDEN},
        "field_of_a_newer_version": [1],
    }  # fmt: skip
    for arguments in ((), ("--agent", "claude"), ("--agent=claude",)):
        done = hook(top, json.dumps(event).encode(), *arguments)
        assert (done.returncode, done.stderr) == (0, b"")
        document = json.loads(done.stdout)["hookSpecificOutput"]
        assert document["permissionDecision"] == "deny"
    assert "last fired 20" in run(top, "agents", "status").stdout.splitlines()[0]


def test_hooks_are_installed_shown_and_uninstalled(tmp_path: Path) -> None:
    top = shop(tmp_path)
    before = git(top, "status", "--porcelain")
    (top / ".codex").mkdir()
    dry = run(top, "agents", "install", "--dry-run", "claude")
    assert '+  "hooks": {' in dry.stdout
    assert git(top, "status", "--porcelain") == before
    done = run(top, "agents", "install", "claude", "codex")
    assert done.returncode == 0
    assert (top / ".claude/skills/kavro-lint/SKILL.md").is_file()
    assert (top / ".agents/skills/kavro-lint/references/roadmap.md").is_file()
    assert "Nothing to change" in run(top, "agents", "install").stdout
    rows = run(top, "agents", "status").stdout.splitlines()
    assert rows[0].split()[:4] == ["claude", "configured", "(repository)", "current"]
    assert run(top, "agents", "uninstall").returncode == 0
    assert git(top, "status", "--porcelain") == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda place: place.write_text("{"), "cannot be read as JSON"),
        (lambda place: place.write_bytes(b"\xff"), "is not UTF-8"),
        (lambda place: place.symlink_to("elsewhere.json"), "is a link"),
        (lambda place: place.mkdir(), "is not a settings file"),
    ],
)
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, spoil, words: str) -> None:
    top = shop(tmp_path)
    (top / ".claude").mkdir()
    spoil(top / ".claude/settings.json")
    done = run(top, "agents", "install", "claude")
    assert done.returncode == 2
    assert words in done.stderr
    assert not (top / "AGENTS.md").exists()
