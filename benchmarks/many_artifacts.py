"""Time and memory over the number of artifacts: n task specs and n/2 decisions.

    python -m benchmarks.many_artifacts [--tasks 250 500 1000 2000]

Makes a repository of 400 sources in twenty modules, a roadmap with n complete specs, each with a
scope of its own, and n/2 decisions, then runs `kavro-lint check --no-cache`. Linear means that the
time for an artifact stays the same.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.corpora import commit
from benchmarks.rivals import measure

MODULES, SOURCES = 20, 400


def generate(folder: Path, tasks: int) -> None:
    """Write the repository."""
    rows = "\n".join(f"| m{n} | `app/m{n}/` | none |" for n in range(MODULES))
    artifacts = folder / "docs/kavro"
    (artifacts / "decisions").mkdir(parents=True)
    head = "---\nstatus: approved\n---\n# Blueprint\n\n| Module | Paths | May import |\n"
    head += "|---|---|---|\n"
    (artifacts / "blueprint.md").write_text(head + rows + "\n")
    for number in range(SOURCES):
        place = folder / f"app/m{number % MODULES}/f{number}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("import os\n")
    lines = "".join(f"- ⬜ 1.1.{n} - Task {n}\n" for n in range(1, tasks + 1))
    specs = "".join(_spec(n) for n in range(1, tasks + 1))
    (artifacts / "roadmap.md").write_text(f"# Roadmap\n\n{lines}\n{specs}")
    for number in range(1, tasks // 2 + 1):
        path = artifacts / f"decisions/{number:04}-choice-{number}.md"
        path.write_text(_decision(number))
    commit(folder)


def _spec(number: int) -> str:
    place = f"app/m{number % MODULES}/f{number % SOURCES}.py"
    needs = f"1.1.{number - 1}" if number > 1 else "None"
    return (
        f"### Task 1.1.{number} - Task {number}\n\n**Goal:** Goal {number}.\n\n"
        f"**Scope - In:** `{place}`\n\n**Scope - Out:** all else\n\n**Dependencies:** {needs}\n\n"
        "**Expected output:** code\n\n**Implementation strategy:** by hand\n\n"
        f"**Validation steps:**\n\n1. `pytest -k task_{number}` passes\n\n"
        "**Rollback plan:** revert\n\n**Complexity:** Low\n\n"
    )


def _decision(number: int) -> str:
    return (
        f"---\nstatus: accepted\ndate: 2026-11-02\n---\n# Choice {number}\n\n## Context\n\nWhy.\n\n"
        f"## Decision\n\nThis {number}.\n\n## Alternatives Considered\n\n"
        "- One: rejected, because it is slow\n- Two: rejected, because it is large\n\n"
        "## Reasoning\n\nIt fits.\n\n## Consequences\n\nFine.\n\n## Reversibility\n\nEasy.\n"
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--tasks", nargs="+", type=int, default=[250, 500, 1000, 2000])
    given = parser.parse_args()
    print("| tasks | decisions | s | ms an artifact | MiB |\n|---|---|---|---|---|")
    command = [sys.executable, "-m", "kavro_lint", "check", "--no-cache"]
    for tasks in given.tasks:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate(folder, tasks)
            runs = [measure(command, folder) for _ in range(4)][1:]
        best = min(runs, key=lambda run: run.wall)
        each = 1000 * best.wall / (tasks * 1.5)
        print(f"| {tasks} | {tasks // 2} | {best.wall:.2f} | {each:.2f} | {best.peak:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
