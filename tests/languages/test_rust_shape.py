"""What is read of a Rust source by the shape of its words is what its grammar says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.rust.declared import unpack
from kavro_lint.languages.rust.packed_facts import facts
from kavro_lint.languages.rust.shape import occurrences_by_shape
from kavro_lint.languages.rust.tree_sitter_wheel import grammar
from tests.languages.both_readers import (
    assert_left_to_the_grammar,
    assert_same,
    assert_same_if_known,
    mutated,
)

HEADERS = (
    "",
    "#!/usr/bin/env run\n//! A crate. mod x; use y::z;\n#![allow(a::b)]\n",
    '#![doc = include_str!("x")]\n',
    "use a::{b::{self, C as D, *}, e::f as _};\npub(crate) use ::g; pub(in crate::x) use h::r#i;\n",
    "extern crate alloc; pub extern crate self as own;\n#[macro_use]\nextern crate a as b;\n",
    "/* use a::b; /* mod c; */ mod d; */ use e; // use f::g;\n",
    "#![cfg(test)]\nuse super::*;\n",
)
ITEMS = (
    'mod a; pub mod b;\n#[path = "x/y.rs"] mod c;\n#[cfg(unix)] pub(crate) mod d;',
    "mod inner { use super::*; pub mod deep { pub struct A; const B: u8 = 1; } fn c() {} }",
    "#[cfg(test)]\nmod tests { #![allow(x)] use crate::a::b; #[test] fn t() { c::d(); } }",
    "pub struct A<'a, T: b::C = d::E> where T: for<'b> f::G<'b> { pub(in crate::h) i: &'a j::K }",
    'struct Unit; struct Tuple(pub (a::B, C), #[serde(with = "crate::x")] D); union U { a: b::C }',
    "enum E { A = 1 << 3, B { c: d::F }, G(h::I), J = { K }, L = m!(n::o) } enum Never {}",
    "#[derive(Debug, a::B)] pub(super) enum F<const N: usize> { #[c(d::e)] G, }",
    "pub trait T: a::B + 'static { const C: d::E = f::G; type H: Copy; fn i(); fn j(&self) {} }",
    "unsafe impl<const N: usize> a::B<[u8; N]> for C<3> {}",
    "impl<T> From<a::B> for C<T> { type D = T; fn e() -> Self { f! { use g::h; } } m!(i::j); }",
    "pub(crate) const fn f(A { b, c }: &A, d: impl Fn(e::F) -> g::H) -> [u8; 3] where u8: I {}",
    "async unsafe extern \"C\" fn g<'a>() -> ! { loop { break 'a; } }",
    "fn fns(a: fn(b::C) -> d::E) {}",
    'extern "C" { fn a(b: c::D); static E: u8; type F; } unsafe extern { pub safe fn g(); }',
    "const A: b::C = D { e: f!(), g: [H { i: j!() }, k::L { ..m }], }; const _: () = { n!(); };",
    "static B: &[c::D] = &[match e { f => g!(), _ => { h!() } }, if i { j!() } else { k::l!() }];",
    "static mut C: D = || -> e::F { g!() }; const H: fn() = i::<J>::k; type L<T = m::N> = o::P<T>;",
    "macro_rules! m { ($a:expr) => { use b::c; $crate::d!($a); crate::$e; mod f; } }",
    "fn scope() { macro_rules! n ( () => { use a::b; } ); use c::d; mod e; extern crate f; }",
    "fn h() { a::b(c::D::E, <F as g::H>::i, ::j::k::<l::M>(), Vec::<n::O>::p, Self::q, super::r) }",
    "fn i() { match a { b::C { d, .. } => e!(use f::g;), H(i) if j::K == l => { use m::n; } } }",
    "fn j() { let a = B { c: d! { use e::f; }, g: || { h!(use i::j) } }; if let k::L = m {} }",
    "fn k() { for a in b! { use c::d; } { e! { use f::g; } } while h::i() { unsafe { use j; } } }",
    'fn l() { vec![a::b; 2]; ::std::c!("d::e {}", f::g); h!{}.i(); try { a } ; j.k::<l::M>(); }',
    "fn m() { quote! { use a::b; #c::d }; b::quote!(e::f); }",
    'fn m() { include!("x.rs"); include!(concat!(y)); }',
    "#[test] fn n() { a::b() } #[cfg(test)] const O: a::B = c::D; #[tokio::test] async fn p() {}",
    "#[cfg(test)] use a::b; #[cfg(test)] impl c::D {} #[cfg(test)] a! { static E: f::G }",
    "#[cfg(test)] pub(crate) type A = b::C; #[cfg(test)] struct D(e::F); #[test] extern crate g;",
    "fn o() { #[cfg(test)] a::b!(); #[cfg(test)] let c = d::e; #[cfg(test)] { f::g } h(#[i] j); }",
    "fn p() { let a = 'b'; let c = '\\''; let d = b'\\\\'; 'e: for f in 0..1.5 { g.0.1; h('z') } }",
    'fn q() { (r"a\\", br#"use "b"; "#, c"d", "\\"mod e;", \'\\u{1F600}\', \'"\') }',
    'fn q() { (r###""## x::y"###, cr#"use a;"#, br"mod b") }',
    "fn r() { a as b::C < d; e < f::G; h >= i::J; !k::l(); x != m::N; |o: p::Q| -> r::S { t } }",
    "thread_local! { pub static A: b::C = d(); } lazy_static! { static ref E: f::G = h(); }",
    "a! { mod b { use c::d; } mod e; use f::g; } bitflags::bitflags! { struct H: i::J { } }",
    '#[doc = include_str!("x.md")] #[doc = a::b!(c::d)] pub mod documented {}',
    "impl<T: ?Sized> a::B for T where T: c::D { fn e(self: F<Self>) -> impl f::G + use<'_, T> {} }",
    "fn s() { raw.union.default.auto; union(); let x = &raw const y; async move {}; }",
    "pub use self::a::*; use crate; use {b, c::d}; use *; use ::{e, f};",
    "fn größe() { ä::ö(); r#type::r#fn(); crate::r#mod::x() } struct Ü(ß::É);",
)
BLANKS = ("\n", "\r\n", "\n  // It's \"{\n", " /* { ' /* \" */ */ ", "\n/// use a::b; mod c;\n")


def both(content: bytes) -> None:
    assert_same(facts, occurrences_by_shape, content)


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_read_by_its_shape_as_by_the_grammar(item: str) -> None:
    both(f"use some::Foo;\n{item}\nfn last() {{ a::b!(); c::D; }}\n".encode())


@given(
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6),
    st.sampled_from(BLANKS),
    st.sampled_from(["{}", "mod own {{ {} }}", "fn own() {{ {} }}", "cfg_if! {{ {} }}"]),
)
def test_a_source_is_read_by_its_shape_as_by_the_grammar(
    header: str, items: list[str], blank: str, around: str
) -> None:
    content = f"{header}{around.format(blank.join(items))}{blank}".encode()
    assert_same_if_known(facts, occurrences_by_shape, grammar, content)


_WORDS = re.compile(r"r?#*\"[^\"]*\"#*|'.'|\w+|\s+|::|=>|->|.", re.DOTALL)


@given(
    st.sampled_from(ITEMS), st.sampled_from(ITEMS), st.integers(0, 500), st.integers(0, 500),
    st.sampled_from("duis"),
)  # fmt: skip
def test_a_mutated_item_is_read_by_its_shape_as_by_the_grammar(
    item: str, other: str, first: int, second: int, change: str
) -> None:
    words, others = _WORDS.findall(item), _WORDS.findall(other)
    text = mutated(words, first, second, change, others[second % len(others)])
    assert_same_if_known(facts, occurrences_by_shape, grammar, text.encode())


def test_what_the_grammar_does_not_know_is_read_by_its_shape() -> None:
    declared = unpack(facts(b"trait Alias = a::B; pub auto trait Auto {}").declares)
    assert declared.scopes[0].types == ("Alias", "Auto")


@pytest.mark.parametrize(
    "code",
    [
        "mod a; \0",
        "mod a {",
        "mod a; }",
        "mod a }",
        "mod 1;",
        "use a::b",
        "use a::(b);",
        "extern crate 1;",
        "/* mod a;",
        "/* /* /* /* mod a; */ */ */ */",
        'fn a() { "b; }',
        "fn a() { ' }",
        'fn a() { r#######"b"####### }',
        "macro a { () => {} }",
        "a! b {}",
        "try!(a::b)",
        "a!(b",
        "fn a() { mod b { use c::d; } }",
        "fn a() { b > ::c::d }",
        "impl A<{ 1 }> for B {}",
        "one two;",
        "fn a() { $b::c }",
    ],
)
def test_what_the_shape_does_not_tell_is_left_to_the_grammar(code: str) -> None:
    assert_left_to_the_grammar(facts, occurrences_by_shape, code.encode())
