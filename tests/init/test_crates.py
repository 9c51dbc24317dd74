"""Drafts of Rust: a crate is its root and the modules in it, a module its file and its folder."""

from tests.init.test_drafting import drafted

APP = {
    "Cargo.toml": '[workspace]\nmembers = ["core", "app"]\n',
    "core/Cargo.toml": '[package]\nname = "core-lib"\nversion = "1.0.0"\n',
    "core/src/lib.rs": "pub mod config;\npub mod net;\nmod error;\npub use error::Error;\n"
    "pub use net::Net;\npub struct Limits;\n",
    "core/src/error.rs": "pub struct Error;\n",
    "core/src/config.rs": "pub mod file;\npub mod env;\npub struct Config(pub crate::Limits);\n",
    "core/src/config/file.rs": "use super::Config;\npub fn read() -> crate::Error { todo!() }\n",
    "core/src/config/env.rs": "use crate::config::Config;\npub fn env(c: Config) {}\n",
    "core/src/net/mod.rs": "use crate::config::Config;\npub struct Net(Config, crate::Error);\n",
    "core/src/net/http.rs": "use crate::Limits;\n",
    "app/Cargo.toml": '[package]\nname = "app"\nversion = "1.0.0"\n[dependencies]\n'
    'core-lib = { path = "../core" }\n',
    "app/src/main.rs": "use core_lib::net::Net;\nmod ui;\nmod other;\nfn main() {}\n",
    "app/src/other.rs": "use core_lib::Error;\n",
    "app/src/ui/mod.rs": "pub fn draw() {}\n",
    "app/src/ui/a.rs": "",
    "app/src/ui/b.rs": "",
}


def test_a_module_of_rust_is_its_file_and_the_folder_beside_it() -> None:
    rows = {row.name: row.patterns for row in drafted(APP).contract.rows}
    assert rows["core.config"] == ("core/src/config/", "core/src/config.rs")
    assert rows["core.net"] == ("core/src/net/",)


def test_the_modules_of_a_crate_lie_in_its_root() -> None:
    draft = drafted(APP)
    names = [row.name for row in draft.contract.rows]
    rows = {row.name: row for row in draft.contract.rows}
    assert rows["core"].patterns == ("core/src/lib.rs",)
    assert rows["core.crate"].patterns == ("core/src/*.rs",)
    assert rows["app"].patterns == ("app/",)
    # The last row that matches a file owns it.
    assert names.index("core.crate") < min(names.index("core"), names.index("core.config"))
    # `pub use net::Net` in the root and `crate::Limits` in its modules are no cycle of theirs.
    layers = [row.layer for row in draft.contract.rows]
    assert len({rows["core.config"].layer, rows["core.net"].layer}) == 2, layers


def test_the_files_of_a_lone_crate_are_called_so() -> None:
    files = {
        "Cargo.toml": '[package]\nname = "app"\nversion = "1.0.0"\n',
        "src/lib.rs": "pub mod parse;\nmod a;\n",
        "src/a.rs": "use crate::parse::one;\n",
        "src/parse/mod.rs": "pub fn one() {}\n",
        "src/parse/b.rs": "",
    }
    rows = {row.name: row.patterns for row in drafted(files).contract.rows}
    assert rows == {"crate": ("src/*.rs",), "parse": ("src/parse/",)}
