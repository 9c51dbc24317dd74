"""What Kavro's own templates produce: short decisions, verdicts in a line, `Based on:`."""

from pathlib import Path

import pytest

from kavro_lint.artifacts.markdown import parse
from kavro_lint.artifacts.short_form import short_decisions
from tests.building import repository, run

CLAUDE = """Decision: Database
Chosen: PostgreSQL
Alternatives: [MySQL - rejected because of weaker JSON] [SQLite - rejected because of one writer]
Reasoning: It has the queries that reports need
Implications: We run a server for 18 months at least
Risks: Upgrades need downtime
Reversibility: Hard
"""
CURSOR = CLAUDE.replace("] [", " | ")
TEMPLATE = """Decision: [Name]
Chosen: [What was decided]
Alternatives: [Option A - rejected because X] [Option B - rejected because Y]
Reasoning: [Why this approach]
Implications: [What this means in 12-18 months]
Risks: [What could go wrong]
Reversibility: Easy / Hard / Irreversible
"""
BLUEPRINT = "---\nversion: {}\n---\n# B\n\n| Module | Paths |\n|---|---|\n| app | `src/` |\n"


def reported(folder: Path, *rules: str) -> list[str]:
    arguments = ["--select", ",".join(rules)] if rules else []
    lines = run(folder, "check", "--format", "concise", *arguments).stdout.splitlines()
    return [line.partition(": ")[2] for line in lines[:-1]]


@pytest.mark.parametrize(
    "text",
    [CLAUDE, CURSOR, f"# Database\n\n{CLAUDE}", CLAUDE.replace("Dec", "- Dec"), f"  {CURSOR}"],
)
def test_a_complete_short_decision_has_no_finding(tmp_path: Path, text: str) -> None:
    files = {"docs/kavro/blueprint.md": BLUEPRINT.format(1), "src/a.py": "",
             "docs/kavro/decisions/2026-11-02-database.md": text}  # fmt: skip
    assert reported(repository(tmp_path, files)) == []


def test_a_log_of_short_decisions_is_read_from_the_blueprint(tmp_path: Path) -> None:
    second = CURSOR.replace("Database", "Cache").replace("Reasoning: It has", "Reasoning: [Why]")
    second = second.replace(" the queries that reports need", "")
    log = f"{BLUEPRINT.format(1)}\n## Decision Log\n\n{CLAUDE}\n{second}"
    folder = repository(tmp_path, {"docs/kavro/blueprint.md": log, "src/a.py": ""})
    assert reported(folder, "KV206", "KV207") == [
        "KV206 decision `Cache`: Reasoning has no content"
    ]


def test_the_template_itself_satisfies_nothing(tmp_path: Path) -> None:
    files = {"docs/kavro/blueprint.md": BLUEPRINT.format(1), "src/a.py": "",
             "docs/kavro/decisions/2026-11-02-x.md": TEMPLATE}  # fmt: skip
    text = " ".join(reported(repository(tmp_path, files), "KV206", "KV207"))
    assert "has no content" in text


def test_code_holds_no_decision() -> None:
    document = parse("d.md", f"```\n{CLAUDE}```\n".encode())
    assert list(short_decisions(document, 1, len(document.lines) + 1)) == []


@pytest.mark.parametrize(
    ("line", "verdict"),
    [("Overall: PASS", "PASS"), ("Overall: BLOCK", "BLOCK"), ("overall verdict: FLAG", "FLAG"),
     ("Overall: PASS / FLAG / BLOCK", None), ("Overall:", None)],
)  # fmt: skip
def test_a_verdict_is_read_from_a_line_of_its_own(line: str, verdict: str | None) -> None:
    from kavro_lint.artifacts.validation import read_notes

    table = "| Criterion | Status |\n|--|--|\n| a | PASS |\n"
    text = f"## Governance Report - Task 1.1.1\n{line}\n{table}"
    (note,) = read_notes(
        [parse("docs/kavro/validation/1.1.1.md", text.encode())], "docs/kavro", None
    )
    assert note.verdict == verdict


@pytest.mark.parametrize(
    ("based_on", "version", "stale"),
    [
        ("Technical Blueprint v1", "2", True), ("Technical Blueprint v2", "2", False),
        ("Technical Blueprint v2.0", "2", False), ("Technical Blueprint v[X]", "2", False),
        ("blueprint version 1.2", "1.10", True), ("the interviews", "2", False),
    ],
)  # fmt: skip
def test_a_roadmap_that_is_based_on_another_blueprint(
    tmp_path: Path, based_on: str, version: str, stale: bool
) -> None:
    roadmap = f"# Roadmap\n\n**Based on:** {based_on}\n\n- ⬜ 1.1.1 - Orders\n"
    files = {"docs/kavro/blueprint.md": BLUEPRINT.format(f'"{version}"'), "src/a.py": "",
             "docs/kavro/execution-roadmap.md": roadmap}  # fmt: skip
    result = reported(repository(tmp_path, files), "KV205")
    assert len(result) == stale
    assert all(f"which is at version {version}" in line for line in result)


def test_a_blueprint_in_docs_is_named_with_its_setting(tmp_path: Path) -> None:
    files = {"docs/architecture.md": BLUEPRINT.format(1), "src/a.py": ""}
    text = " ".join(run(repository(tmp_path, files), "check").stdout.split())
    assert 'set `artifacts = "docs"`, or move it to docs/kavro/blueprint.md' in text


REPORT = """## Governance Report - Task 1.1.1

**Commits:** HEAD
**Validated by:** Governance Agent
**Date:** {date}

Overall: {verdict}

| Criterion | Status | Notes |
|---|---|---|
| Architectural alignment | {verdict} | one import |
| Scope compliance | PASS | two files |
| Standards compliance | PASS | - |
| Test coverage | PASS | error paths too |
| Documentation currency | PASS | - |

### Validation steps

1. {verdict} - `pytest` passed

"""
REFINED = """- ✅ 1.1.1 - Orders

## Task 1.1.1 - Orders

**Goal:** Orders are kept.
**Scope - In:** `src/`
**Scope - Out:** the API
**Dependencies:** None
**Expected output:** `src/a.py`
**Implementation strategy:** one class; at most two refinements, then a human
**Validation steps:**

1. `pytest` passes

**Rollback plan:** revert the commit
**Complexity:** Low
"""


@pytest.mark.parametrize("verdicts", [("PASS",), ("BLOCK", "PASS"), ("BLOCK", "BLOCK", "PASS")])
def test_a_task_is_judged_by_the_report_on_its_last_refinement(
    tmp_path: Path, verdicts: tuple[str, ...]
) -> None:
    """Kavro lets an agent refine twice what was blocked, and asks a human then."""
    reports = [
        REPORT.format(verdict=verdict, date=f"2026-11-0{number}")
        for number, verdict in enumerate(verdicts, 1)
    ]
    files = {
        "docs/blueprint.md": BLUEPRINT.format(1), "docs/roadmap.md": f"# Roadmap\n\n{REFINED}",
        "docs/validation/1.1.1.md": "".join(reports), "src/a.py": "",
        "kavro-lint.toml": 'artifacts = "docs"\n',
    }  # fmt: skip
    assert reported(repository(tmp_path, files), "KV3", "KV73") == []


def test_what_stays_blocked_is_reported(tmp_path: Path) -> None:
    files = {
        "docs/kavro/blueprint.md": BLUEPRINT.format(1), "src/a.py": "",
        "docs/kavro/roadmap.md": f"# Roadmap\n\n{REFINED}",
        "docs/kavro/validation/1.1.1.md": REPORT.format(verdict="BLOCK", date="2026-11-01"),
    }  # fmt: skip
    assert any(line.startswith("KV732") for line in reported(repository(tmp_path, files), "KV73"))


def test_the_governance_of_a_selection_may_name_the_refinements(tmp_path: Path) -> None:
    selection = (
        "## Agent Selection - Task 1.1.1\n\n**Task:** Orders\n**Assigned agent:** Backend Agent\n"
        "**Reason:** it knows SQL\n**Context injected:** the blueprint\n"
        "**Expected output:** `src/a.py`\n"
        "**Governance:** Governance Agent runs post-execution - ALWAYS; at most two refinements, "
        "then a human\n"
    )
    files = {
        "docs/kavro/blueprint.md": BLUEPRINT.format(1), "src/a.py": "",
        "docs/kavro/roadmap.md": f"# Roadmap\n\n{REFINED}".replace("✅", "🔄"),
        "docs/kavro/selections/1.1.1.md": selection,
    }  # fmt: skip
    assert reported(repository(tmp_path, files), "KV6") == []
