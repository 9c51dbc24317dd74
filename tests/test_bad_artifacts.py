"""Artifacts that nobody should have written: a message with a place, and never a traceback."""

import json
from pathlib import Path

import pytest

from tests.building import repository, run

TABLE = "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | |\n"
SPEC = (
    "### Task {0} - Do it\n\n**Goal:** Orders.\n**Scope - In:** `a/`\n**Scope - Out:** —\n"
    "**Dependencies:** None\n**Expected output:** orders\n**Implementation strategy:** slowly\n"
    "**Validation steps:**\n1. `pytest` passes\n**Rollback plan:** revert\n**Complexity:** Low\n"
)
ROADMAP = "# Roadmap\n\n- ⬜ 1.1.1 - Do it\n\n" + SPEC.format("1.1.1")
FILES = {"a/x.py": "", "docs/kavro/blueprint.md": TABLE}
LOG = "docs/kavro/decisions/0001-x.md"


def reported(folder: Path, files: dict[str, str | bytes]) -> list[tuple[str, str, int]]:
    place = repository(folder, {**FILES, **files})
    done = run(place, "check", "--format", "json", "--ignore", "KV202,KV206")
    assert done.stderr == ""
    findings = json.loads(done.stdout)["findings"]
    return [(finding["id"], finding["path"], finding["line"]) for finding in findings]


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("- a\n- b", 1),
        ("status: accepted\nstatus: draft", 3),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", 3),
        ("status: accepted\n\tdate: 2026-11-02", 3),
    ],
    ids=["no mapping", "twice", "aliases", "tabs"],
)
def test_broken_front_matter_is_reported(tmp_path: Path, front: str, line: int) -> None:
    text = f"---\n{front}\n---\n# X\n\n**Status:** Accepted\n"
    assert ("KV001", LOG, line) in reported(tmp_path, {LOG: text})


def test_nested_lists_and_tables_in_cells_are_read(tmp_path: Path) -> None:
    nested = ROADMAP.replace(
        "1. `pytest` passes", "1. `pytest` passes\n   - a\n     - b\n       1. c"
    )
    cells = (
        "\n## Notes\n\n| a | b |\n|---|---|\n| <table><tr><td>1.1.2</td></tr></table> | `x\\|y` |\n"
    )
    assert reported(tmp_path, {"docs/kavro/roadmap.md": nested + cells}) == []


def test_a_comment_is_no_content(tmp_path: Path) -> None:
    text = ROADMAP.replace("**Goal:** Orders.", "**Goal:** <!-- one sentence,\non two lines -->")
    assert reported(tmp_path, {"docs/kavro/roadmap.md": text}) == [
        ("KV302", "docs/kavro/roadmap.md", 5)
    ]


def test_headings_out_of_order_are_read(tmp_path: Path) -> None:
    text = "###### Deep\n\n" + ROADMAP.replace("### Task", "# Task") + "\n#### Up\n\n## Down\n"
    assert reported(tmp_path, {"docs/kavro/roadmap.md": text}) == []


def test_one_task_in_two_files_is_reported(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/kavro/roadmap.md": ROADMAP, "docs/kavro/tasks/1.1.1.md": SPEC.format("1.1.1"),
    }  # fmt: skip
    assert reported(tmp_path, files) == [("KV303", "docs/kavro/tasks/1.1.1.md", 1)]


def test_ids_are_sorted_as_numbers(tmp_path: Path) -> None:
    ids = [f"1.{number}.1" for number in (9, 10, 11, 100)]
    specs = {f"docs/kavro/tasks/{entry}.md": SPEC.format(entry) for entry in ids}
    place = repository(tmp_path, {**FILES, **specs})
    document = json.loads(run(place, "tasks", "--format", "json").stdout)
    assert [task["id"] for task in document["tasks"]] == ids


def test_right_to_left_text_and_emoji_are_read(tmp_path: Path) -> None:
    name = "قبول الطلبات \u202e🚀👩‍💻"
    text = ROADMAP.replace("Do it", name).replace("⬜", "⬜\ufe0f").replace("slowly", "ببطء")
    place = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": text})
    report = json.loads(run(place, "check", "--ignore", "KV202", "--format", "json").stdout)
    assert report["findings"] == []
    shown = run(place, "tasks").stdout
    assert "قبول الطلبات" in shown
    assert "\u202e" not in shown


def test_an_artifact_of_fifty_megabytes_is_reported(tmp_path: Path) -> None:
    path = "docs/kavro/research.md"
    text = b"# Research\n\n" + b"## Context\n\n- [ ] Why? `a` [b](c.md) **d:** e\n" * 1_100_000
    assert len(text) > 50_000_000
    rules = reported(tmp_path, {path: text})
    assert ("KV001", path, 1) in rules


def test_a_link_that_leads_outside_is_reported(tmp_path: Path) -> None:
    text = TABLE + "\nSee [it](../../../../../etc/passwd) and [that](../../a/x.py).\n"
    assert reported(tmp_path, {"docs/kavro/blueprint.md": text}) == [
        ("KV215", "docs/kavro/blueprint.md", 5)
    ]


ODD = (
    "- ⬜ 1.1.1 - A \"quote\" ] <script>alert(1)</script> | `end` %% #quot; {x} \x1b[31m\n"
    "- ⬜ 1.1.2 - ]-->t0\n- ⬜ 1.1.3 - B\n"
)  # fmt: skip


def test_odd_titles_are_drawn_safely(tmp_path: Path) -> None:
    circle = SPEC.format("1.1.1").replace("**Dependencies:** None", "**Dependencies:** 1.1.2")
    circle += SPEC.format("1.1.2").replace(
        "**Dependencies:** None", "**Dependencies:** 1.1.1, 9.9.9"
    )
    place = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": f"{ODD}\n{circle}"})
    for form in ("text", "json", "mermaid"):
        done = run(place, "tasks", "--format", form)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\x1b" not in done.stdout
    drawing = run(place, "tasks", "--format", "mermaid").stdout
    assert "<script>" not in drawing
    for line in drawing.splitlines()[1:]:
        label = line.partition('["')[2].rpartition('"]')[0]
        assert '"' not in label
        assert line.startswith("  ")


def test_five_hundred_tasks_in_a_chain_are_read(tmp_path: Path) -> None:
    ids = [f"{n // 100 + 1}.{n // 10 % 10 + 1}.{n % 10 + 1}" for n in range(500)]
    specs = [SPEC.format(entry) for entry in ids]
    chain = [
        spec.replace("**Dependencies:** None", f"**Dependencies:** {before}")
        for spec, before in zip(specs[1:], ids, strict=False)
    ]
    lines = "".join(f"- ⬜ {entry} - Do it\n" for entry in ids)
    text = "\n".join([lines, specs[0], *chain])
    place = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": text})
    document = json.loads(run(place, "tasks", "--format", "json").stdout)
    assert document["critical_path"] == ids
    assert [task["id"] for task in document["tasks"] if task["can_start"]] == ids[:1]
