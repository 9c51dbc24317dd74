"""C#: how sources are parsed and read, whatever they lead to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.csharp.branch_texts import (
    MOST_TEXTS,
    has_more,
    hides_directive,
    joined_texts,
    variants,
)
from kavro_lint.languages.csharp.declared import unpack_names
from kavro_lint.languages.csharp.packed_facts import facts
from kavro_lint.languages.csharp.parsing import trees
from kavro_lint.languages.csharp.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import parse

PIECES = st.sampled_from(
    "using N;|class A : B {|void M() {|}|#if X|#elif Y|#else|#endif|C c = new D();|/*|*/|// #else"
    '|string s = @"|";|var x = $"{E.F}\\"";|namespace N;'.split("|")
)


@given(st.lists(PIECES, max_size=30))
def test_what_branches_share_is_parsed_once_and_each_tree_is_that_of_its_text(
    pieces: list[str],
) -> None:
    for text, tree in trees("\n".join(pieces).encode()):
        fresh = parse(grammar, text).root_node
        # After an error the parser recovers where it can, which depends on what it has kept.
        if not tree.root_node.has_error or not fresh.has_error:
            assert str(tree.root_node) == str(fresh)


DIRECTIVES = st.lists(st.sampled_from(["#if X", "#elif Y", "#else", "#endif"]), max_size=14)


@given(DIRECTIVES)
def test_each_line_stands_in_a_text_and_no_two_branches_of_a_chain_do(words: list[str]) -> None:
    source = "".join(f"{word}\nM{number}(\n" for number, word in enumerate(words)).encode()
    texts = [variant.text.split() for variant in variants(source)]
    assert len(texts) <= MOST_TEXTS
    if not has_more(source):
        assert {word for text in texts for word in text} >= {
            b"M%d(" % number for number in range(len(words))
        }
    opened: list[list[bytes]] = []
    for number, word in enumerate(words):
        name = b"M%d(" % number
        if word == "#if":
            opened.append([name])
        elif word == "#endif":
            _ = opened.pop() if opened else None
        elif opened:
            assert not any(name in text and other in text for text in texts for other in opened[-1])
            opened[-1].append(name)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("#if X\nusing A;\n#else\nusing B;\n#endif\n", 1),
        ("class A {\n#if X\n[A]\n#elif Y\n[B(1)] // c\n#else\n#endif\nvoid M() {} }", 1),
        (
            "class A {\n#if X\nint a;\n#else\nint b { get; }\n#if Y\n[C] int c;\n#endif\n#endif\n}",
            1,
        ),
        ("class A\n#if X\n: B\n#else\n: C\n#endif\n{ }", 2),
        ("class A {\n#if X\nvoid M() {\n#else\nvoid N() {\n#endif\n} }", 2),
        ("class A { void M() { if (x) { }\n#if X\nelse { }\n#else\nelse { }\n#endif\n} }", 2),
        ("#if X\nnamespace A;\n#else\nnamespace B;\n#endif\n", 2),
        ("class A {\n#if X\nint a;\n/*\n#else\n*/\n#else\nint b;\n#endif\n}", 2),
    ],
)
def test_branches_that_are_code_by_themselves_stand_in_one_text(source: str, count: int) -> None:
    assert len(list(joined_texts(source.encode()))) == count


def test_branches_in_branches_are_looked_at_some_times_only() -> None:
    source = b"class A {\n" + b"#if X\nint a;\n#else\nint b;\n" * 2_000 + b"#endif\n" * 2_000
    assert len(list(joined_texts(source))) == MOST_TEXTS


EVERYWHERE = """
delegate T0 D(T1 p, params T2[] q);
class A<T> : Base(1) where T : T3 {
  T4 f; T5? g; T6[] h; unsafe T7* i; (T8 x, int y) t; event T9 E { add {} remove {} }
  T10 P { get; set; } T11 this[T12 i] => 1; void M(ref T13 r) {
    T14 L(T15 a) => a; var o = (T16)new T17(); foreach (T18 e in o) {} try {} catch (T19) {}
    var d = default(T20); var z = sizeof(T21); var y = typeof(T22); if (o is T23 n) {}
    var q = from T24 a in o join T25 b in o on a equals b select a; N(out T26 v);
    var s = stackalloc T27[3]; var w = new T28[2]; if (o is T29 { X: 1 }) {}
    var l = T30 (T31 a) => a; var k = o switch { T32 u => 1, _ => 2 }; scoped T33 c;
    if (o is not T34) {}
    ref T35 rf = ref x; var rv = __refvalue(x, T36); delegate*<T37, T38> fp;
  }
  public static implicit operator T39(T40 a) => 1; public static T41 operator +(T42 a) => a;
}
"""


def test_types_are_read_wherever_the_grammar_has_one() -> None:
    names = {row.name for row in unpack_names(facts(EVERYWHERE.encode()).names).names}
    assert {f"T{number}" for number in range(43)} <= names


@pytest.mark.parametrize(
    ("text", "is_hidden"),
    [
        ('var a = $"\\"";', False),
        ('var a = $"""\n#endif\n""";', True),
        ('var a = $$"""\n#endif\n""";', True),
        ('var a = $@"""\n#endif\n""";', True),
        ('var a = @$"\n#endif\n";', True),
        ('var a = @"" + """"\n#endif\n"""";', True),
        ('var a = "" + \'"\' + "//" /*\n*/;\n#endif', False),
        ("x #endif\n/*\n#endif\n*/", True),
    ],
)
def test_a_directive_is_looked_for_in_whole_strings(text: str, is_hidden: bool) -> None:
    assert hides_directive(f"#if X\n{text}\n#endif\n".encode()) is is_hidden


def test_a_name_behind_a_range_or_a_colon_is_a_name() -> None:
    text = b"class A { int B(bool c) => c ?x:N.T.X + y[..M.T.X] + global::O.T.X; }"
    assert {row.name for row in unpack_names(facts(text).names).names if row.kind == "value"} == {
        "N.T.X",
        "M.T.X",
        "global::O.T.X",
    }
