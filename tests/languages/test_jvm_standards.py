"""The standards KV720, KV721 and KV723 in languages of names: a hit and a silent case of each."""

from pathlib import Path

import pytest

from kavro_lint.languages.registry import suffix_of
from kavro_lint.languages.tree_queries import run_query

QUERIES = {
    ("swallowed-exception", ".java"): (
        "class A { void f() { try { g(); } catch (Exception e) { /* no */ } } }",
        "class A { void f() { try { g(); } catch (Exception e) { log(e); } } }",
    ),
    ("swallowed-exception", ".kt"): (
        "fun f() { try { g() } catch (e: Exception) { } }\n",
        "fun f() { try { g() } catch (e: Exception) { log(e) } }\n",
    ),
    ("swallowed-exception", ".php"): (
        "<?php try { g(); } catch (E) { /* no */ }",
        "<?php try { g(); } catch (E $e) { log($e); }",
    ),
    ("untracked-todo", ".php"): ("<?php\n# TODO: refunds\n", "<p>TODO</p><?php 'TODO';"),
    ("string-built-sql", ".php"): (
        """<?php $q = "SELECT a FROM b WHERE n = {$x->n}";""",
        """<?php $q = 'SELECT a FROM b WHERE n = ?' . " AND c"; $p = "choose $x from a list";""",
    ),
    ("swallowed-exception", ".rs"): (
        "fn f() { if let Err(e) = g() { /* no */ } match h() { Ok(v) => v, Err(_) => {} } }",
        "fn f() { if let Err(e) = g() { log(e) } match h() { Ok(_) => {}, Err(e) => log(e) } }",
    ),
    ("untracked-todo", ".rs"): ("/* TODO: refunds */\n", 'const S: &str = "TODO"; // to do\n'),
    ("string-built-sql", ".rs"): (
        'fn q(n: u8) { db.run(&format!("SELECT a FROM b WHERE n = {n}")) }',
        'fn q(n: u8) { db.run("SELECT a FROM b WHERE n = ?", n); format!("pick {n} of it") }',
    ),
    ("untracked-todo", ".java"): ("// TODO: refunds\nclass A {}", "// to do\nclass A {}"),
    ("untracked-todo", ".kt"): ("// TODO: refunds\nclass A\n", 'val x = "TODO"\n'),
    ("string-built-sql", ".java"): (
        'class A { String q(String n) { return "SELECT a FROM b WHERE n = " + n; } }',
        'class A { String q = "SELECT a FROM b WHERE n = ?"; }',
    ),
    ("string-built-sql", ".kt"): (
        'fun q(n: String) = "SELECT a FROM b WHERE n = ${n}"\n',
        'val q = "SELECT a FROM b WHERE n = ?"\n',
    ),
}


def query_of(page: str, language: str) -> str:
    text = Path(f"rules/{page}.md").read_text()
    return text.split(f"```query {language}\n")[1].split("```")[0]


@pytest.mark.parametrize(("page", "suffix"), QUERIES, ids=[f"{p}{s}" for p, s in QUERIES])
def test_the_query_finds_the_example_and_passes_over_the_counterexample(
    page: str, suffix: str
) -> None:
    language = {".java": "java", ".kt": "kotlin", ".php": "php", ".rs": "rust"}[
        suffix_of(f"a{suffix}")
    ]
    hit, silent = QUERIES[page, suffix]
    query = query_of(page, language)

    def captured(source: str) -> list[str]:
        captures = run_query(language, query, source.encode(), suffix)
        return [capture.name for capture in captures if not capture.name.startswith("_")]

    assert captured(hit)
    assert not captured(silent)
