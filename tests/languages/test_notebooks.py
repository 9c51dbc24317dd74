"""Notebooks: the code cells of a Python kernel are read as Python, each line in its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.git.repository import open_repository
from kavro_lint.languages.python import decode, extract
from kavro_lint.languages.python.magics import plain_python
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.findings import Report
from kavro_lint.pipeline.check import check
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.reports.concise import render as concise
from kavro_lint.reports.json import render as as_json
from tests.building import repository

TABLE = """# Shop

| Module | Paths | May import |
|---|---|---|
| api | `shop/api/` | db |
| db | `shop/db/` | none |
| study | `study/` | api |
| rest | `shop/__init__.py` | |
"""
FILES = {
    "docs/kavro/blueprint.md": TABLE,
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["pandas"]\n',
    "shop/__init__.py": "",
    "shop/api/__init__.py": "from shop.db import rows\n",
    "shop/db/__init__.py": "",
    "shop/db/rows.py": "",
}


def code(*lines: str, **more: object) -> dict[str, Any]:
    source = [f"{line}\n" for line in lines[:-1]] + [lines[-1]]
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def notebook(*cells: dict[str, Any], language: str = "python", indent: int | None = 1) -> str:
    metadata = {"kernelspec": {"name": language, "language": language}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, indent=indent)


def imports(text: str) -> list[tuple[str, str]]:
    facts = extract(text.encode(), ".ipynb")
    return [(raw.specifier, raw.text) for raw in facts.imports]


def report(folder: Path, files: dict[str, str]) -> Report:
    return check(Request(repository(folder, {**FILES, **files})), FindingOptions())


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_a_statement_names_its_cell_and_stands_at_its_line_of_the_file(indent: int | None) -> None:
    prose = {"cell_type": "markdown", "metadata": {}, "source": ["import nothing\n"]}
    text = notebook(
        prose, code("x = 1", "if x:", '    "a\\tb"; import a.b'), code("import ü"), indent=indent
    )
    first, second = extract(text.encode(), ".ipynb").imports
    assert (first.text, second.text) == ("cell 2, line 3: import a.b", "cell 3, line 1: import ü")
    for raw in (first, second):
        line = text.split("\n")[raw.line - 1]
        statement = json.dumps(raw.text.partition(": ")[2])[1:-1]
        assert line[raw.column - 1 :].startswith(statement)


def test_a_finding_in_a_notebook_says_its_cell_in_every_format(tmp_path: Path) -> None:
    text = notebook(code("import pandas"), code("x = 1", "from shop.db import rows"))
    findings = report(tmp_path, {"study/a.ipynb": text})
    assert [judged.rule.id for judged in findings.findings] == ["KV708", "KV704"]
    finding = findings.findings[1].finding
    assert finding.cell == "cell 2, line 2"
    assert text.split("\n")[finding.location.line - 1].strip() == '"from shop.db import rows"'
    assert "(cell 2, line 2)" in concise(findings)
    assert json.loads(as_json(findings))["findings"][1]["cell"] == "cell 2, line 2"
    assert findings.coverage.imports["external"] == 1
    assert findings.coverage.not_analysed == {}


def test_an_import_that_a_notebook_adds_is_new_and_the_others_are_known(tmp_path: Path) -> None:
    old = notebook(code("from shop.db import rows"))
    folder = repository(tmp_path, {**FILES, "study/a.ipynb": old})
    (folder / "study/a.ipynb").write_text(
        notebook(
            code("1"),
            code("from shop.db import rows"),
            code("import shop.db.gone"),
            code("import shop.db.rows"),
        )
    )
    result = check(Request(folder), FindingOptions(base="HEAD"))
    new = {(judged.rule.id, judged.finding.cell) for judged in result.findings}
    assert new == {("KV704", "cell 4, line 1"), ("KV710", "cell 3, line 1")}
    assert result.known == 2


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("%load_ext x", "!pip install a", "import b"), "\n\nimport b"),
        (("%%time", "import a"), "\nimport a"),
        (("%%timeit -n 3", "import a"), "\nimport a"),
        (("%%bash", "import a"), ""),
        (("%%writefile x.py", "import a"), ""),
        (("x = !ls", "y = %time a", "import b"), "\n\nimport b"),
        (("!ls \\", "  import", "import b"), "\n\nimport b"),
        (("a?", "?b", "c.d??", "import e"), "\n\n\nimport e"),
        (("%time import a", "import b"), "0;    import a\nimport b"),
        (("if x:", "    %timeit -n 3 -q import a"), "if x:\n    0;              import a"),
        (("%prun f(1,", "2)"), "0;    f(1,\n2)"),
        (("%%timeit import a", "import b"), "0;       import a\nimport b"),
        (("%%script python3", "import a"), "\nimport a"),
        (("%%script --bg /usr/bin/python3.12", "import a"), "\nimport a"),
        (("%%script bash", "import a"), ""),
        # None of these is a magic.
        (("x = '''", "%d'''", "import a"), "x = '''\n%d'''\nimport a"),
        (("x = (1", "% 2)", "import a"), "x = (1\n% 2)\nimport a"),
        (("x = 1 \\", "% 2", "import a"), "x = 1 \\\n% 2\nimport a"),
        (("x = '%' # (", "import a"), "x = '%' # (\nimport a"),
    ],
)
def test_magics_are_blanked_out_and_nothing_else(lines: tuple[str, ...], expected: str) -> None:
    assert plain_python("\n".join(lines)).text == expected


def test_names_of_one_cell_are_known_in_the_next() -> None:
    text = notebook(code("from importlib import import_module as load"), code("load('a.b')"))
    assert imports(text)[1] == ("a.b", "cell 2, line 1: load('a.b')")


def test_a_magic_that_runs_a_file_and_a_call_with_a_variable_are_counted() -> None:
    text = notebook(code("import importlib", "%run helper.py", "importlib.import_module(x)"))
    assert extract(text.encode(), ".ipynb").unanalysable == 2


def test_a_syntax_error_in_one_cell_costs_no_import_of_another() -> None:
    text = notebook(code("def f(:", "x = '''"), code("import a"))
    assert [specifier for specifier, _ in imports(text)] == ["a"]


def test_version_3_and_a_source_that_is_one_text_are_read() -> None:
    cell = {"cell_type": "code", "language": "python", "input": "import a\nimport b", "outputs": []}
    old = {"worksheets": [{"cells": [cell]}], "metadata": {"name": "x"}, "nbformat": 3}
    expected = [("a", "cell 1, line 1: import a"), ("b", "cell 1, line 2: import b")]
    assert imports(json.dumps(old)) == expected
    assert imports(notebook({**code(""), "source": "import a\nimport b"})) == expected


def test_cells_in_another_language_of_an_editor_are_counted() -> None:
    """The kernel runs them as Python, whatever an editor takes them for."""
    text = notebook(code("import a", metadata={"vscode": {"languageId": "R"}}), code("import b"))
    assert [specifier for specifier, _ in imports(text)] == ["b"]
    assert extract(text.encode(), ".ipynb").unanalysable == 1


def test_other_kernels_are_not_analysed_and_broken_notebooks_unreadable(tmp_path: Path) -> None:
    findings = report(
        tmp_path,
        {
            "study/r.ipynb": notebook(code("library(dplyr)"), language="R"),
            "study/j.ipynb": notebook(code("using CSV"), language="julia"),
            "study/empty.ipynb": "",
            "study/data.ipynb": '{"a": 1}',
            "study/broken.ipynb": '{"cells": [\n',
        },
    )
    assert findings.coverage.not_analysed == {".ipynb": 3}
    assert any("study/r.ipynb: a notebook in R" in remark for remark in findings.coverage.remarks)
    assert findings.coverage.unreadable == 1
    messages = [j.finding.message for j in findings.findings if j.rule.id == "KV002"]
    assert messages == ["study/broken.ipynb: it is not a notebook: line 2 is not JSON"]


@pytest.mark.parametrize("content", [b'{"cells": ' + b"[" * 100_000, b"\xff\xfe", b"1" * 9_999])
def test_json_that_is_hostile_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        extract(content, ".ipynb")


def test_pictures_do_not_make_a_notebook_too_large(tmp_path: Path) -> None:
    picture = [{"data": {"image/png": "A" * 6_000_000}, "output_type": "display_data"}]
    text = notebook(code("from shop.db import rows", outputs=picture))
    rules = [judged.rule.id for judged in report(tmp_path, {"study/a.ipynb": text}).findings]
    assert rules == ["KV708", "KV704"]


def test_queries_see_each_line_where_the_file_has_it() -> None:
    text = notebook(code("x = 1", "# TODO"), code("%ls", "y = 2"))
    lines, python = text.split("\n"), decode(text.encode(), ".ipynb").decode().split("\n")
    assert {(n, line) for n, line in enumerate(python) if line} == {
        (n, line.strip(' ",').removesuffix("\\n"))
        for n, line in enumerate(lines)
        if line.strip().startswith(('"x', '"#', '"y'))
    }


@given(st.recursive(
    st.none() | st.text(max_size=5) | st.just("import a"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["cells", "source", "input", "cell_type", "metadata", "worksheets", "x"]),
        inner | st.just("code"), max_size=4),
    max_leaves=15,
))  # fmt: skip
def test_any_json_is_read_or_refused(document: object) -> None:
    content = json.dumps(document).encode()
    facts = extract(content, ".ipynb")
    decode(content, ".ipynb")
    assert facts.foreign is None or not facts.statements


@given(st.text("%!?=x'\"\\\n(# ", max_size=40))
def test_lines_of_a_cell_stay(cell: str) -> None:
    plain = plain_python(cell).text
    assert plain == "" or plain.count("\n") == cell.count("\n")


def test_the_graph_holds_the_edges_of_notebooks(tmp_path: Path) -> None:
    from kavro_lint.git.worktree_snapshot import worktree_snapshot
    from kavro_lint.languages.reading import read_facts

    files = {**FILES, "study/a.ipynb": notebook(code("import shop.api"))}
    facts = read_facts(worktree_snapshot(open_repository(repository(tmp_path, files))))
    assert ("study/a.ipynb", "shop/api/__init__.py") in {
        (e.importer, e.target) for e in facts.imports
    }
