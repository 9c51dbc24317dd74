"""Rust: paths are edges. Each case is what rustc says of it (The Rust Reference, paths, names)."""

import pytest

from tests.languages.rust_sources import CARGO, edges, imports_of, packages, unresolved

A, B = "pub struct A; pub fn f() {}", "pub struct B; pub mod inner { pub struct I; }"
LIB = "mod a; mod b;"

CASES = {
    "a module that a function renames": (
        {
            "src/lib.rs": "mod b; mod c;",
            "src/c.rs": "fn f() { use crate::b as m; m::d::g() }",
            "src/b/mod.rs": "pub mod d;",
            "src/b/d.rs": "pub fn g() {}",
        },
        {("c", "b/mod"), ("c", "b/d")},
    ),
    "the own crate by another name, in a function": (
        {
            "src/lib.rs": "mod b; mod c;",
            "src/c.rs": "fn f() { extern crate self as me; me::b::f() }",
            "src/b.rs": B,
        },
        {("c", "lib"), ("c", "b")},
    ),
    "the own crate by another name, in a module": (
        {
            "src/lib.rs": "mod b; mod c;",
            "src/c.rs": "extern crate self as me; use me::b::B;",
            "src/b.rs": B,
        },
        {("c", "lib"), ("c", "b")},
    ),
    "an include of a path that is put together": (
        {
            "src/lib.rs": "mod b; include!(concat!(\"x\", r#\".rs\"#));",
            "src/x.rs": "use crate::b::B;",
            "src/b.rs": B,
        },
        {("lib", "x"), ("x", "b")},
    ),
    "a path in the text of an attribute": (
        {
            "src/lib.rs": "mod a; mod b; mod c;",
            "src/a.rs": '#[derive(S)] struct A { #[serde(with = "crate::b::dates", x)] d: u8 }'
            '#[deprecated(note = "crate::c::f")] fn g() {}',
            "src/b.rs": "pub mod dates {}",
            "src/c.rs": A,
        },
        {("a", "b")},
    ),
    "a script with front matter": (
        {
            "src/main.rs": "#!/usr/bin/env cargo\n---\n[dependencies]\n---\nmod b; use b::B;",
            "src/b.rs": B,
        },
        {("main", "b")},
    ),
    "a module that is declared is no edge": ({"src/lib.rs": "mod a;", "src/a.rs": A}, set()),
    "an item leads to the file of its module": (
        {"src/lib.rs": LIB, "src/a.rs": "use crate::b::B;", "src/b.rs": B},
        {("a", "b")},
    ),
    "a module leads to its own file": (
        {"src/lib.rs": LIB, "src/a.rs": "use crate::b;", "src/b.rs": B},
        {("a", "b")},
    ),
    "a module in the file of another one leads to that file": (
        {"src/lib.rs": LIB, "src/a.rs": "use crate::b::inner::I;", "src/b.rs": B},
        {("a", "b")},
    ),
    "the deepest module counts": (
        {
            "src/lib.rs": "mod a; mod b;",
            "src/a.rs": "use crate::b::c::C;",
            "src/b/mod.rs": "pub mod c;",
            "src/b/c.rs": "pub struct C;",
        },
        {("a", "b/c")},
    ),
    "a file beside its folder": (
        {
            "src/lib.rs": "mod a; mod b;",
            "src/a.rs": "use crate::b::c::C;",
            "src/b.rs": "pub mod c;",
            "src/b/c.rs": "pub struct C;",
        },
        {("a", "b/c")},
    ),
    "super and self": (
        {
            "src/lib.rs": "mod a; pub fn f() {}",
            "src/a.rs": "pub mod c; use super::f; use self::c::C;",
            "src/a/c.rs": "pub struct C; use super::super::f as g;",
        },
        {("a", "lib"), ("a", "a/c"), ("a/c", "lib")},
    ),
    "groups, renames and self in braces": (
        {
            "src/lib.rs": "mod a; mod b; mod c;",
            "src/a.rs": "use crate::{b::{self, B as Other}, c as d};",
            "src/b.rs": B,
            "src/c.rs": "",
        },
        {("a", "b"), ("a", "c")},
    ),
    "a renamed module is known by its new name": (
        {
            "src/lib.rs": "mod a; mod b { pub mod c; }",
            "src/a.rs": "use crate::b as d; fn f() -> d::c::C { todo!() }",
            "src/b/c.rs": "pub struct C;",
        },
        {("a", "lib"), ("a", "b/c")},
    ),
    "a path in an expression, a type and a pattern": (
        {
            "src/lib.rs": "mod a; mod b; mod c; mod d;",
            "src/a.rs": "fn f(x: crate::b::B) { crate::c::g(); match x { crate::d::D => 1 }; }",
            "src/b.rs": B,
            "src/c.rs": "pub fn g() {}",
            "src/d.rs": "pub struct D;",
        },
        {("a", "b"), ("a", "c"), ("a", "d")},
    ),
    "the last part of a path is no module": (
        {
            "src/lib.rs": "mod a; pub mod b; pub fn b() {}",
            "src/a.rs": "fn f() { crate::b() }",
            "src/b.rs": B,
        },
        {("a", "lib")},
    ),
    "a glob brings modules": (
        {
            "src/lib.rs": "mod a; pub mod b; pub mod c;",
            "src/a.rs": "use crate::c::*; fn f(x: d::D) {}",
            "src/c.rs": "pub mod d;",
            "src/c/d.rs": "pub struct D;",
            "src/b.rs": "",
        },
        {("a", "c"), ("a", "c/d")},
    ),
    "what is private is not brought by a glob": (
        {
            "src/lib.rs": "mod a; pub mod c; pub mod d;",
            "src/a.rs": "use crate::c::*; use crate::*; fn f(x: d::D) {}",
            "src/c.rs": "mod d;",
            "src/c/d.rs": "",
            "src/d.rs": "pub struct D;",
        },
        {("a", "c"), ("a", "lib"), ("a", "d")},
    ),
    "a module that is exported again is followed by its name": (
        {
            "src/lib.rs": "mod a; mod api; mod imp;",
            "src/a.rs": "use crate::api::detail::D;",
            "src/api.rs": "pub use crate::imp::detail;",
            "src/imp.rs": "pub mod detail;",
            "src/imp/detail.rs": "pub struct D;",
        },
        {("a", "imp/detail"), ("api", "imp/detail")},
    ),
    "an item that is exported again is not followed": (
        {
            "src/lib.rs": "mod a; mod api; mod imp;",
            "src/a.rs": "use crate::api::D;",
            "src/api.rs": "pub use crate::imp::D;",
            "src/imp.rs": "pub struct D;",
        },
        {("a", "api"), ("api", "imp")},
    ),
    "a path in a macro's call, in an attribute and in a macro's body": (
        {
            "src/lib.rs": "mod a; mod b; mod c; mod d;",
            "src/a.rs": "fn f() { println!(\"{}\", crate::b::x()); }\n"
            "#[derive(crate::c::D)] struct S;\n"
            "macro_rules! m { () => { $crate::d::f() } }",
            "src/b.rs": "pub fn x() {}",
            "src/c.rs": "",
            "src/d.rs": "pub fn f() {}",
        },
        {("a", "b"), ("a", "c"), ("a", "d")},
    ),
    "modules and imports in a macro's call": (
        {
            "src/lib.rs": "cfg_if! { if #[cfg(unix)] { mod a; use self::a::A; } else { mod b; } }",
            "src/a.rs": A,
            "src/b.rs": "use crate::a::A;",
        },
        {("lib", "a"), ("b", "a")},
    ),
    "code that a macro writes is not code of this crate": (
        {
            "src/lib.rs": "mod a; mod b;",
            "src/a.rs": "fn f() { quote! { use crate::b::B; crate::b::g() } }",
            "src/b.rs": B,
        },
        set(),
    ),
    "an import in a function counts there": (
        {
            "src/lib.rs": "mod a; mod b { pub mod x; } mod c { pub mod x; }",
            "src/a.rs": "fn f() { use crate::b::x; x::g() } fn h() { use crate::c::x; x::g() }",
            "src/b/x.rs": "pub fn g() {}",
            "src/c/x.rs": "pub fn g() {}",
        },
        {("a", "b/x"), ("a", "c/x")},
    ),
    "strings, comments and documentation are no code": (
        {
            "src/lib.rs": "mod a; mod b;",
            "src/a.rs": '/* use crate::b; /* nested */ crate::b::f() */ const S: &str = r#"\n'
            "use crate::b; \"#; /// crate::b::f()\nfn f<'a>(x: &'a str) -> char { '\"' }",
            "src/b.rs": B,
        },
        set(),
    ),
    "raw identifiers": (
        {
            "src/lib.rs": "mod a; mod r#type;",
            "src/a.rs": "use crate::r#type::T;",
            "src/type.rs": "pub struct T;",
        },
        {("a", "type")},
    ),
    "every variant of a module": (
        {
            "src/lib.rs": '#[cfg_attr(unix, path = "u.rs")]\n#[cfg_attr(windows, path = "w.rs")]\n'
            "mod imp;\nuse imp::f;",
            "src/u.rs": "pub fn f() {}",
            "src/w.rs": "pub fn f() {}",
        },
        {("lib", "u"), ("lib", "w")},
    ),
    "a module whose file an attribute names, with its own modules": (
        {
            "src/lib.rs": '#[path = "other/x.rs"]\nmod a;\nmod b { #[path = "y.rs"] pub mod c; }\n'
            "use a::d::D; use b::c::C;",
            "src/other/x.rs": "pub mod d;",
            "src/other/d.rs": "pub struct D;",
            "src/b/y.rs": "pub struct C;",
        },
        {("lib", "other/d"), ("lib", "b/y")},
    ),
    "a restricted visibility names a module": (
        {
            "src/lib.rs": "mod a;",
            "src/a.rs": "mod b;",
            "src/a/b.rs": "pub(in crate::a) fn f() {} pub(super) fn g() {}",
        },
        {("a/b", "a")},
    ),
    "an absolute path of the edition 2015 begins at the root": (
        {
            "Cargo.toml": '[package]\nname = "demo"\n',
            "src/lib.rs": "mod a; mod b;",
            "src/a.rs": "use b::B; fn f(x: ::b::inner::I) {}",
            "src/b.rs": B,
        },
        {("a", "b")},
    ),
    "the own library from programs, tests, benches and examples": (
        {
            "src/lib.rs": "pub mod a;",
            "src/a.rs": A,
            "src/main.rs": "use demo::a::A;",
            "src/bin/tool.rs": "fn main() { demo::a::f() }",
            "tests/it.rs": "mod common; use demo::a::A;",
            "tests/common/mod.rs": "pub use demo::a::f;",
            "examples/e/main.rs": "extern crate demo as d; use d::a::A;",
            "benches/b.rs": "use demo::*; fn f() { a::f() }",
        },
        {
            ("main", "a"), ("bin/tool", "a"), ("tests/it", "a"), ("tests/common/mod", "a"),
            ("examples/e/main", "a"), ("examples/e/main", "lib"), ("benches/b", "a"),
            ("benches/b", "lib"),
        },
    ),
    "a file that is included": (
        {"src/lib.rs": 'include!("made.rs");', "src/made.rs": "mod b; use self::b::B;",
         "src/b.rs": B},
        {("lib", "made"), ("made", "b")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_edge_goes_to_the_deepest_module(case: str) -> None:
    files, expected = CASES[case]
    assert edges(files) == expected
    assert not unresolved(files)


WORKSPACE = {
    "Cargo.toml": '[workspace]\nmembers = ["one", "two"]\n[workspace.package]\nedition = "2021"\n'
    '[workspace.dependencies]\nsome-two = { path = "two", package = "two-core" }\nserde = "1"\n',
    "one/Cargo.toml": '[package]\nname = "one"\nedition.workspace = true\n[dependencies]\n'
    "some-two.workspace = true\nserde.workspace = true\n"
    'logger = { package = "log", version = "0" }\n',
    "two/Cargo.toml": '[package]\nname = "two-core"\nedition = "2021"\n[lib]\nname = "twocore"\n',
    "two/src/lib.rs": "pub mod x;",
    "two/src/x.rs": "pub struct X;",
}


def test_a_crate_of_the_workspace_is_known_by_the_name_that_its_manifest_gives_it() -> None:
    files = {**WORKSPACE, "one/src/lib.rs": "use some_two::x::X; use serde::Serialize;"}
    assert edges(files) == {("one/src/lib", "two/src/x")}
    assert packages(files) == {"serde": "yes"}


def test_a_package_of_others_is_named_as_it_is_published() -> None:
    files = {**WORKSPACE, "one/src/lib.rs": 'fn f() { logger::info!("x"); unknown::g() }'}
    assert packages(files) == {"log": "yes"}


def test_an_import_of_an_unlisted_crate_is_reported() -> None:
    files = {"src/lib.rs": "use rand::Rng; use std::io; extern crate core;"}
    assert packages(files) == {"rand": "no"}


def test_a_library_may_be_called_otherwise_than_its_package() -> None:
    dependencies = '[dependencies]\nmd-5 = "1"\nastral-tokio-tar = "1"\nserde = "1"\n'
    lines = "use md5::Md5; use tokio_tar::Builder; use de::X; use nobody::Y;"
    files = {"Cargo.toml": CARGO + dependencies, "src/lib.rs": lines}
    assert packages(files) == {
        "md-5": "unsure", "astral-tokio-tar": "unsure", "de": "no", "nobody": "no",
    }  # fmt: skip


def test_a_build_script_knows_its_own_dependencies() -> None:
    manifest = CARGO + '[dependencies]\na = "1"\n[build-dependencies]\nb = "1"\n'
    files = {"Cargo.toml": manifest, "src/lib.rs": "use a::A;", "build.rs": "use b::B; use a::A;"}
    assert packages(files)["b"] == "yes"


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("mod gone;", ["gone"]),
        ("use crate::gone::X;", ["crate::gone::X"]),
        ("use crate::a::Gone;", ["crate::a::Gone"]),
        ("fn f() { crate::a::gone::g() }", ["crate::a::gone"]),
        ("use super::x;", ["super::x"]),
        ("use crate::a::f; use crate::a::*; use crate::a::{self, A};", []),
        ("enum E { V } use E::V; use self::E::*;", []),
        ("macro_rules! m { () => {} } pub(crate) use m; use crate::m as n;", []),
        ("make_items!(); use crate::made::X;", []),
        ("#[derive(Builder)] struct S; use crate::SBuilder;", []),
        ('#[cfg(feature = "x")] mod gone;', []),
    ],
)
def test_what_must_be_in_the_crate_and_is_not_is_unresolved(
    source: str, missing: list[str]
) -> None:
    assert unresolved({"src/lib.rs": f"mod a; {source}", "src/a.rs": A}) == missing


def test_a_module_in_two_files_is_ambiguous() -> None:
    files = {"src/lib.rs": "mod a;", "src/a.rs": "", "src/a/mod.rs": ""}
    assert [edge.candidates for edge in imports_of(files) if edge.outcome == "ambiguous"] == [
        ("src/a.rs", "src/a/mod.rs")
    ]


def test_a_file_that_no_module_declares_is_reported() -> None:
    files = {"src/lib.rs": "mod a;", "src/a.rs": "", "src/forgotten.rs": "use crate::a;"}
    assert unresolved(files) == ["mod forgotten"]
    assert edges(files) == {("forgotten", "a")}


def test_tests_beside_the_code_are_marked() -> None:
    source = """
        use crate::a::f;
        #[cfg(test)] use crate::b;
        #[cfg(not(test))] use crate::c;
        #[cfg(test)] mod tests { use super::*; #[test] fn t() { crate::d::g() } }
        #[test] fn u() { crate::e::g() }
        #[cfg(test)] mod more;
        """
    files = {"src/lib.rs": "mod x; mod a; mod b; mod c; mod d; mod e;", "src/x.rs": source}
    files |= {f"src/{name}.rs": A for name in "abcde"}
    files["src/x/more.rs"] = "use crate::a::A;"
    marked = {
        (edge.importer, edge.target): edge.is_test
        for edge in imports_of(files)
        if edge.target != edge.importer
    }
    assert marked == {
        ("src/x.rs", "src/a.rs"): False, ("src/x.rs", "src/b.rs"): True,
        ("src/x.rs", "src/c.rs"): False, ("src/x.rs", "src/d.rs"): True,
        ("src/x.rs", "src/e.rs"): True, ("src/x/more.rs", "src/a.rs"): True,
    }  # fmt: skip


def test_what_is_exported_again_is_of_a_kind_of_its_own() -> None:
    files = {
        "src/lib.rs": "mod a; pub use a::A; pub(self) use a::f; fn g() { a::f() }",
        "src/a.rs": A,
    }
    assert [edge.raw.kind for edge in imports_of(files)] == ["re-export", "import"]


def test_a_file_in_two_crates_leads_where_it_does_in_each() -> None:
    files = {
        "src/lib.rs": "pub mod a; mod shared;",
        "src/main.rs": "mod shared; mod b;",
        "src/shared.rs": "use crate::a::A; use crate::b::B;",
        "src/a.rs": A,
        "src/b.rs": B,
    }
    assert edges(files) == {("shared", "a"), ("shared", "b")}
    assert not unresolved(files)


def test_imports_that_need_each_other_end() -> None:
    files = {
        "src/lib.rs": "pub mod a; pub mod b; pub use a::*; pub use b::*;",
        "src/a.rs": "pub use crate::b::*; pub use crate::b::x as y; fn f() { q::r() }",
        "src/b.rs": "pub use crate::a::*; pub use crate::a::y as x; fn f() { x::r(); y::s() }",
    }
    assert edges(files) == {("lib", "a"), ("lib", "b"), ("a", "b"), ("b", "a")}
