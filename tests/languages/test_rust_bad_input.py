"""What is wrong with Rust repositories: it is said, and nothing ends the run."""

from pathlib import Path

import pytest

from kavro_lint.languages.registry import by_name
from kavro_lint.languages.rust.declared import unpack_names
from kavro_lint.languages.rust.packed_facts import MOST_PATHS
from tests.building import repository, run
from tests.languages.bad_repositories import assert_a_submodule_is_not_called_missing, output_of
from tests.languages.rust_sources import CARGO, edges, imports_of, packages, unresolved

LIBRARY = "mod a; pub mod b;"
USER = "use crate::b::B;\nuse serde::Serialize;\n"
FILES = {"src/lib.rs": LIBRARY, "src/a.rs": USER, "src/b.rs": "pub struct B;"}
WORKSPACE = """[workspace]
members = [
    "crates/*",
    "tools/gone",
    "plugins/*",
]
"""
MEMBER = """[package]
name = "one"
[dependencies]
two = { path = "../two" }
three = { path = "../three" }
outside = { path = "../../../outside" }
"""


def test_without_a_manifest_a_file_is_seen_from_its_own_place() -> None:
    files = {**FILES, "Cargo.toml": ""}
    (edge,) = [edge for edge in imports_of(files) if edge.outcome == "external"]
    assert (edge.package, edge.listed, edge.manifest) == ("serde", "unsure", None)


def test_a_manifest_that_is_broken_is_named_and_the_sources_are_read(tmp_path: Path) -> None:
    text = output_of(repository(tmp_path, {**FILES, "Cargo.toml": "[package\n"}))
    assert "Cargo.toml: it is not valid TOML" in text
    assert "fix: correct the manifest" in text
    assert "3 rust files" in text


def test_missing_members_and_dependencies_are_reported(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": WORKSPACE,
        "crates/one/Cargo.toml": MEMBER,
        "crates/one/src/lib.rs": "",
        "crates/two/Cargo.toml": '[package]\nname = "two"\n',
        "crates/two/src/lib.rs": "",
    }
    place = repository(tmp_path, files)
    lines = run(place, "check", "--all", "--format", "concise").stdout.splitlines()
    assert [line.split("KV002 ")[1] for line in lines if "KV002" in line] == [
        "Cargo.toml: no Cargo.toml is at `tools/gone` (workspace member)",
        "Cargo.toml: no Cargo.toml is at `plugins/*` (workspace member)",
        "crates/one/Cargo.toml: no Cargo.toml is at `../three` (dependency `three`)",
    ]
    assert [line.split(":")[1] for line in lines if "KV002" in line] == ["4", "5", "5"]


def test_a_generated_source_of_five_megabytes_is_read_in_bounded_work() -> None:
    method = "pub fn f{0}(x: super::types::T{0}) -> other{0}::B {{ crate::b::c(x) }}\n"
    content = "".join(method.format(number) for number in range(67_000)).encode()
    assert len(content) > 4_900_000
    facts = by_name("rust").extract(content, ".rs")
    # Of more paths than people write the rest is not read, and that is said.
    assert facts.given_up is not None
    assert len(unpack_names(facts.names).paths) <= MOST_PATHS


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig", "cp1251"])
def test_a_source_in_an_old_encoding_is_read(encoding: str) -> None:
    letter = "ж" if encoding == "cp1251" else "é"
    text = f'// {letter}\nuse crate::b::B; const A: &str = "{letter}";\n'
    facts = by_name("rust").extract(text.encode(encoding), ".rs")
    assert [row.statement.names for row in facts.statements] == [(("crate::b::B", None),)]


def test_of_two_packages_of_one_name_the_one_at_the_path_is_meant() -> None:
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["a", "b", "c"]\n',
        "a/Cargo.toml": CARGO + '[dependencies]\ntwin = { path = "../c" }\n',
        "a/src/lib.rs": "use twin::T;",
        "b/Cargo.toml": '[package]\nname = "twin"\n',
        "b/src/lib.rs": "pub struct T;",
        "c/Cargo.toml": '[package]\nname = "twin"\n',
        "c/src/lib.rs": "pub struct T;",
    }
    assert edges(files) == {("a/src/lib", "c/src/lib")}


def test_of_two_types_of_one_name_the_one_in_the_named_module_is_meant() -> None:
    files = {
        "src/lib.rs": "mod a; pub mod b; pub mod c;",
        "src/a.rs": "use crate::c::T;",
        "src/b.rs": "pub struct T;",
        "src/c.rs": "pub struct T;",
    }
    assert edges(files) == {("a", "c")}


def test_a_module_that_may_be_in_a_submodule_is_not_called_missing(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["one", "shared/two"]\n',
        "one/Cargo.toml": CARGO + '[dependencies]\ntwo = { path = "../shared/two" }\n',
        "one/src/lib.rs": '#[path = "../../shared/x.rs"]\nmod x;\nuse two::T;\n',
    }
    assert_a_submodule_is_not_called_missing(tmp_path, files, "shared")


def test_sources_of_which_no_import_leads_anywhere_are_reported(tmp_path: Path) -> None:
    """A copy of `src/` without its manifest: the crate's own name is a stranger's."""
    files = {f"shop/part{number}.rs": "use shop::part1::One;" for number in range(11)}
    blueprint = "| Module | Paths |\n|---|---|\n| shop | `shop/` |\n"
    place = repository(tmp_path, {**files, "docs/kavro/blueprint.md": blueprint})
    done = run(place, "check", "--all")
    assert "KV008" in done.stdout
    assert "explain FILE --imports" in " ".join(done.stdout.split())
    assert done.returncode == 2


def test_the_own_crate_is_known_by_the_name_that_extern_crate_self_gives() -> None:
    files = {
        "src/lib.rs": "extern crate self as own; pub mod a; pub mod b;",
        "src/a.rs": "use own::b::B; fn f() -> ::own::b::B { own::b::B }",
        "src/b.rs": "pub struct B;",
    }
    assert edges(files) == {("a", "b")}
    assert packages(files) == {}
    assert unresolved(files) == []


def test_a_module_that_a_macros_body_declares_is_placed_by_its_folder() -> None:
    files = {
        "src/lib.rs": "macro_rules! m { () => { pub mod made; } }\nm!();\npub mod a;",
        "src/made.rs": "pub struct Made;",
        "src/a.rs": "use crate::made::Made;",
    }
    assert ("a", "made") in edges(files)
    (edge,) = [edge for edge in imports_of(files) if edge.target == "src/made.rs"]
    assert edge.is_guess


def test_the_text_of_quote_is_code_of_whoever_uses_the_macro() -> None:
    files = {
        "src/lib.rs": "pub mod a; pub mod b;",
        "src/a.rs": "fn f() { quote! { crate::b::B; ::other::C } }",
        "src/b.rs": "pub struct B;",
    }
    assert edges(files) == set()
    assert packages(files) == {}


@pytest.mark.parametrize(
    ("path", "text", "is_said"),
    [
        ("tests/ui/fail.rs", "use app::a::A; fn main() {}", False),
        ("ui-tests/fail.rs", "fn main() {}", False),
        ("tests/ui/helper.rs", "pub fn f() {}", True),
        ("src/forgotten.rs", "fn main() {}", True),
    ],
)
def test_a_program_beside_the_sources_that_a_test_compiles_alone_is_not_forgotten(
    path: str, text: str, is_said: bool
) -> None:
    files = {
        "Cargo.toml": CARGO, "src/lib.rs": "pub mod a;", "src/a.rs": "pub struct A;",
        "tests/ui.rs": "fn t() {}", path: text,
    }  # fmt: skip
    missing = [import_ for import_ in imports_of(files) if import_.outcome == "unresolved"]
    assert [import_.importer for import_ in missing] == [path] * is_said
