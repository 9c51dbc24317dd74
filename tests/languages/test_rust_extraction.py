"""Rust: what is read of a text is what was written, whatever stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages import rust
from kavro_lint.languages.rust.declared import unpack, unpack_names
from kavro_lint.languages.rust.included import included_path
from kavro_lint.languages.rust.lexical import masked
from kavro_lint.languages.rust.use_trees import leaves
from kavro_lint.model.facts import SourceFacts

NAMES = st.from_regex(r"[a-z][a-z0-9]{2,6}_", fullmatch=True)
PATHS = st.lists(NAMES, min_size=2, max_size=4).map("::".join)
BLANKS = st.sampled_from(
    ["", " ", "\n", "/* use a::b; /* x::y() */ */", '// "\n', "\t", "#[a] ", "/// mod z;\n",
     'const S: &str = "use a::b; mod c;";', 'const T: &str = r#""use d::e;"#;', "fn f<'a>() {}",
     "const C: char = '\"';", "const B: &[u8] = b\"\\\"x::y\";"]
)  # fmt: skip


def read(text: str) -> SourceFacts:
    return rust.extract(text.encode(), ".rs")


def written(text: str) -> list[str]:
    return [row.path for row in unpack_names(read(text).names).paths]


def specifiers(text: str) -> list[str]:
    return [name for row in read(text).statements for name, _ in row.statement.names]


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> tuple[str, list[str]]:
    """Draw the tree of a `use` with the paths that it brings."""
    head = draw(PATHS)
    kind = draw(st.sampled_from(("plain", "as", "glob", "group")))
    if kind == "group" and depth:
        inner = draw(st.lists(trees(depth - 1), min_size=1, max_size=3))
        text = ", ".join(text for text, _ in inner)
        return f"{head}::{{{text}}}", [f"{head}::{path}" for _, paths in inner for path in paths]
    if kind == "glob":
        return f"{head}::*", [f"{head}::*"]
    return (f"{head} as other_" if kind == "as" else head), [head]


@given(st.lists(st.tuples(trees(), BLANKS), min_size=1, max_size=4))
def test_imports_are_read_as_they_were_written(
    drawn: list[tuple[tuple[str, list[str]], str]],
) -> None:
    text = "".join(f"use {tree};{blank}" for (tree, _), blank in drawn)
    assert specifiers(text) == [path for (_, paths), _ in drawn for path in paths]
    call = "wrap! { " + "".join(f"use {tree}; {{}} " for (tree, _), _ in drawn) + "}"
    assert specifiers(call) == [path for (_, paths), _ in drawn for path in paths]


FORMS = (
    "fn f() {{ {}(); }}", "fn f(x: &{}) {{}}", "impl {} for T {{}}", "static S: {} = x;",
    "fn f() {{ match x {{ {}(_) => 1 }} }}", "fn f() -> Vec<{}<T>> {{}}", "m!(a, {}(b));",
    "#[{}] struct S;", "fn f() {{ {}!(x) }}", "fn f() {{ [1, {} {{ x }}] }}", "type T = dyn {};",
    "fn f() {{ if let {} = x {{}} }}", "fn f() where T: {} {{}}", "fn f() {{ {}::<u8>() }}",
    "macro_rules! m {{ () => {{ {}() }} }}", "fn f() {{ <{} as T>::f() }}", "struct S {{ x: {} }}",
    "fn f() {{ assert_eq!(x.y, [{}; 2]) }}",
)  # fmt: skip


@given(st.lists(st.tuples(PATHS, st.sampled_from(FORMS), BLANKS), min_size=1, max_size=5))
def test_paths_are_read_wherever_they_stand(drawn: list[tuple[str, str, str]]) -> None:
    text = "\n".join(form.format(path) + blank for path, form, blank in drawn)
    expected = [path.rpartition("::")[0] for path, _, _ in drawn]
    assert sorted(set(written(text)) - {"T"}) == sorted(set(expected))


@given(st.lists(st.tuples(NAMES, st.sampled_from(("mod {};", "mod {} {{ use a::b; }}")), BLANKS)))
def test_modules_are_read_in_a_file_and_in_a_macros_call(drawn: list[tuple[str, str, str]]) -> None:
    body = "".join(form.format(name) + blank for name, form, blank in drawn)
    for text in (body, f"x! {{ {body} }}", f"x! {{ if #[cfg(unix)] {{ {body} }} else {{}} }}"):
        declared = unpack(read(text).declares)
        names = [row.name for row in declared.files] + [row.name for row in declared.scopes[1:]]
        assert sorted(names) == sorted(name for name, _, _ in drawn)


@given(st.binary(max_size=200))
def test_no_bytes_end_the_reading(content: bytes) -> None:
    rust.extract(b"use a::b; mod c; " + content, ".rs")


WHOLE = "use a::b; use c::d; mod e { use f::g; } fn h(i: j::K) { l!(m::n()); o::p() } use q::r;"


@given(st.integers(0, 60), st.sampled_from(["}", "{", "(", '"', "/*", "fn", "<", "#[", "use", "'"]))
def test_a_source_that_is_cut_or_broken_keeps_its_imports(at: int, broken: str) -> None:
    head = len("use a::b; use c::d; ")
    assert specifiers(WHOLE[: head + at] + broken)[:2] == ["a::b", "c::d"]


@pytest.mark.parametrize("broken", ["fn ( {", "struct {", "let = ;", "impl for {}", "} }", "< <"])
def test_imports_within_a_syntax_error_are_read(broken: str) -> None:
    text = f"fn x() {{ {broken} }} use a::b; mod c; fn y() {{ d::e() }}"
    assert "a::b" in specifiers(text)
    assert [row.name for row in unpack(read(text).declares).files] == ["c"]
    assert "d" in written(text)


def test_a_broken_import_is_reported() -> None:
    assert read("use a::b; fn f( { use c:: d e; }").lost
    assert not read("use a::b; fn f( { let x = ; }").lost


@given(st.text(st.sampled_from("/*\"'\\r#b\n ax"), max_size=40))
def test_text_without_strings_is_as_long_and_has_the_same_lines(text: str) -> None:
    code = masked(text.encode())
    assert len(code) == len(text.encode())
    assert code.count(b"\n") == text.count("\n")


@pytest.mark.parametrize(
    ("tree", "expected"), [("a::{", None), ("a b", None), ("a::b)", None), ("{a, ::b}", 2)]
)
def test_a_use_without_a_tree_is_not_an_import(tree: str, expected: int | None) -> None:
    result = leaves(tree)
    assert (len(result) if result is not None else None) == expected


def test_old_encodings_and_marks_are_read() -> None:
    latin = "// caf\xe9\nuse a::b; fn f() { c::d() }\r\n".encode("latin-1")
    assert [row.line for row in rust.extract(latin, ".rs").statements] == [2]
    assert rust.extract(b"\xef\xbb\xbfuse a::b;", ".rs").statements[0].line == 1
    assert rust.extract(b"#!/usr/bin/env run\nuse a::b;", ".rs").statements[0].line == 2


def test_an_include_without_a_literal_is_counted() -> None:
    assert read('include!(concat!(env!("OUT_DIR"), "/x.rs"));').unanalysable == 1
    assert read('include!("x.rs"); include_str!("y.txt");').unanalysable == 0


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        ('("x.rs",)', "x.rs"), ('(r#"x.rs"#)', "x.rs"), ('{/* x */ "x.rs"}', "x.rs"),
        ('("x\\u{2e}\\x72s")', "x.rs"), ('("./\\\n  x.rs")', "./x.rs"),
        ('(concat!("x", ".", r"rs"))', "x.rs"), ('("x", "y")', None), ("(NAME)", None),
        ('(concat!(env!("OUT_DIR"), "/x.rs"))', None), ("()", None),
    ],
)  # fmt: skip
def test_the_path_of_an_include_is_its_literal(argument: str, path: str | None) -> None:
    assert included_path(argument.encode()) == path


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("macro_rules! m { ($n:ident) => { crate::$n::f() } }", 1),
        ("macro_rules! m { ($($n:ident)*) => { $(use $crate::$n; super::$n::f();)* } }", 2),
        ("macro_rules! m { ($n:ident) => { $n::f(); crate::a::f() } }", 0),
        ('use std::include as inc; inc!("x.rs");', 1),
    ],
)
def test_a_module_that_whoever_uses_a_macro_names_is_counted(source: str, count: int) -> None:
    assert read(source).unanalysable == count
