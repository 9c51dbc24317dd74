"""The standards KV720, KV721 and KV723 in C and C++: a hit and a silent case of each."""

from pathlib import Path

import pytest

from kavro_lint.languages.tree_queries import run_query

C, CPP = ("c", ".c"), ("cpp", ".cc")
SELECT = '"SELECT a FROM b WHERE n = '

QUERIES = (
    ("swallowed-exception", CPP, "void f() { try { g(); } catch (...) { /* no */ } }"),
    ("swallowed-exception", CPP, "void f() { try { g(); } catch (const E& e) {\n// no\n} }"),
    ("untracked-todo", C, "/* FIXME: refunds */\nint a;"),
    ("untracked-todo", CPP, "// TODO: refunds\nint a;"),
    ("string-built-sql", C, f'void f() {{ sprintf(q, {SELECT}%s", n); }}'),
    ("string-built-sql", C, f"void f() {{ snprintf(q, sizeof q, {SELECT}'%-10s'\", n); }}"),
    ("string-built-sql", CPP, f'auto q = {SELECT}" + n;'),
    ("string-built-sql", CPP, f'auto q = std::string({SELECT}") + n;'),
    ("string-built-sql", CPP, f'auto q = std::format({SELECT}{{}}", n);'),
    ("string-built-sql", CPP, f'auto q = fmt::format(R"({SELECT[1:]}{{}})", n);'),
)
SILENT = (
    ("swallowed-exception", CPP, "void f() { try { g(); } catch (...) { log(); } }"),
    ("untracked-todo", C, 'char *a = "TODO"; // to do\n'),
    ("untracked-todo", CPP, "int todo;\n"),
    ("string-built-sql", C, f"void f() {{ sqlite3_prepare_v2(db, {SELECT}?\", -1, &s, 0); }}"),
    ("string-built-sql", C, f"void f() {{ snprintf(q, 9, {SELECT}%d\", n); log(\"%s\", n); }}"),
    ("string-built-sql", C, 'void f() { printf("Select one from %s\\n", n); }'),
    ("string-built-sql", CPP, f"auto q = {SELECT}?\"; auto r = \"a\" + b;"),
)  # fmt: skip


def captured(page: str, language: str, suffix: str, source: str) -> list[str]:
    text = Path(f"rules/{page}.md").read_text()
    query = text.split(f"```query {language}\n")[1].split("```")[0]
    captures = run_query(language, query, source.encode(), suffix)
    return [capture.name for capture in captures if not capture.name.startswith("_")]


@pytest.mark.parametrize(("page", "language", "source"), QUERIES)
def test_each_query_finds_its_example(page: str, language: tuple[str, str], source: str) -> None:
    assert captured(page, *language, source)


@pytest.mark.parametrize(("page", "language", "source"), SILENT)
def test_each_query_passes_over_its_counterexample(
    page: str, language: tuple[str, str], source: str
) -> None:
    assert not captured(page, *language, source)


@pytest.mark.parametrize("suffix", [".h", ".hpp", ".cu", ".cppm"])
def test_headers_have_the_grammar_of_cpp(suffix: str) -> None:
    source = "class A { void f() { try { g(); } catch (...) {} } };"
    language = "c" if suffix == ".h" else "cpp"
    text = Path("rules/swallowed-exception.md").read_text()
    query = text.split("```query cpp\n")[1].split("```")[0]
    assert list(run_query(language, query, source.encode(), suffix))
