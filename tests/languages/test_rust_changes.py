"""Rust: what is resolved again where a source declares something else, and nothing more."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.cache.packed_imports import FileImports
from kavro_lint.languages import rust
from kavro_lint.languages.indexed import Pending, hashed, stale
from kavro_lint.languages.protocol import Language
from kavro_lint.model.imports import PlacedResolution
from tests.languages.rust_sources import CARGO, facts_of, project_of

MODULES = ("a", "b", "c")
LINES = (
    "pub struct X;", "pub fn f() {}", "pub mod x { pub struct Y; }", "use crate::a::X;",
    "pub use crate::b::x;", "pub use crate::c::x as y;", "use crate::a::*;", "pub use crate::b::*;",
    "use super::*;", "fn g() { x::h(); }", "fn h() { y::h(); }", "fn i() { crate::b::y::k(); }",
    "fn j() { use crate::c::y; y::z::k() }", "macro_rules! m { () => {} }", "m!();",
    "#[cfg(test)] mod tests { use super::*; fn t() { x::u() } }", "pub use crate::a::y::x as q;",
    "fn l() { q::m() }", "pub enum X2 { V } pub use X2::*;", "use crate::c::gone;", "mod d;",
)  # fmt: skip
Rows = Mapping[str, object]


def resolved(files: Mapping[str, str], wanted: frozenset[str]) -> Rows:
    facts = facts_of(files)
    resolver = rust.indexed(project_of(files), {p: fact.declares for p, fact in facts.items()})
    return {path: list(_rows(resolver.resolve_source(path, facts[path]))) for path in wanted}


def _rows(rows: object) -> list[PlacedResolution]:
    return list(rows)  # type: ignore[call-overload,no-any-return]


def stale_after(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Return the sources that are resolved again where some were edited."""
    language: Language = rust
    old = facts_of(before)
    pending = {}
    for path, facts in facts_of(after).items():
        stored = FileImports(declares=old[path].declares, words=hashed(rust.words(old[path])))
        same = before[path] == after[path]
        pending[path] = Pending(
            language, None, None if same else facts, stored if same else None
        )  # fmt: skip
    return stale(pending, {path: facts.declares for path, facts in old.items()})


def sources(lines: Mapping[str, list[str]]) -> dict[str, str]:
    """Return a crate of modules with these lines."""
    files = {f"src/{name}.rs": "\n".join(own) for name, own in lines.items()}
    root = "mod a; mod b; mod c; pub use a::x as r; fn z() { r::s() }"
    nested = {f"src/{name}/d.rs": "pub struct D;" for name in MODULES}
    return {"Cargo.toml": CARGO, "src/lib.rs": root, **files, **nested}


@settings(max_examples=300)
@given(st.data())
def test_what_is_kept_of_a_source_equals_what_it_would_be(data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(LINES), max_size=4, unique=True)
    lines = {name: data.draw(some) for name in MODULES}
    before = sources(lines)
    kept = dict(resolved(before, frozenset(facts_of(before))))
    for _ in range(data.draw(st.integers(1, 3))):
        lines[data.draw(st.sampled_from(MODULES))] = data.draw(some)
        after = sources(lines)
        kept.update(resolved(after, stale_after(before, after)))
        assert kept == resolved(after, frozenset(facts_of(after)))
        before = after


def test_another_body_resolves_one_file_and_another_item_those_that_name_it() -> None:
    before = sources({"a": ["pub struct X;"], "b": ["use crate::a::X;"], "c": ["fn g() {}"]})
    body = {**before, "src/a.rs": "pub struct X; // so\n"}
    assert stale_after(before, body) == {"src/a.rs"}
    item = {**before, "src/a.rs": "pub struct Z;"}
    assert stale_after(before, item) == {"src/a.rs", "src/b.rs"}
    bound = {**before, "src/c.rs": "use crate::a::X; fn g() {}"}
    assert stale_after(before, bound) == {"src/b.rs", "src/c.rs"}


def test_a_name_is_followed_through_imports_that_change_it() -> None:
    before = sources({
        "a": ["pub use crate::b as x;"], "b": ["pub use crate::a::x as y;"],
        "c": ["use crate::b::y; fn g() { y::h() }"],
    })  # fmt: skip
    after = {**before, "src/a.rs": "pub use crate::c as x;"}
    assert "src/c.rs" in stale_after(before, after)
