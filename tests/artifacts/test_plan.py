"""Blueprints, roadmaps and notes, as records (docs/contract.md, 1.1 to 1.7 and 1.10)."""

from collections.abc import Mapping

from kavro_lint.artifacts import read_plan
from kavro_lint.artifacts.roadmap import named_in
from kavro_lint.artifacts.verdicts import grade_of
from kavro_lint.model.plan import Plan
from tests.memory import snapshot_of

BLUEPRINT = "docs/kavro/blueprint.md"
HEAD = "| Module | Paths | May import |\n|---|---|---|\n"


def plan_of(files: Mapping[str, str], task_id: str | None = None) -> Plan:
    return read_plan(snapshot_of(files), task_id=task_id)


def rules(plan: Plan) -> list[tuple[str, int]]:
    return [
        (problem.rule, problem.location.line)
        for result in plan.all()
        for problem in result.problems
    ]


def test_every_column_of_the_modules_table_is_read() -> None:
    text = (
        "| module | Folder | LAYER | May depend on | Forbidden | Must not reach | Exposes "
        "| Third-party | Why |\n|---|---|---|---|---|---|---|---|---|\n"
        "| **`a`** | `a/`<br>`x.py` | top | b, `c` | — | any | `api.py` | `one`, two | … |\n"
        "| b (planned) | b/ |  |  |  |  |  |  |  |\n| c | c/ | | none | | | | * | |\n"
        "\n## 2. Layer order\n\n1. **top** (closed): what is above\n2. `low` - (independent)\n"
    )
    plan = plan_of({BLUEPRINT: text})
    a, b, c = plan.modules
    assert (a.name, a.patterns, a.layer) == ("a", ("a/", "x.py"), "top")
    assert (a.may_import, a.must_not_import, a.must_not_reach) == (("b", "c"), (), ("*",))
    assert (a.public, a.external, a.location.line) == (("api.py",), ("one", "two"), 3)
    assert (b.planned, b.may_import, b.external) == (True, None, None)
    assert (c.may_import, c.external) == ((), ("*",))
    assert [(layer.name, layer.rank, layer.closed, layer.independent) for layer in plan.layers] == [
        ("top", 0, True, False), ("low", 1, False, True)]  # fmt: skip
    assert rules(plan) == []


def test_a_family_makes_a_module_for_each_folder() -> None:
    text = (
        HEAD
        + "| plugins.{name} | `plugins/{name}/` | core, plugins.{name}.x |\n| core | `c/` | |\n"
    )
    plan = plan_of({BLUEPRINT: text, "plugins/one/a.py": "", "plugins/two/b.py": "", "c/d.py": ""})
    assert {module.name: module.patterns for module in plan.modules} == {
        "plugins.one": ("plugins/one/",),
        "plugins.two": ("plugins/two/",),
        "core": ("c/",),
    }


def test_a_contract_diagram_states_what_the_table_does_not() -> None:
    diagram = "\n```mermaid\nflowchart TD\n  %% kavro\n  a[a] --> b\n```\n"
    plan = plan_of({BLUEPRINT: HEAD + "| a | `a/` | |\n| b | `b/` | |\n" + diagram})
    assert [(module.name, module.may_import) for module in plan.modules] == [
        ("a", ("b",)), ("b", ())]  # fmt: skip
    contradicting = plan_of({BLUEPRINT: HEAD + "| a | `a/` | none |\n| b | `b/` | |\n" + diagram})
    assert [rule for rule, _ in rules(contradicting)] == ["KV205"]
    picture = plan_of({BLUEPRINT: HEAD + "| a | `a/` | |\n" + diagram.replace("%% kavro", "%% x")})
    assert picture.modules[0].may_import is None


def test_a_tree_without_a_table_declares_modules() -> None:
    text = "## Folder & Module Structure\n\n```\nsrc/\n├── api/   # HTTP\n└── core/  ← rules\n```\n"
    plan = plan_of({BLUEPRINT: text, "src/api/a.py": "", "src/core/b.py": ""})
    assert {module.name: module.responsibility for module in plan.modules} == {
        "api": "HTTP", "core": "rules"}  # fmt: skip


def test_plans_are_nested_and_their_names_whole() -> None:
    inner = HEAD + "| core | `core/` | //shared |\n| web | `web/` | core |\n"
    outer = HEAD + "| billing | `services/billing/` | shared |\n| shared | `shared/` | none |\n"
    plan = plan_of({BLUEPRINT: outer, f"services/billing/{BLUEPRINT}": inner})
    (child,) = plan.children
    assert child.prefix == "billing"
    assert [module.name for module in child.modules] == ["billing.core", "billing.web"]
    assert child.modules[0].may_import == ("shared",)
    assert child.modules[1].may_import == ("billing.core",)


ROADMAP = """# Roadmap

- ✅ 1.1.1 - Lay the ground
- [~] **1.1.2** - Build (half way)
- 🚫 1.1.3 - Wait - blocked: no key
- [ ] Task 1.1.4: Later
- 1.1.5 has no state

## Task 1.1.1 - Lay the ground

**Goal:** ground
**Scope - In:**
- `src/shop/` and `api`
- tests/unit/ - the tests
**Dependencies:** None
**Validation steps:**
1. `pytest` passes
2. it is read by somebody
**Validation notes:** PASS - 41 tests passed
"""


def test_tracker_lines_and_specs_are_one_task() -> None:
    plan = plan_of({"docs/kavro/roadmap.md": ROADMAP})
    states = {task.id: task.state for task in plan.tasks}
    assert states == {"1.1.1": "complete", "1.1.2": "in-progress", "1.1.3": "blocked",
                      "1.1.4": "not-started"}  # fmt: skip
    first = plan.tasks[0]
    assert (first.name, first.location.line, first.tracker and first.tracker.line) == (
        "Lay the ground", 9, 3)  # fmt: skip
    assert first.scope == ("src/shop/", "api", "tests/unit/")
    assert [(step.number, step.location.line) for step in first.steps] == [(1, 17), (2, 18)]
    (note,) = plan.notes
    assert (note.task, note.form, note.verdict, note.text) == (
        "1.1.1", "field", "PASS", "41 tests passed")  # fmt: skip


def test_ids_may_follow_another_pattern() -> None:
    files = {"docs/kavro/roadmap.md": "- [x] SHOP-12 - Pay\n- [ ] 1.2.3 - no\n"}
    assert [task.id for task in plan_of(files, r"[A-Z]+-\d+").tasks] == ["SHOP-12"]


def test_a_report_is_read_from_a_file_and_from_a_section() -> None:
    report = (
        "Governance Report - Task 1.1.1\n**Commits:** a1b2c3d..d4e5f6a, `0f0f0f0`\n"
        "**Validated by:** Ada\n**Date:** 2026-11-02\n### Overall: ⚠️ FLAG\n"
        "| Criterion | Status | Notes |\n|---|---|---|\n| Scope compliance | ✅ PASS | ok |\n"
        "### Validation steps\n1. PASS - 41 passed\n2. FAIL - slow\n"
        "### Items requiring resolution\n- [ ] make it fast\n- None\n"
    )
    for path, text in (("validation/1.1.1.md", f"# {report}"), ("notes.md", f"# N\n\n## {report}")):
        (note,) = plan_of({f"docs/kavro/{path}": text}).notes
        assert (note.task, note.form, note.verdict) == ("1.1.1", "report", "FLAG")
        assert note.commits == ("a1b2c3d..d4e5f6a", "0f0f0f0")
        assert (note.validated_by, note.date, note.items) == ("Ada", "2026-11-02", 1)
        assert [(row.name, row.status) for row in note.criteria] == [("scope compliance", "PASS")]
        assert {number: row.status for number, row in note.results.items()} == {
            1: "PASS", 2: "BLOCK"}  # fmt: skip


def test_a_template_is_not_read_as_a_verdict() -> None:
    assert grade_of("PASS / FLAG / BLOCK") is None
    assert grade_of("[PASS | FLAG | BLOCK]") is None
    assert grade_of("bypassed") is None
    assert grade_of("✅ Pass") == "PASS"
    assert grade_of("PASS - no FLAG was raised") == "PASS"


def test_a_scope_names_modules_folders_and_files() -> None:
    assert named_in("`a/`, `b`") == ("a/", "b")
    assert named_in("src/a/, api") == ("src/a/", "api")
    assert named_in("- src/a/ (all of it)\n- the whole of it\n- None") == ("src/a/",)


def test_a_diagram_may_have_front_matter_and_a_heading_an_addition() -> None:
    text = (
        HEAD + "| a | `a/` | |\n| b | `b/` | |\n\n## Layers (highest first)\n\n1. one\n\n"
        "```mermaid\n---\ntitle: shop\n---\nflowchart LR\n%% kavro\na --> b\n```\n"
    )
    plan = plan_of({BLUEPRINT: text})
    assert [layer.name for layer in plan.layers] == ["one"]
    assert [(arrow.source, arrow.location.line) for arrow in plan.arrows] == [("a", 16)]
    assert rules(plan) == []


def test_flags_count_wherever_their_column_stands() -> None:
    layers = "## Layers\n\n| Flags | Layer |\n|---|---|\n| closed | top |\n| independent | low |\n"
    text = f"{HEAD}| a | `a.py` | |\n\n{layers}"
    top, low = plan_of({BLUEPRINT: text}).layers
    assert (top.name, top.closed, top.independent) == ("top", True, False)
    assert (low.name, low.closed, low.independent) == ("low", False, True)
