"""Sentences of the contract that an audit found unkept, one small repository each."""

from pathlib import Path

import pytest

from kavro_lint.artifacts import read_plan
from tests.building import repository, run
from tests.memory import findings_of, snapshot_of

BLUEPRINT, DECISION = "docs/kavro/blueprint.md", "docs/kavro/decisions/2026-11-02-y.md"
TABLE = (
    "| Module | Paths | May import |\n|---|---|---|\n| a | src/a/ | b |\n| b | src/b/ | none |\n"
)
SOURCES = {"src/a/x.py": "import b.y\n", "src/b/y.py": ""}
DECIDED = {
    "Context": "It grows.", "Decision": "We use y.", "Alternatives Considered": "- Foo: slow",
    "Reasoning": "It is best.", "Consequences": "- Positive: a", "Reversibility": "Easy, it is one",
}  # fmt: skip
FIELDS = (
    "Goal", "Scope - In", "Scope - Out", "Dependencies", "Expected output",
    "Implementation strategy", "Validation steps", "Rollback plan", "Complexity",
)  # fmt: skip


def reported(files: dict[str, str], *rules: str) -> list[tuple[str, str, int]]:
    plan = {BLUEPRINT: TABLE, **SOURCES, **files}
    return sorted(
        (finding.rule, finding.location.path, finding.location.line)
        for finding in findings_of(plan)
        if finding.rule in rules
    )


def decision(status: str = "accepted", **parts: str) -> str:
    sections = {**DECIDED, **{name.replace("_", " "): text for name, text in parts.items()}}
    text = "".join(f"## {name}\n\n{text}\n\n" for name, text in sections.items())
    return f"---\nstatus: {status}\n---\n# Use y\n\n{text}"


@pytest.mark.parametrize("cell", ["TBD", "`TODO`", "...", "[folder]"])
def test_a_placeholder_is_no_path(cell: str) -> None:
    files = {BLUEPRINT: TABLE.replace("src/b/", cell)}
    assert reported(files, "KV204") == [("KV204", BLUEPRINT, 4)]


def test_a_later_row_takes_a_folder_out_of_a_family() -> None:
    table = "## Folder & Module Structure\n\n| Module | Paths |\n|---|---|\n"
    family = "| `apps.{name}` | `apps/{name}/` |\n"
    files = {"apps/a/x.py": "", "apps/b/x.py": "", BLUEPRINT: f"{table}{family}| b | `apps/b/` |\n"}
    assert reported(files, "KV204", "KV702") == []
    # A row of its own that later rows take all files from is shadowed.
    files[BLUEPRINT] = f"{table}| c | `apps/b/` |\n| b | `apps/b/` |\n| a | `apps/a/` |\n"
    assert reported(files, "KV204") == [("KV204", BLUEPRINT, 5)]


@pytest.mark.parametrize("item", ["[top](#up) modules", "[`top`](#up)", "**[top](#up)**: modules"])
def test_the_first_word_of_a_layer_may_be_a_link(item: str) -> None:
    layers = f"\n## Layers\n\n1. {item}\n2. [low](#down) (independent)\n"
    table = TABLE.replace("May import", "Layer").replace("| b |", "| top |").replace("none", "low")
    assert reported({BLUEPRINT: f"{table}{layers}"}, "KV204") == []


@pytest.mark.parametrize("status", ["approved", "done", "Final"])
def test_a_status_outside_the_vocabulary_is_unknown(status: str) -> None:
    assert reported({DECISION: decision(status)}, "KV208") == [("KV208", DECISION, 4)]


@pytest.mark.parametrize(
    ("options", "lacking"),
    [
        ("- **Foo**\n  - Rejected because: TBD\n- Bar - too slow", 1),
        ("- Foo - TBD\n- Bar - ...", 2),
        ("- Foo - rejected because ...\n- Bar: costly", 1),
        ("- **Foo**\n  - Rejected because: it is slow\n- Bar - costly to run", 0),
    ],
)
def test_a_placeholder_is_no_reason_for_a_rejection(options: str, lacking: int) -> None:
    files = {DECISION: decision(Alternatives_Considered=options)}
    assert len(reported(files, "KV207")) == lacking


def test_each_part_that_says_nothing_has_its_finding() -> None:
    """`One finding each` holds for placeholders as for what is missing."""
    fields = "\n".join(f"**{name}:** TBD" for name in FIELDS)
    sections = ("High-Level Architecture", "Testing Strategy", "Deployment Strategy")
    files = {
        BLUEPRINT: TABLE + "".join(f"\n## {name}\n\nTBD\n" for name in sections),
        "docs/kavro/roadmap.md": f"- 🔄 1.1.1 - One\n\n## Task 1.1.1 - One\n\n{fields}\n",
        DECISION: decision(Context="TBD", Decision="...", Reasoning="[why]", Consequences="TODO"),
    }
    assert len(reported(files, "KV302")) == len(FIELDS)
    assert [line for _, _, line in reported(files, "KV202") if line > 1] == [6, 10, 14]
    assert len(reported(files, "KV206")) == 4


@pytest.mark.parametrize(("row", "lacking"), [("[module] (planned)", 1), ("[id]", 0)])
def test_a_placeholder_is_no_module(row: str, lacking: int) -> None:
    """A skeleton's row is not filled in; a folder of a framework has files."""
    table = f"| Module | Paths |\n|---|---|\n| {row} | `[folder]/` |\n"
    source = {} if "planned" in row else {"[folder]/a.py": ""}
    roadmap = {"docs/kavro/roadmap.md": "- ⬜ 1.1.1 - One\n"}
    files = {BLUEPRINT: table, **source, **roadmap}
    rows = [line for _, _, line in reported(files, "KV202") if line == 3]
    assert len(rows) == lacking


@pytest.mark.parametrize(("state", "grade"), [("", None), ("⬜", "minor"), ("🔄", None)])
def test_what_a_decision_has_not_filled_in_is_open_in_the_workflow(
    state: str, grade: str | None
) -> None:
    roadmap = {"docs/kavro/roadmap.md": f"- {state} 1.1.1 - One\n"} if state else {}
    files = {BLUEPRINT: TABLE, **SOURCES, **roadmap, DECISION: decision(Decision="TBD")}
    grades = [finding.severity for finding in findings_of(files) if finding.rule == "KV206"]
    assert grades == [grade]


@pytest.mark.parametrize(
    "heading", ["### 2. Overall: PASS", "### Section 3 - Overall: Pass", "**Overall: PASS**"]
)
def test_a_verdict_may_be_numbered_or_bold(heading: str) -> None:
    note = f"# Governance Report - Task 1.1.1\n\n{heading}\n"
    criteria = "| Criterion | Status | Notes |\n|---|---|---|\n| Scope compliance | PASS | ok |\n"
    files = {
        "docs/kavro/roadmap.md": "- ✅ 1.1.1 - One\n",
        "docs/kavro/validation/1.1.1.md": f"{note}\n{criteria}",
    }
    plan = {BLUEPRINT: TABLE, **SOURCES, **files}
    messages = [finding.message for finding in findings_of(plan) if finding.rule == "KV731"]
    assert messages and not [message for message in messages if "no verdict" in message]


def test_a_section_of_agent_selections_names_its_task() -> None:
    fields = ("Agent", "Reason", "Context", "Expected output", "Governance")
    text = "\n".join(f"**{name}:** said" for name in fields)
    path = "docs/kavro/agent-selection.md"
    files = {"docs/kavro/roadmap.md": "- 🔄 1.1.1 - One\n"}
    assert reported({**files, path: f"# All\n\n## Task 1.1.1 - One\n\n{text}\n"}, "KV602") == []
    alone = "docs/kavro/selections/1.1.1.md"
    assert reported({**files, alone: f"# One\n\n{text}\n"}, "KV602") == [("KV602", alone, 1)]


def test_a_repository_structure_may_be_a_table() -> None:
    table = "| Path | What |\n|---|---|\n| `src/` | code |\n| gone/ | old |\n"
    path = "docs/kavro/project-overview.md"
    assert reported({path: f"# O\n\n## Repository Structure\n\n{table}"}, "KV403") == [
        ("KV403", path, 8)
    ]


@pytest.mark.parametrize("line", ["**Supersedes:** {}", "* Supersedes: {}", "Supersedes {}"])
@pytest.mark.parametrize(
    ("status", "older", "hit"),
    [("accepted", "accepted", 1), ("accepted", "superseded by 0002", 0),
     ("proposed", "accepted", 0), ("accepted", "deprecated", 0)],
)  # fmt: skip
def test_what_a_decision_supersedes_says_so_too(
    line: str, status: str, older: str, hit: int
) -> None:
    folder = "docs/kavro/decisions"
    text = line.format("[0001](0001-x.md)")
    files = {
        f"{folder}/0001-x.md": decision(older).replace("Use y", "Use x"),
        f"{folder}/0002-y.md": decision(status).replace("# Use y\n", f"# Use y\n\n{text}\n"),
    }
    assert reported(files, "KV209") == [("KV209", f"{folder}/0002-y.md", 4)] * hit


def test_a_row_of_exceptions_that_is_too_short_is_unreadable() -> None:
    table = "| Exception | From | To | Until |\n|---|---|---|---|\n| KV704 | a | b |\n\n"
    files = {DECISION: decision().replace("## Context", f"{table}## Context")}
    assert reported(files, "KV001") == [("KV001", DECISION, 8)]


def test_a_row_matches_what_a_blueprint_below_it_governs() -> None:
    """The modules of the inner blueprint are nested in the row's."""
    inner = "| Module | Paths |\n|---|---|\n| core | core/ |\n"
    table = f"{TABLE}| shop | shop/ | none |\n| gone | shop/gone/ | none |\n"
    files = {
        BLUEPRINT: table,
        "shop/docs/kavro/blueprint.md": inner,
        "shop/core/c.py": "",
    }
    assert reported(files, "KV702", "KV204") == [("KV702", BLUEPRINT, 6)]


EXCEPTIONS = "| Exception | From | To | Until |\n|---|---|---|---|\n"


def excepting(row: str) -> dict[str, str]:
    """Return an accepted decision with one row of exceptions; b imports a, which it may not."""
    table = f"{EXCEPTIONS}{row}\n\n"
    return {
        BLUEPRINT: TABLE,
        "src/b/y.py": "import a.x\n",
        "src/a/x.py": "",
        DECISION: decision().replace("## Context", f"{table}## Context"),
    }


@pytest.mark.parametrize(
    ("cell", "waived"),
    [("a, b", True), ("`src/a/`<br>`src/b/`", True), ("a, c", False), ("-", True)],
)
def test_values_of_an_exception_are_separated_like_those_of_any_table(
    tmp_path: Path, cell: str, waived: bool
) -> None:
    folder = repository(tmp_path, excepting(f"| KV704 | {cell} | a | 2099-01-01 |"))
    lines = run(folder, "check", "--format", "concise").stdout
    assert ("KV704" not in lines, "KV004" not in lines) == (waived, waived)


def test_an_exception_for_a_rule_that_cannot_be_waived_says_so(tmp_path: Path) -> None:
    folder = repository(tmp_path, excepting("| KV007 | b | a | 2099-01-01 |"))
    done = run(folder, "check", "--select", "KV004", "--format", "concise")
    assert "findings of this rule cannot be waived" in done.stdout


def test_an_arrow_that_is_not_used_is_removed_from_the_diagram() -> None:
    table = "| Module | Paths |\n|---|---|\n| a | src/a/ |\n| b | src/b/ |\n"
    diagram = "\n```mermaid\nflowchart TD\n%% kavro\na --> b\nb --> a\n```\n"
    plan = {BLUEPRINT: table + diagram, **SOURCES}
    (finding,) = [f for f in findings_of(plan) if f.rule == "KV708"]
    assert finding.fix == "remove the arrow from b to a"
    assert finding.contract is not None
    assert (finding.location.line, finding.contract.line) == (4, 10)


def test_a_reason_after_blocked_is_no_part_of_the_name() -> None:
    roadmap = {"docs/kavro/roadmap.md": "- 🚫 1.1.1 - One blocked: late\n"}
    files = {BLUEPRINT: TABLE, **SOURCES, **roadmap}
    (task,) = read_plan(snapshot_of(files)).tasks
    assert (task.name, task.reason) == ("One", "late")
