"""What is not finished yet: open phases, skeletons, misspelled fields, tasks that are done."""

from pathlib import Path

import pytest

from tests.building import git, repository, run, write

BLUEPRINT = "| Module | Paths |\n|---|---|\n| app | `src/` |\n"
FILES = {"docs/kavro/blueprint.md": BLUEPRINT, "src/app.py": "x = 1\n"}
FIELDS = {
    "Goal": "Take orders", "Scope - In": "`src/`", "Scope - Out": "none", "Dependencies": "None",
    "Expected output": "orders are kept", "Implementation strategy": "write the handler",
    "Validation steps": "\n\n1. `pytest` shows 3 passed", "Rollback plan": "revert the commit",
    "Complexity": "Low",
}  # fmt: skip


def roadmap(state: str, fields: dict[str, str] = FIELDS) -> str:
    spec = "\n\n".join(f"**{name}:** {value}" for name, value in fields.items())
    return f"# Roadmap\n\n- {state} 1.1.1 - Orders\n\n### Task 1.1.1 - Orders\n\n{spec}\n"


def messages_of(folder: Path, *arguments: str) -> list[str]:
    lines = run(folder, "check", "--format", "concise", *arguments).stdout.splitlines()
    return [line.partition(": ")[2] for line in lines[:-1]]


def verdict(folder: Path) -> str:
    return run(folder, "check", "--quiet").stdout


def test_what_a_phase_lacks_is_minor_until_a_task_has_begun(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    assert verdict(folder) == "PASS: no findings\n"
    run(folder, "new", "roadmap")
    assert verdict(folder).startswith("FLAG: ")
    less = {name: value for name, value in FIELDS.items() if name != "Goal"}
    for state, begun in (("⬜", False), ("🚫 (waits)", False), ("🔄", True), ("✅", True)):
        write(folder, {"docs/kavro/roadmap.md": roadmap(state, less)})
        text = run(folder, "check").stdout
        assert ("KV302 incomplete-task: 1 major" in text) == begun
        assert ("KV202 incomplete-blueprint: 9 major" in text) == begun
    write(folder, {"kavro-lint.toml": 'severity.incomplete-task = "critical"\n'})
    write(folder, {"docs/kavro/roadmap.md": roadmap("⬜", less)})
    assert "KV302 incomplete-task: 1 critical" in run(folder, "check").stdout


def test_beginning_the_workflow_says_what_will_be_asked(tmp_path: Path) -> None:
    folder = repository(tmp_path, FILES)
    for arguments in (["--dry-run"], []):
        shown = run(folder, "new", "roadmap", *arguments).stdout
        assert shown.startswith("This begins the workflow.")
        assert shown.index("begins") < shown.index("docs/kavro/roadmap.md")
    assert "begins the workflow" not in run(folder, "new", "research").stdout
    assert "begins the workflow" not in run(folder, "new", "decision", "X").stdout


@pytest.mark.parametrize(
    ("words", "path", "rule"),
    [
        (["roadmap"], "roadmap.md", "KV302"), (["research"], "research.md", "KV102"),
        (["task", "1.1.2"], "tasks/1.1.2.md", "KV302"),
        (["decision", "Use X"], "decisions/0001-use-x.md", "KV206"),
        (["prompt", "1.1.1"], "prompts/1.1.1.md", "KV502"),
        (["selection", "1.1.1"], "selections/1.1.1.md", "KV602"),
        (["validation", "1.1.1"], "validation/1.1.1.md", ""),
    ],
)  # fmt: skip
def test_a_skeleton_is_one_finding_and_has_no_broken_link(
    tmp_path: Path, words: list[str], path: str, rule: str
) -> None:
    files = {**FILES, "docs/kavro/roadmap.md": roadmap("⬜")}
    if words == ["roadmap"]:
        del files["docs/kavro/roadmap.md"]
    folder = repository(tmp_path, files)
    assert run(folder, "new", *words).returncode == 0
    place = f"docs/kavro/{path}"
    lines = run(folder, "check", "--format", "concise").stdout.splitlines()
    here = [line for line in lines if line.startswith(f"{place}:")]
    assert not [line for line in here if "KV215" in line]
    unfilled = [line for line in here if "not filled in yet" in line]
    assert [f" {rule} " in line for line in unfilled] == [True] * bool(rule)
    assert len([line for line in here if f" {rule} " in line]) == bool(rule)


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("Rollback plan", "Rollback"), ("Rollback plan", "Rolback plan"),
        ("Validation steps", "Validation"), ("Implementation strategy", "Strategy"),
        ("Expected output", "Expected outputs"), ("Complexity", "Complexty"),
        ("Dependencies", "Dependancies"), ("Scope - Out", "Scope - Otu"),
    ],
)  # fmt: skip
def test_a_field_that_is_almost_one_of_a_spec_is_named(
    tmp_path: Path, field: str, written: str
) -> None:
    fields = {written if name == field else name: value for name, value in FIELDS.items()}
    folder = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": roadmap("🔄", fields)})
    text = run(folder, "check", "--select", "KV302").stdout
    assert f"task 1.1.1: {field} is missing" in text
    line = next(
        n for n, row in enumerate(roadmap("🔄", fields).split("\n"), 1) if f"**{written}:" in row
    )
    assert f"` on line {line} to " in " ".join(text.split())
    assert f"to `{field}`" in " ".join(text.split())


@pytest.mark.parametrize(
    ("written", "right"),
    [("Agent roles", "Agent role"), ("Blockd", "Blocked"), ("Notes", ""), ("Owner", "")],
)
def test_an_optional_field_that_is_almost_read(tmp_path: Path, written: str, right: str) -> None:
    text = roadmap("⬜", {**FIELDS, written: "Backend"})
    folder = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": text})
    shown = " ".join(run(folder, "check", "--select", "KV302").stdout.split())
    assert (f"rename it to `{right}`" in shown) == bool(right)
    assert ("is not read" in shown) == bool(right)


@pytest.mark.parametrize(
    ("heading", "right"),
    [("Alternativs Considered", "Alternatives Considered"), ("Consequnces", "Consequences"),
     ("Resoning", "Reasoning")],
)  # fmt: skip
def test_a_heading_that_is_almost_one_of_a_decision(
    tmp_path: Path, heading: str, right: str
) -> None:
    sections = {
        "Context": "orders", "Decision": "use PostgreSQL", "Reasoning": "it is there",
        "Alternatives Considered": "- A - rejected because of cost\n- B - rejected because slow",
        "Consequences": "one server", "Reversibility": "Easy, dump and load",
    }  # fmt: skip
    text = "".join(f"## {heading if name == right else name}\n\n{value}\n\n"
                   for name, value in sections.items())  # fmt: skip
    decision = f"---\nstatus: accepted\n---\n# Use it\n\n{text}"
    folder = repository(tmp_path, {**FILES, "docs/kavro/decisions/0001-use-it.md": decision})
    shown = " ".join(run(folder, "check", "--select", "KV206").stdout.split())
    assert f"{right} is missing" in shown
    assert f"fix: rename `{heading.capitalize()}` to `{right}`" in shown


def test_transposed_letters_in_a_scope_are_a_misspelling(tmp_path: Path) -> None:
    files = {**FILES, "src/web/a.py": "", "docs/kavro/roadmap.md": roadmap(
        "⬜", {**FIELDS, "Scope - In": "`src/wbe/`"}
    )}  # fmt: skip
    text = run(repository(tmp_path, files), "check", "--select", "KV310").stdout
    assert "did you mean `src/web/`?" in text


def test_a_merged_and_validated_task_that_is_called_not_started_is_said(tmp_path: Path) -> None:
    note = (
        "## Governance Report - Task 1.1.1\n\nOverall: PASS\n\n| Criterion | Status | Notes |\n"
        "|---|---|---|\n| Scope compliance | PASS | ok |\n"
    )
    folder = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": roadmap("⬜")})
    git(folder, "checkout", "--quiet", "-b", "topic")
    write(folder, {"src/app.py": "x = 2\n", "docs/kavro/validation/1.1.1.md": note})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Take orders\n\nKavro-Task: 1.1.1")
    # On a branch it is not merged, and nothing calls it so.
    branch = messages_of(folder, "--base", "main")
    assert not [line for line in branch if "merged" in line]
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "topic")
    wanted = "KV303 task 1.1.1 is merged and validated, but the roadmap says not started"
    assert wanted in messages_of(folder)
    write(folder, {"docs/kavro/roadmap.md": roadmap("✅")})
    assert wanted not in messages_of(folder)
