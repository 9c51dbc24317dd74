"""Files that a language's own tools would load and that are not read here are named."""

from pathlib import Path

from kavro_lint.model.findings import Report
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from tests.building import repository

TABLE = {"docs/kavro/blueprint.md": "| Module | Paths |\n|---|---|\n| m | `m/` |\n"}


def report(folder: Path, files: dict[str, str]) -> Report:
    return check(Request(repository(folder, {**TABLE, "m/a.py": "", **files})), FindingOptions())


def test_sources_of_other_suffixes_and_scripts_are_counted(tmp_path: Path) -> None:
    files = {
        "m/fast.pyx": "import a\n", "m/x.lua": "", "m/n.ipynb": "{}", "m/w.pyw": "import os\n",
        "bin/run": "#!/usr/bin/env python3\nimport m.a\n", "bin/other": "no script", "LICENSE": "",
    }  # fmt: skip
    coverage = report(tmp_path, files).coverage
    assert coverage.not_analysed == {"#!python": 1, ".ipynb": 1, ".lua": 1, ".pyx": 1}
    assert coverage.files == {"python": 2}


def test_what_interpreters_load_beside_sources_is_counted(tmp_path: Path) -> None:
    files = {
        "m/b.pyc": "", "m/c.so": "", "m/d.pth": "import os", "m/e.ipy": "import os",
        "bin/Deploy": "#!/usr/bin/env python3\n", ".hidden": "#!/usr/bin/python\n",
        "LICENSE": "MIT",
        "bin/_run": "#!/usr/bin/env -S uv run\n",
    }  # fmt: skip
    coverage = report(tmp_path, files).coverage
    assert coverage.not_analysed == {
        "#!python": 2, "#!uv": 1, ".ipy": 1, ".pth": 1, ".pyc": 1, ".so": 1,
    }  # fmt: skip


def test_scripts_under_suffixes_that_nobody_knows_are_counted(tmp_path: Path) -> None:
    script = "#!/usr/bin/env python3\nimport m.a\n"
    files = {
        "m/tool.run": script, "m/b.py.in": script, "m/c.xonsh": "no script", "m/d.png": script,
        "m/g.tmpl": "#!/bin/sh\n", "e.bak": script.replace("python3", "node"),
        **{f"data/{number}.odd": script for number in range(101)},
    }  # fmt: skip
    assert report(tmp_path, files).coverage.not_analysed == {"#!node": 1, "#!python": 2}


def test_a_script_under_another_suffix_is_seen_when_it_comes_to_be_one(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**TABLE, "m/a.py": "", "m/tool.run": "data\n"})
    request = Request(folder)
    assert check(request, FindingOptions()).coverage.not_analysed == {}
    (folder / "m/tool.run").write_text("#!/usr/bin/env python3\n")
    assert check(request, FindingOptions()).coverage.not_analysed == {"#!python": 1}
    (folder / "m/tool.run").write_text("data\n")
    assert check(request, FindingOptions()).coverage.not_analysed == {}


def test_files_without_a_suffix_that_nobody_looked_into_are_counted(tmp_path: Path) -> None:
    files = {f"data/f{number}": "" for number in range(501)}
    assert report(tmp_path, files).coverage.not_analysed == {"(no suffix)": 1}


def test_a_link_named_like_a_source_is_not_passed_over(tmp_path: Path) -> None:
    folder = repository(tmp_path, {**TABLE, "m/a.py": "", "m/b.txt": "import os\n"})
    (folder / "m/b.py").symlink_to("b.txt")
    (folder / "m/c.py").symlink_to("a.py")
    result = [
        finding.finding
        for finding in check(Request(folder), FindingOptions()).findings
        if finding.rule.id == "KV002"
    ]
    assert [(finding.location.path, finding.message) for finding in result] == [
        ("m/b.py", "m/b.py: it is a link to m/b.txt, which is not read as python: its imports are "
         "unknown"),
    ]  # fmt: skip


def test_templates_of_php_frameworks_are_counted_as_not_analysed(tmp_path: Path) -> None:
    files = {"a.php": "<?php\n", "views/b.blade.php": "@if (1)", "views/c.html.twig": "{{ c }}"}
    coverage = report(tmp_path, files).coverage
    assert coverage.not_analysed == {".blade.php": 1, ".twig": 1}
    assert coverage.files == {"php": 1, "python": 1}


def test_pages_of_razor_are_counted_as_not_analysed(tmp_path: Path) -> None:
    files = {"P.cshtml": "@using N\n", "Q.razor": "@using N\n"}
    assert report(tmp_path, files).coverage.not_analysed == {".cshtml": 1, ".razor": 1}
