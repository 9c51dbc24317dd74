"""The JSON report and the graph, key by key as docs/contract.md, 4, has them."""

import json
from pathlib import Path

from tests.building import GOOD, TABLE, repository, run, write

DRIFT = {
    "a.py": "import os\nimport requests\n\ndef f():\n    from b import x\n",
    "b.py": "def g():\n    import a\n",
    "tool.rb": "",
    "docs/kavro/blueprint.md": (
        "| Module | Paths | Layer | May import | External |\n|---|---|---|---|---|\n"
        "| a | `a.py` | low | none | none |\n| b | `b.py` | top | | |\n"
        "\n## Layers\n1. top\n2. low\n"
    ),
}


def test_the_json_report_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    done = run(repository(tmp_path, DRIFT), "check", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    assert report["schema"] == 1
    assert report["tool"]["name"] == "kavro-lint"
    assert report["snapshot"]["kind"] == "worktree"
    assert len(report["snapshot"]["commit"]) == 40
    assert report["snapshot"]["base"] is None
    assert report["verdict"] == "BLOCK"
    assert report["summary"] == {"critical": 0, "major": 3, "minor": 0, "waived": 0, "known": 0}
    assert report["coverage"] == {
        "files": {"python": 2}, "not_analysed": {".rb": 1}, "governed": 2, "declared": 2,
        "undeclared": 0, "unreadable": 0, "vendored": 0, "generated": 0,
        "imports": {"internal": 2, "external": 1, "unlisted": 1, "standard": 1, "unresolved": 0,
                    "ambiguous": 0, "unanalysable": 0},
        "unlimited_modules": [],
        "phases_judged": {"2": "always", "7": "always"}, "phases_not_judged": [1, 3, 4, 5, 6],
        "submodules": [],
        "remarks": [],
        "approvals": [],
    }  # fmt: skip
    assert [entry["id"] for entry in report["findings"]] == ["KV707", "KV703", "KV705"]
    finding = report["findings"][1]
    prints = {entry["fingerprint"] for entry in report["findings"]}
    assert len(prints) == 3
    assert finding == {
        "id": "KV703", "rule": "layer-violation", "severity": "major",
        "message": "a may not import b: layer low is below top",
        "path": "a.py", "line": 5, "column": 5, "from": "a", "to": "b", "kind": "import",
        "test": False,
        "evidence": [{"path": "a.py", "line": 5, "text": "from b import x"}],
        "contract": {"path": "docs/kavro/blueprint.md", "line": 8},
        "also": ["KV704"], "fix": finding["fix"], "owners": [],
        "fingerprint": finding["fingerprint"], "waived_by": None, "imported": "b.py",
    }  # fmt: skip
    cycle = report["findings"][2]
    assert cycle["cycle"] == ["a", "b"]
    assert cycle["cut"] == [{"path": "a.py", "line": 5, "text": "from b import x"}]
    assert report["waived"] == []


def test_a_fingerprint_does_not_depend_on_lines(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)

    def prints() -> set[str]:
        report = json.loads(run(folder, "check", "--format", "json").stdout)
        return {finding["fingerprint"] for finding in report["findings"]}

    before = prints()
    write(folder, {"a.py": "# one more line\n" + DRIFT["a.py"]})
    assert prints() == before


def test_selection_decides_report_verdict_and_exit_code(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    only = json.loads(run(folder, "check", "--select", "KV707", "--format", "json").stdout)
    assert [finding["rule"] for finding in only["findings"]] == ["undeclared-external"]
    for arguments in (
        ["--ignore", "KV7"], ["--fail-on", "critical"], ["--fail-on", "never"],
        ["--select", "unused-permission"], ["b.py", "--ignore", "KV705"],
    ):  # fmt: skip
        assert run(folder, "check", *arguments).returncode == 0, arguments
    assert run(folder, "check", "a.py").returncode == 1
    assert run(folder / "docs", "check", "../a.py").returncode == 1
    assert run(folder / "docs", "-C", "..", "check", "a.py").returncode == 1


def test_paths_limit_the_report_and_not_the_analysis(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    report = json.loads(run(folder, "check", "b.py", "--format", "json").stdout)
    assert report["findings"] == []
    assert report["coverage"]["governed"] == 2


def test_severities_of_the_settings(tmp_path: Path) -> None:
    settings = "[severity]\nlayer-violation = 'minor'\nKV705 = 'off'\nKV707 = 'off'\n"
    folder = repository(tmp_path, {**DRIFT, "kavro-lint.toml": settings})
    done = run(folder, "check")
    assert done.returncode == 0
    assert done.stdout.endswith("FLAG: 1 minor\n")


def test_the_graph_needs_no_blueprint(tmp_path: Path) -> None:
    files = {path: text for path, text in DRIFT.items() if path.endswith(".py")}
    folder = repository(tmp_path, files)
    graph = json.loads(run(folder, "graph", "--level", "file", "--format", "json").stdout)
    assert graph["nodes"] == [
        {"path": "a.py", "module": None, "language": "python"},
        {"path": "b.py", "module": None, "language": "python"},
    ]
    edge = {"from": "a.py", "to": "b.py", "line": 5, "kind": "import", "text": "from b import x"}
    assert edge in graph["edges"]
    assert graph["externals"] == [
        {"from": "a.py", "package": "requests", "line": 2, "kind": "import"}
    ]
    assert graph["unresolved"] == []


def test_the_graph_marks_what_only_tests_import(tmp_path: Path) -> None:
    files = {
        "a.py": "import b\n",
        "b.py": "",
        "tests/test_a.py": "import a\nimport pytest\nimport gone.x\n",
        "c/x.py": "",
        "c/test_x.py": "import c.x\n",
        "c/test_results.py": "import b\n",
        "d/tests.py": "import b\n",
    }
    folder = repository(tmp_path, files)
    graph = json.loads(run(folder, "graph", "--level", "file", "--format", "json").stdout)
    tests = {edge["from"] for edge in graph["edges"] if edge.get("test")}
    assert tests == {"tests/test_a.py", "c/test_x.py", "d/tests.py"}
    assert {edge["from"] for edge in graph["edges"]} - tests == {"a.py", "c/test_results.py"}
    assert {edge["package"] for edge in graph["externals"] if edge.get("test")} >= {"pytest"}
    modules = json.loads(run(folder, "graph", "--format", "json").stdout)
    assert {edge["from"] for edge in modules["edges"] if edge.get("test")} == {"tests/", "d/"}


def test_the_graph_marks_what_is_not_allowed(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    graph = json.loads(run(folder, "graph", "--format", "json").stdout)
    edges = {(e["from"], e["to"]): (e["imports"], e["allowed"]) for e in graph["edges"]}
    assert edges == {("a", "b"): (1, False), ("b", "a"): (1, True)}
    assert "stroke:#c00" in run(folder, "graph").stdout
    assert run(folder, "graph", "--format", "dot").stdout.startswith("digraph")


def test_explain_prints_rules_and_files(tmp_path: Path) -> None:
    folder = repository(tmp_path, DRIFT)
    page = run(folder, "explain", "layer-violation")
    assert page.stdout.startswith("KV703 layer-violation (major, phase 7)")
    assert run(folder, "explain", "KV703").stdout == page.stdout
    shown = run(folder, "explain", "a.py", "--imports").stdout
    assert "module: a (docs/kavro/blueprint.md:3)" in shown
    assert "internal: b.py" in shown
    assert "standard" in shown
    document = json.loads(run(folder, "explain", "a.py", "--imports", "--format", "json").stdout)
    outcomes = [import_["outcome"] for import_ in document["imports"]]
    assert outcomes == ["standard", "external", "internal"]
    assert run(folder, "explain", "KV799").returncode == 2
    assert run(folder, "explain", "missing.py").returncode == 2


def test_rules_of_the_user_are_judged(tmp_path: Path) -> None:
    page = (
        '+++\nid = "SHOP1"\nseverity = "major"\nmessage = "print is for people"\n+++\n'
        "# no-print\n\n## What it does\n\nReports print.\n\n"
        '```query python\n((call function: (identifier) @_f) @finding (#eq? @_f "print"))\n```\n'
    )
    settings = "rules = ['lint/']\n"
    folder = repository(
        tmp_path,
        {**GOOD, "kavro-lint.toml": settings, "lint/no-print.md": page,
         "b.py": "# TODO\nprint(1)\n"},
    )  # fmt: skip
    done = run(folder, "check")
    assert "SHOP1 no-print: 1 major" in done.stdout
    assert "b.py:2  print(1)" in done.stdout
    assert "KV721" not in done.stdout
    write(folder, {"lint/no-print.md": page.replace("(call ", "(cal ")})
    broken = run(folder, "check")
    assert broken.returncode == 2
    assert "lint/no-print.md" in broken.stderr
    hostile = page.replace('(#eq? @_f "print")', '(#match? @_f "^(x+x+)+y")')
    write(folder, {"lint/no-print.md": hostile, "b.py": "x" * 40 + "(1)\n"})
    slow = run(folder, "check")
    assert slow.returncode == 2
    assert "took longer" in slow.stderr


def test_a_table_of_modules_is_enough(tmp_path: Path) -> None:
    table = TABLE + "| all | `*.py` | | |\n"
    done = run(repository(tmp_path, {**GOOD, "docs/kavro/blueprint.md": table}), "check")
    assert done.returncode == 0
    assert "Unlimited (neither layer nor May import): all." in done.stdout
