"""`kavro-lint explain`: files, modules, tasks, and what lies between two things."""

import json
from pathlib import Path

import pytest

from kavro_lint.commands.explain.shaping import import_line
from kavro_lint.model.imports import Import
from kavro_lint.model.places import RawImport
from kavro_lint.reports.wording.wrapping import WIDTH
from tests.building import git, repository, run, write

HEAD = (
    "| Module | Paths | Layer | May import | Must not reach | Public | External "
    "| Responsibility |\n|---|---|---|---|---|---|---|---|\n"
)
ROWS = (
    "| api | `src/api/` | top | core, store | | | flask | HTTP only |\n"
    "| core | `src/core/` | mid | store | | | none | |\n"
    "| store | `src/store/` | low | none | | `__init__.py` | none | |\n"
    "| jobs | `src/jobs/` | | | store | | | |\n"
    "| late (planned) | `src/late/` | top | none | | | none | |\n"
    "| core.tools | `src/core/tools/` | | | | | | |\n"
)
LAYERS = "\n## Layers\n\n1. top\n2. mid\n3. low\n"
SPEC = (
    "### Task 1.1.2 - Take orders\n\n**Goal:** Orders are kept.\n"
    "**Scope - In:** `src/api/`, `core`\n**Scope - Out:** billing\n**Dependencies:** 1.1.1\n"
    "**Expected output:** an endpoint\n**Implementation strategy:** see 0001-use-flask\n"
    "**Validation steps:**\n\n1. `pytest tests/api` passes\n2. an order is kept\n\n"
    "**Rollback plan:** revert\n**Complexity:** Low\n**Agent role:** Backend\n"
)
ROADMAP = f"- 🔄 1.1.1 - Begin\n- ⬜ 1.1.2 - Take orders\n\n{SPEC}"
SHOP = {
    "src/api/__init__.py": "",
    "src/api/views.py": "import flask\nfrom core import rules\nimport requests\n",
    "src/core/__init__.py": "",
    "src/core/rules.py": "import store\n",
    "src/core/tools/x.py": "",
    "src/store/__init__.py": "from store import rows\n",
    "src/store/rows.py": "",
    "src/jobs/nightly.py": "",
    "loose/x.py": "import api.views\n",
    "src/core/README.md": "",
    "docs/kavro/blueprint.md": HEAD + ROWS + LAYERS,
    "docs/kavro/roadmap.md": ROADMAP,
    "docs/kavro/decisions/0001-use-flask.md": "# Use Flask\n\n**Status:** accepted\n",
    "docs/kavro/prompts/1.1.2.md": "Your specific task: 1.1.2\n",
    "kavro-lint.toml": 'source-roots = ["src"]\n',
}
BLUEPRINT = "docs/kavro/blueprint.md"

Json = dict[str, object]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path, SHOP)


def explained(folder: Path, *words: str) -> Json:
    done = run(folder, "explain", *words, "--format", "json")
    assert done.returncode == 0, done
    document: Json = json.loads(done.stdout)
    assert document["schema"] == 1
    return document


def text(folder: Path, *words: str) -> str:
    done = run(folder, "explain", *words)
    assert done.returncode == 0, done
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    return " ".join(done.stdout.split())


def test_explain_shows_a_file(shop: Path) -> None:
    document = explained(shop, "src/api/views.py")
    assert (document["kind"], document["module"], document["pattern"]) == (
        "file",
        "api",
        "src/api/",
    )
    assert document["contract"] == {"path": BLUEPRINT, "line": 3}
    assert document["allowed"]["may_import"] == ["core", "store", "core.tools"]  # type: ignore[index]
    assert document["allowed"]["stated"]["external"]["names"] == ["flask"]  # type: ignore[index]
    assert [(e["name"], e["allowed"]) for e in document["uses"]] == [("core", True)]  # type: ignore[attr-defined]
    assert [e["name"] for e in document["packages"]] == ["flask", "requests"]  # type: ignore[attr-defined]
    assert document["imported_by"] == ["loose/x.py"]
    assert [e["id"] for e in document["findings"]] == ["KV707"]  # type: ignore[attr-defined]
    output = text(shop, "src/api/views.py")
    assert "module: api (docs/kavro/blueprint.md:3)" in output
    assert "why: its row's `src/api/` matches" in output
    assert "imported by: 1 file loose/x.py" in output
    assert text(shop / "src/api", "views.py") == output


def test_the_last_row_wins_and_says_so(shop: Path) -> None:
    document = explained(shop, "src/core/tools/x.py")
    assert document["module"] == "core.tools"
    assert document["also_matches"] == ["core"]
    assert document["why"] == "its row's `src/core/tools/` matches; the last row wins, over core"
    assert document["allowed"]["stated"]["may_import"]["contract"]["line"] == 4  # type: ignore[index]
    assert "(docs/kavro/blueprint.md:4, of core)" in text(shop, "src/core/tools/x.py")


def test_files_that_no_row_or_no_contract_governs(shop: Path) -> None:
    assert "(KV701)" in text(shop, "loose/x.py")
    assert explained(shop, "loose/x.py")["allowed"] is None
    write(shop, {"kavro-lint.toml": 'source-roots = ["src"]\nexclude = ["loose/"]\n'})
    document = explained(shop, "loose/x.py")
    assert document["module"] == "ungoverned"
    assert document["contract"] == {"path": "kavro-lint.toml", "line": 2}


def test_explain_shows_a_module(shop: Path) -> None:
    document = explained(shop, "core")
    assert (document["kind"], document["module"]) == ("module", "core")
    assert document["files"] == ["src/core/__init__.py", "src/core/rules.py", "src/core/tools/x.py"]
    assert document["nested"] == ["core.tools"]
    assert document["tasks"] == ["1.1.2"]
    assert [(e["name"], e["imports"]) for e in document["uses"]] == [("store", 1)]  # type: ignore[attr-defined]
    assert [e["name"] for e in document["users"]] == ["api"]  # type: ignore[attr-defined]
    output = text(shop, "api")
    assert "for: HTTP only" in output
    assert "layer: top (docs/kavro/blueprint.md:12)" in output
    assert "KV707 src/api/views.py:3" in output
    assert "late (docs/kavro/blueprint.md:7, planned)" in text(shop, "late")


def test_a_task_has_all_that_an_agent_needs(shop: Path) -> None:
    git(shop, "checkout", "--quiet", "-b", "task/1.1.2-orders")
    write(shop, {"src/api/orders.py": "import store\n"})
    git(shop, "add", "--all")
    git(shop, "commit", "--quiet", "--message=Keep orders\n\nKavro-Task: 1.1.2")
    document = explained(shop, "1.1.2")
    assert (document["kind"], document["id"], document["state"]) == ("task", "1.1.2", "not-started")
    assert document["goal"] == "Orders are kept."
    scope = document["scope"]
    assert scope["entries"] == ["src/api/", "core"]  # type: ignore[index]
    assert scope["modules"] == ["api", "core", "core.tools"]  # type: ignore[index]
    assert "src/api/orders.py" in scope["files"]  # type: ignore[index]
    assert "src/store/rows.py" not in scope["files"]  # type: ignore[index]
    assert scope["out"] == "billing"  # type: ignore[index]
    allowed = {module["module"]: module["may_import"] for module in document["modules"]}  # type: ignore[attr-defined]
    assert allowed["core"] == ["store"]
    assert document["dependencies"] == [{"id": "1.1.1", "name": "Begin", "state": "in-progress"}]
    assert (document["waits_for"], document["can_start"]) == (["1.1.1"], False)
    assert [step["text"] for step in document["validation_steps"]] == [  # type: ignore[attr-defined]
        "pytest tests/api passes", "an order is kept",
    ]  # fmt: skip
    assert document["prompt"] == "docs/kavro/prompts/1.1.2.md"
    assert [decision["title"] for decision in document["decisions"]] == ["Use Flask"]  # type: ignore[attr-defined]
    assert [commit["subject"] for commit in document["commits"]] == ["Keep orders"]  # type: ignore[attr-defined]
    assert document["trailer"] == "Kavro-Task: 1.1.2"
    assert (document["rollback_plan"], document["agent_role"]) == ("revert", "Backend")
    output = text(shop, "task", "1.1.2")
    assert "state: not-started; waits for 1.1.1" in output
    assert "depends on: 1.1.1 Begin (in-progress)" in output
    assert "commits carry: Kavro-Task: 1.1.2; so far: 1" in output
    git(shop, "checkout", "--quiet", "main")
    git(shop, "merge", "--quiet", "--no-ff", "--no-edit", "task/1.1.2-orders")
    subjects = [commit["subject"] for commit in explained(shop, "1.1.2")["commits"]]  # type: ignore[attr-defined]
    assert subjects == ["Merge branch 'task/1.1.2-orders'", "Keep orders"]


@pytest.mark.parametrize(
    ("one", "two", "may", "rules", "line"),
    [
        ("api", "core", True, [], 3),
        ("core", "api", False, ["KV703", "KV705"], 13),
        ("store", "core", False, ["KV703", "KV705"], 14),
        ("api", "src/store/rows.py", False, ["KV706"], 5),
        ("api", "src/store/__init__.py", True, [], 3),
        ("jobs", "store", False, ["KV709"], 6),
        ("jobs", "core", True, [], 6),
        ("jobs", "src/core/rules.py", False, ["KV709"], 6),
        ("jobs", "src/api/views.py", False, ["KV709"], 6),
        ("api", "flask", True, [], 3),
        ("core", "flask", False, ["KV707"], 4),
        ("core", "core.tools", True, [], 4),
        ("core", "src/core/rules.py", True, [], 4),
        ("api", "late", False, ["KV704"], 3),
        ("late", "api", False, ["KV704"], 7),
        ("loose/x.py", "api", None, [], None),
        ("api", "loose/x.py", None, [], None),
    ],
)
def test_explain_answers_whether_one_module_may_import_the_other(
    shop: Path, one: str, two: str, *, may: bool | None, rules: list[str], line: int | None
) -> None:
    document = explained(shop, one, two)
    assert document["may"] is may
    assert [rule["id"] for rule in document["rules"]] == rules  # type: ignore[attr-defined]
    place = document["contract"]
    assert place == (None if line is None else {"path": BLUEPRINT, "line": line})


def test_a_module_of_which_some_files_may_be_imported(shop: Path) -> None:
    document = explained(shop, "jobs", "core")
    assert (document["may"], [entry["id"] for entry in document["partly"]]) == (True, ["KV709"])  # type: ignore[attr-defined]
    output = text(shop, "jobs", "core")
    assert "yes: neither a layer nor May import limits it" in output
    assert "but not all of it: KV709: jobs must not reach store" in output
    private = explained(shop, "api", "store")["partly"]
    assert [entry["id"] for entry in private] == ["KV706"]  # type: ignore[attr-defined]


def test_explain_predicts_what_the_check_then_finds(shop: Path) -> None:
    """The answer is true: the very import is made, and judged."""
    for result, two, statement in (
        ("src/core/rules.py", "src/api/views.py", "import api.views"),
        ("src/api/views.py", "src/store/rows.py", "from store import rows"),
        ("src/jobs/nightly.py", "src/core/rules.py", "from core import rules"),
        ("src/api/views.py", "src/store/__init__.py", "import store"),
    ):
        rules = {entry["id"] for entry in explained(shop, result, two)["rules"]}  # type: ignore[attr-defined]
        old = SHOP[result]
        before = _found(shop)
        write(shop, {result: f"{old}{statement}\n"})
        assert {rule for rule, _ in _found(shop) - before} == rules
        write(shop, {result: old})


def _found(folder: Path) -> set[tuple[str, str]]:
    report = json.loads(
        run(folder, "check", "--format", "json", "--select", "KV703,KV704,KV705,KV706,KV709").stdout
    )
    return {(finding["id"], finding["fingerprint"]) for finding in report["findings"]}


def test_explain_shows_a_direct_import_or_a_chain(shop: Path) -> None:
    document = explained(shop, "api", "core")
    assert document["does"] is True
    assert [(e["path"], e["line"]) for e in document["imports"]] == [("src/api/views.py", 2)]  # type: ignore[attr-defined]
    document = explained(shop, "api", "src/store/rows.py")
    assert document["does"] is False
    assert [e["path"] for e in document["chain"]] == [  # type: ignore[attr-defined]
        "src/api/views.py", "src/core/rules.py", "src/store/__init__.py",
    ]  # fmt: skip
    assert "not directly; the shortest chain has 3 imports" in text(
        shop, "api", "src/store/rows.py"
    )
    assert "neither directly nor by any chain" in text(shop, "store", "api")
    assert "yes, in 1 import: src/api/views.py:3 import requests" in text(shop, "api", "requests")


def test_a_word_with_two_meanings_is_read_as_one_and_the_other_is_named(tmp_path: Path) -> None:
    files = {"api/x.py": "", "src/api/y.py": "", "tool.py": ""}
    rows = "| Module | Paths |\n|---|---|\n| api | `src/api/` |\n| tool.py | `api/` |\n"
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": rows})
    document = explained(folder, "api")
    assert document["kind"] == "module"
    assert "read as the module api" in str(document["note"])
    assert "`kavro-lint explain folder api/`" in str(document["note"])
    document = explained(folder, "folder", "api/")
    assert (document["module"], document["kind"]) == ("tool.py", "module")
    assert "the folder api/ belongs to the module tool.py" in str(document["note"])
    assert explained(folder, "file", "tool.py")["kind"] == "file"
    assert explained(folder, "tool.py")["kind"] == "module"
    assert explained(folder, "src")["kind"] == "module"
    document = explained(folder, ".")
    assert [module["module"] for module in document["modules"]] == ["api", "tool.py"]  # type: ignore[attr-defined]
    assert document["undeclared"] == 1
    pair = explained(folder, "module", "api", "folder", "api")
    assert (pair["from"]["kind"], pair["to"]["kind"]) == ("module", "folder")  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["coer"], "did you mean core"),
        (["1.1.3"], "did you mean 1.1.2"),
        (["src/api/view.py"], "did you mean src/api/views.py"),
        (["api", "stoer"], "did you mean store"),
        (["api", "core", "store"], "one or two names, not 3"),
        (["core", "--imports"], "--imports needs a file"),
        (["layer-violaton"], "did you mean layer-violation"),
        (["../elsewhere.py"], "is not a rule, task, module, source file or folder here"),
        (["src/core/README.md"], "is not a source file in a language"),
        (["task", "core"], "core is not a task here"),
        (["api", "--format", "yaml"], "unknown --format 'yaml'"),
    ],
)
def test_explain_refuses_bad_input_with_a_remedy(
    shop: Path, words: list[str], expected: str
) -> None:
    done = run(shop, "explain", *words)
    assert (done.returncode, expected in done.stderr) == (2, True), done


def test_rules_need_no_repository_and_the_users_own_are_explained(
    shop: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    document = explained(elsewhere, "KV703")
    assert (document["kind"], document["name"]) == ("rule", "layer-violation")
    page = (
        '+++\nid = "SHOP1"\nseverity = "major"\nmessage = "no"\n+++\n# no-print\n\n'
        "## What it does\n\nReports print.\n\n```query python\n(module) @finding\n```\n"
    )
    settings = 'source-roots = ["src"]\nrules = ["lint/"]\n'
    write(shop, {"lint/no-print.md": page, "kavro-lint.toml": settings})
    assert explained(shop, "no-print")["origin"] == "lint/no-print.md"


def test_explain_works_without_a_blueprint(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a/x.py": "from b import y\n", "b/y.py": ""})
    assert "there is no blueprint" in text(folder, "a/x.py")
    document = explained(folder, "a/x.py", "b/y.py")
    assert (document["may"], document["does"]) == (None, True)
    assert explained(folder, "b")["undeclared"] == 1


def test_hostile_names_are_shown_harmlessly(tmp_path: Path) -> None:
    name = "a\x1b[31m\n.py"
    rows = "| Module | Paths |\n|---|---|\n| m | `**/*.py` |\n"
    folder = repository(tmp_path, {name: "import b\n", "b.py": "", "docs/kavro/blueprint.md": rows})
    for words in ([name], ["m"], [name, "b.py"], ["b.py"]):
        done = run(folder, "explain", *words)
        assert (done.returncode, "\x1b" in done.stdout) == (0, False), done


def test_a_folder_that_is_a_module_is_no_second_meaning(tmp_path: Path) -> None:
    rows = "| Module | Paths |\n|---|---|\n| api | `api/` |\n"
    folder = repository(tmp_path, {"api/x.py": "", "docs/kavro/blueprint.md": rows})
    assert explained(folder, "api")["note"] in ("", None)


def test_modules_in_other_languages_are_counted(tmp_path: Path) -> None:
    """A module of Python imports none of TypeScript: naming forty of them is noise."""
    layers = {"a": "high", "b": "low", "c": "low", "d": "low", "e": "top"}
    rows = "".join(f"| {name} | `{name}/` | {layer} |\n" for name, layer in layers.items())
    order = "\n## Layers\n\n1. top\n2. high\n3. low\n"
    table = f"| Module | Paths | Layer |\n|--|--|--|\n{rows}{order}"
    files = {f"{name}/x.{'ts' if name in 'cd' else 'py'}": "" for name in "abcde"}
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": table})
    text = run(folder, "explain", "a").stdout
    assert "may import: b, and 2 modules in other languages (by its layer;" in text
    document = json.loads(run(folder, "explain", "a", "--format", "json").stdout)
    assert document["allowed"]["may_import"] == ["b", "c", "d"]


def test_a_printed_page_names_no_file_beside_it(tmp_path: Path) -> None:
    page = run(tmp_path, "explain", "layer-violation").stdout
    assert "- The contract, 1.2: Blueprint: layers." in page
    assert "](../" not in page


def test_a_folder_with_tests_in_it_is_of_the_module_of_its_code(tmp_path: Path) -> None:
    """In Go tests stand beside the code, and a pattern makes them a module."""
    rows = "| core | `core/` | |\n| web | `web/` | |\n| tests | `**/*_test.go` | * |\n"
    files = {
        "go.mod": "module shop\n\ngo 1.22\n",
        "core/metrics/a.go": "package metrics\n",
        "core/metrics/a_test.go": "package metrics\n",
        "web/b.go": 'package web\n\nimport _ "shop/core/metrics"\n',
        "docs/kavro/blueprint.md": f"| Module | Paths | May import |\n|--|--|--|\n{rows}",
    }
    text = run(repository(tmp_path, files), "explain", "web", "core/metrics/").stdout
    assert "May web import core/metrics/ (module core)?" in text
    assert "  yes: neither a layer nor May import limits it" in text


def test_a_cycle_is_shown_by_way_of_what_is_asked(tmp_path: Path) -> None:
    """The cheapest cut of a large cycle may be elsewhere: it would not name the two."""
    rows = "".join(f"| {name} | `{name}/` |\n" for name in "abcd")
    sources = {
        "a/x.py": "import b.x\n",
        "b/x.py": "import a.x\nimport c.x\n",
        "c/x.py": "import d.x\nimport d.y\n",
        "d/x.py": "",
        "d/y.py": "",
    }
    contract = {"docs/kavro/blueprint.md": f"| Module | Paths |\n|--|--|\n{rows}"}
    text = run(repository(tmp_path, {**sources, **contract}), "explain", "d", "b").stdout
    assert "KV705: dependency cycle: b -> c -> d -> b (1 more module is part" in text


@pytest.mark.parametrize(
    ("folder", "lines"), [("app", 1), ("app/legacy/src/main/java/net/example/android/messages", 2)]
)
def test_a_statement_behind_a_long_path_has_a_line_of_its_own(folder: str, lines: int) -> None:
    raw = RawImport("x", None, "import", 7, 1, f"import net.example.{'y' * 45};")
    shown = import_line(Import(f"{folder}/A.java", raw, "external")).split("\n")
    assert len(shown) == lines
    assert all(len(line) <= WIDTH for line in shown)
    assert raw.text in shown[-1] or lines == 1


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("core", "core ("), ("*", "any module, private files too ("), ("", "any")],
)
def test_what_a_full_list_allows_is_not_called_any_module(
    tmp_path: Path, cell: str, expected: str
) -> None:
    rows = f"| api | `api/` | {cell} |\n| core | `core/` | none |\n"
    table = f"| Module | Paths | May import |\n|---|---|---|\n{rows}"
    folder = repository(tmp_path, {"api/a.py": "", "core/b.py": "", BLUEPRINT: table})
    text = run(folder, "explain", "api").stdout
    assert f"may import: {expected}" in text
