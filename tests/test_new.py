"""`kavro-lint new`: an artifact in its place, filled with what is known, never over another."""

import datetime
import json
from pathlib import Path

import pytest

from tests.building import git, repository, run, write

TODAY = datetime.datetime.now(datetime.UTC).date().isoformat()
BLUEPRINT = (
    "---\nstatus: approved\n---\n| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | |\n"
)
ROADMAP = (
    "# Roadmap\n\n- ⬜ 1.1.1 - Take orders\n\n### Task 1.1.1 - Take orders\n\n"
    "**Goal:** Orders are taken.\n**Scope - In:** `a/`\n**Scope - Out:** payment\n"
    "**Dependencies:** None\n**Expected output:** orders\n**Implementation strategy:** slowly\n"
    "**Rollback plan:** revert\n**Complexity:** Low\n**Agent role:** Backend Agent\n"
    "**Validation steps:**\n1. `pytest` passes\n2. one log line\n"
)
FILES = {"a/x.py": "", "docs/kavro/blueprint.md": BLUEPRINT, "docs/kavro/roadmap.md": ROADMAP}
# What says that something is still to be filled in.
TO_FILL = {"KV102", "KV103", "KV202", "KV206", "KV207", "KV302", "KV307", "KV312", "KV502",
           "KV602", "KV730", "KV731"}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(tmp_path, FILES)


def reported_rules(folder: Path) -> set[str]:
    report = json.loads(run(folder, "check", "--format", "json").stdout)
    return {finding["id"] for finding in report["findings"]}


KINDS = [
    (["research", "The shop"], "research.md", "# Research Summary - The shop"),
    (["decision", "Use PostgreSQL & Ölfarbe"], "decisions/0001-use-postgresql-olfarbe.md",
     f"date: {TODAY}"),
    (["task", "1.1.2", "Send invoices"], "tasks/1.1.2.md", "### Task 1.1.2 - Send invoices"),
    (["validation", "1.1.1"], "validation/1.1.1.md", "2. [PASS, FLAG or BLOCK] - one log line"),
    (["prompt", "1.1.1"], "prompts/1.1.1.md", "Scope - you touch: `a/`"),
    (["selection", "1.1.1"], "selections/1.1.1.md", "**Assigned agent:** Backend Agent"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "path", "text"), KINDS)
def test_new_writes_each_kind_of_artifact(
    folder: Path, words: list[str], path: str, text: str
) -> None:
    before = reported_rules(folder)
    shown = run(folder, "new", *words, "--dry-run")
    assert not (folder / "docs/kavro" / path).exists()
    done = run(folder, "new", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert shown.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]
    assert text in (folder / "docs/kavro" / path).read_text()
    new = reported_rules(folder) - before
    assert new
    # A spec alone has no tracker line yet: that is said too.
    assert new <= TO_FILL | ({"KV303"} if words[0] == "task" else set())
    write(folder, {f"docs/kavro/{path}": "mine\n"})
    again = run(folder, "new", *words)
    # The same title is another decision, with the next number.
    assert again.returncode == (0 if words[0] == "decision" else 2)
    assert (folder / "docs/kavro" / path).read_text() == "mine\n"


@pytest.mark.parametrize("kind", ["blueprint", "roadmap"])
def test_new_begins_each_document_of_the_workflow(tmp_path: Path, kind: str) -> None:
    folder = repository(tmp_path, {"a/x.py": ""})
    assert run(folder, "new", kind, "Shop").returncode == 0
    assert "KV001" not in reported_rules(folder)
    assert (folder / f"docs/kavro/{kind}.md").is_file()


def test_a_validation_names_the_commits_of_the_task(folder: Path) -> None:
    write(folder, {"a/x.py": "x = 1\n"})
    git(folder, "commit", "--quiet", "--all", "--message=Take\n\nKavro-Task: 1.1.1")
    sha = git(folder, "rev-parse", "HEAD").strip()[:10]
    assert f"**Commits:** {sha}\n" in run(folder, "new", "validation", "1.1.1").stdout


def test_a_new_decision_takes_the_next_number(folder: Path) -> None:
    for number in (1, 2):
        shown = run(folder, "new", "decision", f"Number {number}").stdout
        assert shown.startswith(f"docs/kavro/decisions/000{number}-number-{number}.md")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["descision", "x"], "did you mean decision"),
        (["decision"], "needs a title"),
        (["task", "one"], "is not a task id"),
        (["task", "1.1.1"], "has a spec already"),
        (["prompt", "1.1.2"], "did you mean 1.1.1"),
        (["approval", "everything"], "It is one of: blueprint, task <id>"),
    ],
)
def test_an_artifact_that_cannot_be_written_is_refused(
    folder: Path, words: list[str], expected: str
) -> None:
    done = run(folder, "new", *words)
    assert (done.returncode, expected in done.stderr) == (2, True), done


def test_an_approval_counts_when_a_person_is_named(folder: Path) -> None:
    write(folder, {"docs/kavro/blueprint.md": BLUEPRINT.replace("approved", "draft")})
    roadmap = (folder / "docs/kavro/roadmap.md").read_text().replace("⬜", "🔄", 1)
    write(folder, {"docs/kavro/roadmap.md": roadmap})
    assert "KV210" in reported_rules(folder)
    assert run(folder, "new", "approval", "blueprint").returncode == 0
    assert {"KV203", "KV210"} <= reported_rules(folder)
    (record,) = (folder / "docs/kavro/approvals").iterdir()
    assert record.name.startswith(f"{TODAY}-blueprint-")
    record.write_text(record.read_text().replace("[name of the approver]", "Ada Lovelace"))
    assert not {"KV203", "KV210"} & reported_rules(folder)


def test_a_roadmap_lists_the_tasks_that_have_a_file(tmp_path: Path) -> None:
    """A second spec of the same task would be KV303, on skeletons alone."""
    folder = repository(tmp_path, {"docs/kavro/blueprint.md": "# Blueprint\n"})
    run(folder, "new", "task", "1.2.3", "Take orders")
    done = run(folder, "new", "roadmap")
    assert done.returncode == 0
    assert "- ⬜ 1.2.3 - Take orders" in (folder / "docs/kavro/roadmap.md").read_text("utf-8")
    report = json.loads(run(folder, "check", "--format", "json").stdout)
    assert "KV303" not in {finding["id"] for finding in report["findings"]}


def test_new_says_what_to_do_next(folder: Path) -> None:
    decision = run(folder, "new", "decision", "Why")
    assert decision.stdout.endswith("Written. Fill it in and commit it.\n")
    approval = run(folder, "approve", "blueprint", "--by", "Ada")
    assert approval.stdout.endswith(
        "Written. Commit it: what counts is who commits the approval.\n"
    )
    assert "a task needs an id" in run(folder, "new", "task").stderr
