"""`kavro-lint tasks`: what can start, what waits, the critical path, what may run side by side."""

import json
from pathlib import Path

from tests.building import repository, run

TABLE = "| Module | Paths | May import |\n|---|---|---|\n| a | `a/` | * |\n| b | `b/` | * |\n"


def spec(task: str, scope: str, needs: str = "None", complexity: str = "Low") -> str:
    return (
        f"\n### Task {task} - Do {task}\n\n**Scope - In:** {scope}\n**Dependencies:** {needs}\n"
        f"**Complexity:** {complexity}\n"
    )


ROADMAP = (
    "- ✅ 1.1.1 - One\n- 🔄 1.1.2 - Two\n- ⬜ 1.1.3 - Three\n- ⬜ 1.1.4 - Four\n"
    "- 🚫 1.10.1 - Five <b> (waits for the bank)\n"
    + spec("1.1.1", "`a/`") + spec("1.1.2", "`a/`", "1.1.1") + spec("1.1.3", "`b/`", "1.1.1")
    + spec("1.1.4", "`a/x.py`", "1.1.2", "High") + spec("1.10.1", "`b/`", "1.1.4, 9.9.9")
)  # fmt: skip
FILES = {"a/x.py": "", "b/y.py": "", "docs/kavro/blueprint.md": TABLE}


def test_tasks_tells_what_can_start_and_what_waits(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": ROADMAP})
    document = json.loads(run(folder, "tasks", "--format", "json").stdout)
    tasks = {entry["id"]: entry for entry in document["tasks"]}
    assert [entry for entry, task in tasks.items() if task["can_start"]] == ["1.1.3"]
    assert tasks["1.1.4"]["waits_for"] == ["1.1.2"]
    assert tasks["1.10.1"]["waits_for"] == ["1.1.4", "9.9.9"]
    assert tasks["1.10.1"]["reason"] == "waits for the bank"
    assert document["critical_path"] == ["1.1.2", "1.1.4", "1.10.1"]
    assert document["side_by_side"] == [["1.1.2", "1.1.3"]]


def test_tasks_prints_text_and_mermaid(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**FILES, "docs/kavro/roadmap.md": ROADMAP})
    text = run(folder, "tasks").stdout
    assert "🔄 1.1.2 Do 1.1.2 *\n" in text
    assert "⬜ 1.1.4 Do 1.1.4 * - waits for 1.1.2\n" in text
    assert "Can start now: 1.1.3\n" in text
    drawing = run(folder, "tasks", "--format", "mermaid").stdout
    assert drawing.startswith("flowchart LR\n")
    assert "  t1 ==> t3\n" in drawing
    assert "<b>" not in drawing


def test_cycles_and_an_empty_roadmap_are_drawn(tmp_path: Path) -> None:
    circle = "- ⬜ 1.1.1 - One\n- ⬜ 1.1.2 - Two\n" + spec("1.1.1", "`a/`", "1.1.2")
    circle += spec("1.1.2", "`b/`", "1.1.1")
    folder = repository(tmp_path / "circle", {**FILES, "docs/kavro/roadmap.md": circle})
    assert "Critical path (*): none" in run(folder, "tasks").stdout
    assert "There are no tasks" in run(repository(tmp_path / "none", FILES), "tasks").stdout
    done = run(folder, "tasks", "--format", "jsn")
    assert (done.returncode, "did you mean json" in done.stderr) == (2, True)


def test_many_parallel_tasks_of_one_scope_are_one_finding(tmp_path: Path) -> None:
    numbers = range(1200)
    lines = "".join(f"- [~] 1.1.{n} - x\n" for n in numbers)
    specs = "".join(f"\n## Task 1.1.{n} - x\n**Scope - In:** `src/`\n" for n in numbers)
    files = {
        "docs/kavro/roadmap.md": f"# Roadmap\n\n{lines}{specs}",
        "docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| a | `src/` |\n",
        **{f"src/f{n}.py": "" for n in range(300)},
    }
    folder = repository(tmp_path, files)
    done = run(folder, "check", "--format", "json", "--select", "KV309")
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["count"] == 1199
    assert finding["message"].startswith("task 1.1.0 and 1199 other tasks are in progress")


def test_tasks_that_overlap_in_twos_are_named_in_twos(tmp_path: Path) -> None:
    scopes = {"1.1.1": "src/a/", "1.1.2": "src/a/", "1.1.3": "src/b/", "1.1.4": "src/b/c.py"}
    lines = "".join(f"- [~] {task} - x\n" for task in scopes)
    specs = "".join(f"\n## Task {t} - x\n**Scope - In:** `{s}`\n" for t, s in scopes.items())
    files = {
        "docs/kavro/roadmap.md": f"# Roadmap\n\n{lines}{specs}",
        "docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| a | `src/` |\n",
        "src/a/x.py": "",
    }
    done = run(repository(tmp_path, files), "check", "--format", "json", "--select", "KV309")
    result = [finding["message"] for finding in json.loads(done.stdout)["findings"]]
    assert [message.split(" are ")[0] for message in result] == [
        "tasks 1.1.1 and 1.1.2", "tasks 1.1.3 and 1.1.4",
    ]  # fmt: skip


def test_the_critical_path_leaves_out_a_cycle_and_what_waits_for_it(tmp_path: Path) -> None:
    needs = {"1.1.1": "1.1.2", "1.1.2": "1.1.1", "1.1.3": "1.1.1", "1.1.4": "None",
             "1.1.5": "1.1.4", "1.1.6": "1.1.6"}  # fmt: skip
    lines = "".join(f"- [ ] {task} - x\n" for task in needs)
    specs = "".join(f"\n## Task {t} - x\n**Dependencies:** {n}\n" for t, n in needs.items())
    folder = repository(
        tmp_path,
        {"docs/kavro/roadmap.md": f"# R\n\n{lines}{specs}", "docs/kavro/blueprint.md": TABLE},
    )
    done = run(folder, "tasks", "--format", "json")
    assert json.loads(done.stdout)["critical_path"] == ["1.1.4", "1.1.5"]
