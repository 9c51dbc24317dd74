"""The standards KV720, KV721 and KV723 in C#: a hit and a silent case of each."""

from pathlib import Path

import pytest

from kavro_lint.languages.tree_queries import run_query

SELECT = "SELECT a FROM b WHERE n = "

QUERIES = (
    ("swallowed-exception", "class A { void M() { try { } catch { } } }"),
    ("swallowed-exception", "class A { void M() { try { } catch (Exception e) {\n// no\n} } }"),
    ("untracked-todo", "// TODO: refunds\nclass A {}"),
    ("untracked-todo", "/* FIXME: refunds */\nclass A {}"),
    ("string-built-sql", f'class A {{ string M(string n) => "{SELECT}" + n; }}'),
    ("string-built-sql", f'class A {{ string M(string n) => @"{SELECT}" + n.Trim(); }}'),
    ("string-built-sql", f'class A {{ string M(string n) => $"{SELECT}{{n}}"; }}'),
    ("string-built-sql", f'class A {{ string M(string n) => string.Format("{SELECT}{{0}}", n); }}'),
)
SILENT = (
    ("swallowed-exception", "class A { void M() { try { } catch (Exception e) { Log(e); } } }"),
    ("untracked-todo", 'class A { string Todo = "TODO"; }'),
    ("string-built-sql", f'class A {{ string s = "{SELECT}@n"; }}'),
    ("string-built-sql", f'class A {{ string s = "{SELECT}" + "1"; }}'),
    ("string-built-sql", 'class A { string M(int n) => $"Select one of {n}"; }'),
)


def captured(page: str, source: str) -> list[str]:
    text = Path(f"rules/{page}.md").read_text()
    query = text.split("```query csharp\n")[1].split("```")[0]
    captures = run_query("csharp", query, source.encode(), ".cs")
    return [capture.name for capture in captures if not capture.name.startswith("_")]


@pytest.mark.parametrize(("page", "source"), QUERIES)
def test_each_query_finds_its_example(page: str, source: str) -> None:
    assert captured(page, source)


@pytest.mark.parametrize(("page", "source"), SILENT)
def test_each_query_passes_over_its_counterexample(page: str, source: str) -> None:
    assert not captured(page, source)
