"""mermaid and dot: valid, and safe whatever modules are called."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.commands.graph.formats import dot, mermaid
from tests.building import repository, run
from tests.pictures.drawing import SHOP, drawn, picture_of

names = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=30),
        st.sampled_from(
            ["end", 'a"b', "<b>", "%% kavro", "#quot;", "`x`", "__init__", "n0", "1. a", "x:y"]
        ),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)

LABEL = r'"[^"<>`]*"'
MERMAID = re.compile(
    rf"""%%\ (Red:|The)\ .*
    | flowchart\ TD
    | \ *subgraph\ g\d+\[{LABEL}\]
    | \ *end
    | \ *n\d+\[{LABEL}\]
    | \ *n\d+\ (-->|-\.->)\|\d+\|\ n\d+
    | \ *linkStyle\ [\d,]+\ [a-z0-9:#,-]+
    | \ *classDef\ \w+\ [\w:#,.-]+
    | \ *class\ [n\d,]+\ \w+""",
    re.VERBOSE,
)


@given(names, st.lists(st.text(min_size=1, max_size=10), min_size=1, max_size=3, unique=True))
def test_mermaid_has_only_lines_of_its_own(modules: list[str], layers: list[str]) -> None:
    text = mermaid.render(picture_of(modules, layers))
    for line in text.splitlines():
        assert MERMAID.fullmatch(line), line
    ids = re.findall(r"^ *(n\d+)\[", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == len(modules)
    assert text.count("subgraph ") == len(re.findall(r"^ *end$", text, re.MULTILINE))


@given(names)
def test_dot_ids_are_as_many_as_there_are_names(modules: list[str]) -> None:
    text = dot.render(picture_of(modules))
    quoted = r'"(?:[^"\\]|\\.)*"'
    declared = re.findall(rf"^ *({quoted}) \[tooltip={quoted}", text, re.MULTILINE)
    assert len(declared) == len(set(declared)) == len(modules)
    # What is left without its strings has no character that a name could have brought.
    assert re.fullmatch(r"[\w\s{}\[\];,=.>#/:-]*", re.sub(quoted, "", text))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize(
    "modules", [["a", "b"], ['q"uote', "back\\slash\\", "<b>&amp;", "\x1b[31m", "\\N", "é\u202e"]]
)
def test_graphviz_reads_the_dot_form(modules: list[str]) -> None:
    text = dot.render(picture_of(modules, ["one", "two"]))
    done = subprocess.run(
        ["dot", "-Tplain"], input=text, capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")
    nodes = [line for line in done.stdout.splitlines() if line.startswith("node ")]
    assert len(nodes) == len(modules) + 1  # and the point between the layers


def test_an_arrow_has_its_style_its_count_and_its_frame(tmp_path: Path) -> None:
    folder = repository(tmp_path, SHOP, commit=False)
    flowchart = drawn(folder, "mermaid")
    assert flowchart.index('["delivery"]') < flowchart.index('["domain"]')
    assert flowchart.index('["domain"]') < flowchart.index('["data"]')
    assert re.search(r'subgraph g\d+\["billing"\]', flowchart)
    assert flowchart.count("-.->|1|") == 1
    assert "linkStyle 3,7 stroke:#c00,stroke-width:3px" in flowchart
    assert "linkStyle 4,5 stroke:#c60,stroke-width:2px" in flowchart
    assert re.search(r"class n2,n3,n4,n5 cycle0\n", flowchart)
    assert re.search(r"class [n\d,]+ unused\n", flowchart)
    # Nobody's drawing becomes a contract when it is pasted into a blueprint.
    assert not re.search(r"%%\s*kavro\b", flowchart)
    graph = drawn(folder, "dot")
    assert '"store" -> "billing.invoices" [xlabel=1, color="#cc0000"' in graph
    assert "style=dashed" in graph.partition('"store" -> "billing.invoices" [')[2].split("\n")[0]
    assert '"api" -> "billing.invoices" [label=1];' in graph


def test_the_same_graph_is_the_same_text(tmp_path: Path) -> None:
    result, other = (repository(tmp_path / entry / "shop", SHOP, False) for entry in "ab")
    for form in ("mermaid", "dot", "html", "json"):
        assert drawn(result, form) == drawn(other, form)


def test_a_graph_too_large_for_mermaid_is_reported_on_stderr(tmp_path: Path) -> None:
    many = [f"m{n}" for n in range(34)]
    rows = "".join(f"| {name} | `{name}.py` | |\n" for name in many)
    files = {f"{name}.py": "".join(f"import {o}\n" for o in many if o < name) for name in many}
    table = f"| Module | Paths | May import |\n|--|--|--|\n{rows}"
    folder = repository(tmp_path, {**files, "docs/kavro/blueprint.md": table}, commit=False)
    done = run(folder, "graph")
    assert done.returncode == 0
    assert "more than mermaid draws" in done.stderr
    assert "--focus" in done.stderr
    assert run(folder, "graph", "--focus", "m1").stderr == ""
