"""Near misses of a blueprint: what a person almost wrote is said, with the name that is read."""

import json
from pathlib import Path

import pytest

from kavro_lint.artifacts.blueprint import Blueprint, read_blueprint
from kavro_lint.artifacts.markdown import parse
from kavro_lint.artifacts.near_keys import near_keys
from tests.building import repository, run

ROW = "|---|---|---|\n| web | `web/` | {} |\n"
LAYERED = (
    "| Module | Paths | Layer |\n|---|---|---|\n| web | `web/` | top |\n| db | `db/` | low |\n\n"
)


def read(text: str) -> Blueprint:
    return read_blueprint(parse("b.md", text.encode()), "", ("web", "db"))


def messages_of(text: str) -> list[str]:
    return [
        f"{problem.message}: {problem.fix}"
        for problem in read(text).problems
        if problem.rule == "KV204"
    ]


@pytest.mark.parametrize(
    ("head", "right"),
    [
        ("May imports", "May import"), ("may  import:", ""), ("Depends on", "May import"),
        ("Dependencies", "May import"), ("Allowed import", "May import"),
        ("MAY IMPROT", "May import"),
        ("Must not imports", "Must not import"), ("May not import", "Must not import"),
        ("Must not raech", "Must not reach"), ("Externals", "External"), ("Extrenal", "External"),
        ("Packages", "External"), ("Layers", "Layer"), ("Lyaer", "Layer"),
        ("Public API", "Public"), ("Exports", "Public"), ("Publc", "Public"),
        ("Responsibilities", ""), ("Owner", ""), ("Notes", ""), ("Why", ""), ("Description", ""),
        ("External", ""), ("Third-party", ""), ("Exposes", ""), ("Status", ""), ("Language", ""),
    ],
)  # fmt: skip
def test_a_column_that_is_almost_one_of_the_contract(head: str, right: str) -> None:
    messages = messages_of(f"| Module | Paths | {head} |\n" + ROW.format(""))
    assert len(messages) == bool(right)
    if right:
        assert f"name the column `{right}`" in messages[0]


def test_a_column_that_is_there_already_may_stand_beside_a_similar_one() -> None:
    head = "| Module | Paths | May import | Dependencies |\n|---|---|---|---|\n"
    assert messages_of(f"{head}| web | `web/` | none | x |\n") == []


@pytest.mark.parametrize(
    ("header", "fix"),
    [
        ("Modules | Paths | Layer", "write `Module` for `Modules`"),
        ("Module | Location | May import", "write `Paths` for `Location`"),
        ("Module | Directory | Notes", "write `Paths` for `Directory`"),
        ("Component | Path | May import", "write `Module` for `Component`"),
        ("Module | Layer | May import", "write a column `Paths`"),
        ("Module | Purpose | Notes", ""), ("Name | Path | Why", ""),
        ("Endpoint | Path | Layer", ""),
        ("Module | Layer | Why", ""),
    ],
)  # fmt: skip
def test_a_table_that_is_almost_the_modules_table(header: str, fix: str) -> None:
    messages = messages_of(f"| {header} |\n" + ROW.format("x"))
    messages = [entry for entry in messages if "almost the Modules table" in entry]
    assert len(messages) == bool(fix)
    assert fix in "".join(messages)
    # Beside a Modules table it is prose.
    beside = messages_of(f"{LAYERED}# More\n\n| {header} |\n" + ROW.format("x"))
    assert not [entry for entry in beside
                if "almost" in entry]  # fmt: skip


@pytest.mark.parametrize(("head", "count"), [("Why", 1), ("Reason", 0)])
@pytest.mark.parametrize("kind", ["Ungoverned", "Generated"])
def test_exemptions_without_a_reason_are_not_read(kind: str, head: str, count: int) -> None:
    messages = messages_of(f"| {kind} | {head} |\n|---|---|\n| `x/` | old |\n")
    assert len(messages) == count
    assert count == 0 or f"the table {kind} has no column `Reason`" in messages[0]


@pytest.mark.parametrize(
    ("header", "meant"),
    [("Ungoverend", "Ungoverned"), ("Generatd", "Generated"), ("Change", ""), ("Ungoverned", "")],
)
def test_a_table_that_is_almost_one_of_exemptions(header: str, meant: str) -> None:
    messages = messages_of(f"| {header} | Reason |\n|---|---|\n| `x/` | old |\n")
    assert len(messages) == bool(meant)
    assert not meant or f"name the column `{meant}`" in messages[0]


@pytest.mark.parametrize(
    ("comment", "count"), [("kavor", 1), ("Kavr", 1), ("kavro", 0), ("colours", 0), ("a b", 0)]
)
def test_a_diagram_that_is_almost_a_contract(comment: str, count: int) -> None:
    messages = messages_of(f"{LAYERED}```mermaid\nflowchart TD\n%% {comment}\nweb --> db\n```\n")
    assert (
        len([entry for entry in messages if "does not make this diagram a contract" in entry])
        == count
    )


@pytest.mark.parametrize(
    ("header", "cell", "hint"),
    [
        ("Exeption | From | To | Until", "KV703", "name the column `Exception`"),
        ("Exception | From | To | Untill", "KV703", "name the column `Until`"),
        ("Exception | Form | To | Until", "KV703", "name the column `From`"),
        ("Exception | From | To | Until", "layer-voilation", "did you mean layer-violation?"),
        ("Expectation | From | To | Until", "KV703", ""),
        ("Trip | From | To | Price", "KV703", ""),
    ],
)
def test_near_misses_in_an_exception_are_reported(
    tmp_path: Path, header: str, cell: str, hint: str
) -> None:
    table = f"| {header} |\n|---|---|---|---|\n| {cell} | web | app | 2999-01-01 |\n"
    decision = {"docs/kavro/decisions/0001-x.md": f"---\nstatus: accepted\n---\n# X\n\n{table}"}
    folder = repository(tmp_path, {**FILES, **decision})
    done = run(folder, "check", "--select", "KV204,KV004", "--format", "json")
    fixes = [finding["fix"] for finding in json.loads(done.stdout)["findings"]]
    assert (hint in fixes) if hint else not any("column" in fix for fix in fixes), fixes


@pytest.mark.parametrize(
    "heading", ["Layers", "The layers", "Our layering", "3. Layer order", "The Layers (top first)"]
)
@pytest.mark.parametrize("marks", ["12", "--", "**"])
def test_layers_are_read_under_what_people_write(heading: str, marks: str) -> None:
    items = "".join(
        f"{mark}{'.' * mark.isdigit()} `{name}`\n"
        for mark, name in zip(marks, ("top", "low"), strict=True)
    )
    blueprint = read(f"{LAYERED}## {heading}\n\n{items}")
    assert [layer.name for layer in blueprint.layers] == ["top", "low"]
    assert blueprint.problems == ()


def test_bullets_below_a_numbered_list_are_remarks() -> None:
    blueprint = read(f"{LAYERED}## Layers\n\n1. top\n2. low\n\nRemarks:\n\n- never mind\n")
    assert [layer.name for layer in blueprint.layers] == ["top", "low"]


def test_a_missing_list_of_layers_is_reported_once() -> None:
    messages = messages_of(f"{LAYERED}## How we stack it\n\n1. top\n2. low\n")
    assert messages == [
        "modules name layers (top, low), but no list of layers was found: "
        "rename the heading `How we stack it` (line 6) to `Layers`"
    ]
    assert "list them under a heading `Layers`" in messages_of(LAYERED)[0]
    assert len(messages_of(f"{LAYERED}## Layers\n\n1. tpo\n2. low\n")) == 1


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("staus", "status"), ("Statu", "status"), ("versoin", "version"), ("dates", "date"),
        ("subjet", "subject"), ("superseded-by", ""), ("status", ""), ("title", ""),
        ("authors", ""), ("updated", ""), ("owner", ""), ("template", ""), ("order", ""),
    ],
)  # fmt: skip
def test_a_misspelt_key_of_the_front_matter_is_reported(key: str, meant: str) -> None:
    problems = list(near_keys(parse("d.md", f"---\ntitle: x\n{key}: y\n---\n".encode())))
    assert len(problems) == bool(meant)
    if meant:
        assert (problems[0].rule, problems[0].location.line) == ("KV001", 3)
        assert f"the key `{key}` of the front matter is not read" in problems[0].message
        assert f"write `{meant}`" in problems[0].fix


SPEC = """\
## Task 1.1.1 - Begin

**Goal:** An order can be paid.
**Scope - In:** `src/web/`
**Scope - Out:** everything else
**Dependencies:** None
**Expected output:** `POST /orders`
**Implementation strategy:** the route first
**Validation steps:**
1. `pytest tests/orders` passes
**Rollback plan:** revert the commit
**Complexity:** Low
"""
FILES = {
    "src/web/a.py": "", "src/app/b.py": "",
    "docs/kavro/blueprint.md":
        "| Module | Paths |\n|--|--|\n| web | `src/web/` |\n| app | `src/app/` |\n",
    "docs/kavro/roadmap.md": "# Roadmap\n\n- 🔄 1.1.1 - Begin\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "fix"),
    [
        ("**Goal:", "**Gaol:", "KV302", "rename `gaol` on line 3 to `Goal`"),
        ("**Dependencies:", "**Dependancies:", "KV302", "to `Dependencies`"),
        ("**Expected output:", "**Expected outputs:", "KV302", "to `Expected output`"),
        ("**Validation steps:", "**Validation step:", "KV302", "to `Validation steps`"),
        ("**Rollback plan:", "**Rollback:", "KV302", "to `Rollback plan`"),
        ("`src/web/`", "`src/wbe/`", "KV310", "did you mean `src/web/`?"),
        ("Low", "Lwo", "KV312", "did you mean Low?"),
        ("None", "1.1.2", "KV304", "1.1.2"),
    ],
)  # fmt: skip
def test_near_misses_in_a_task_are_reported(
    tmp_path: Path, right: str, wrong: str, rule: str, fix: str
) -> None:
    task = SPEC.replace(right, wrong, 1)
    folder = repository(tmp_path, {**FILES, "docs/kavro/tasks/1.1.1.md": task})
    done = run(folder, "check", "--select", "KV30,KV31", "--format", "json")
    result = [
        (finding["id"], finding["message"], finding["fix"])
        for finding in json.loads(done.stdout)["findings"]
    ]
    assert [entry for entry in result if entry[0] == rule and fix in f"{entry[1]} {entry[2]}"], (
        result
    )
    # One thing is wrong, and it is said once.
    assert len(result) == 1, result


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- [-] 1.1.1 - Begin", "task 1.1.1 has the unknown state '[-]'"),
        ("- 🔃 1.1.1 - Begin", "task 1.1.1 has the unknown state '🔃'"),
        ("- ⬜ 1.1 - Begin", "'1.1' is not a task id"),
        ("- ⬜ Task 1.1a - Begin", "'1.1a' is not a task id"),
    ],
)
def test_near_misses_in_a_tracker_are_reported(tmp_path: Path, line: str, expected: str) -> None:
    roadmap = {"docs/kavro/roadmap.md": f"# Roadmap\n\n{line}\n"}
    done = run(repository(tmp_path, {**FILES, **roadmap}), "check", "--format", "concise")
    assert expected in done.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Context", "Contxt"), ("Decision", "Decison"), ("Consequences", "Consequenses"),
        ("Reasoning", "Reasonning"),
        ("Reversibility", "Reversability"), ("accepted", "acepted"),
    ],
)  # fmt: skip
def test_near_misses_in_a_decision_are_reported(tmp_path: Path, right: str, wrong: str) -> None:
    decision = (
        "---\nstatus: accepted\n---\n# Use X\n\n## Context\nc\n## Decision\nWe use X.\n"
        "## Alternatives Considered\n1. A: rejected, because it is slow.\n"
        "2. B: rejected, because it is old.\n## Reasoning\nIt fits.\n## Consequences\n"
        "- Positive: p\n- Negative: n\n- Risks: r\n## Reversibility\nEasy: one file.\n"
    ).replace(right, wrong, 1)
    folder = repository(tmp_path, {**FILES, "docs/kavro/decisions/0001-x.md": decision})
    done = run(folder, "check", "--select", "KV206,KV207,KV208", "--format", "json")
    fixes = " ".join(finding["fix"] for finding in json.loads(done.stdout)["findings"])
    assert f"to `{right}`" in fixes or f"did you mean {right}?" in fixes, done.stdout


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('artefacts = "x"', "did you mean `artifacts`?"),
        ('fail_on = "major"', "did you mean `fail-on`?"),
        ('fail-on = "majro"', "did you mean major?"),
        ('[severity]\n"layer-voilation" = "off"', "did you mean `layer-violation`?"),
        ('[gats]\nx = "src/"', "did you mean `gates`?"),
    ],
)
def test_near_misses_in_the_settings_are_reported(
    tmp_path: Path, settings: str, expected: str
) -> None:
    done = run(repository(tmp_path, {**FILES, "kavro-lint.toml": f"{settings}\n"}), "check")
    assert (done.returncode, expected in done.stderr) == (2, True), done.stderr
