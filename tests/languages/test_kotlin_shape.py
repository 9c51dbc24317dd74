"""What is read of a Kotlin source by the shape of its words is what its grammar says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.compare_shapes import misread
from kavro_lint.languages.kotlin.extraction import facts
from kavro_lint.languages.kotlin.shape import occurrences_by_shape
from kavro_lint.languages.shapes import Doubt
from tests.languages.both_readers import assert_left_to_the_grammar, assert_same
from tests.languages.kotlin_forms import EXPRESSIONS, MEMBERS, TOP

HEADERS = (
    "",
    "package a.b",
    "/* class X {} */ package a.b\nimport c.D\nimport c.E as F\nimport c.*",
    '@file:JvmName("X")\n@file:A(B::class)\npackage a.b // x\n\nimport c.`in`.D\n',
    "#!/usr/bin/env kotlin\npackage a",
)


def both(content: bytes) -> bool:
    """Assert that both readers say the same, and return False where that cannot be said.

    It cannot where the shape leaves a doubt, and where the grammar misreads the source.
    """
    try:
        occurrences_by_shape(content)
    except Doubt:
        return False
    if misread("kotlin", content):
        return False
    assert_same(facts, occurrences_by_shape, content)
    return True


def in_function(expression: str) -> bytes:
    return f"package a\nfun own(p: P) {{\n  val own1 = {expression}\n  {expression}\n}}\n".encode()


@pytest.mark.parametrize("form", TOP)
def test_a_declaration_is_read_by_its_shape_as_by_the_grammar(form: str) -> None:
    both(f"package a\n\n{form}\nval last: Last = end\n".encode())


@pytest.mark.parametrize("form", MEMBERS)
def test_a_member_is_read_by_its_shape_as_by_the_grammar(form: str) -> None:
    both(
        f"package a\nclass Own<P>(val q: Q) : Base<P>(q), I {{\n  {form}\n  val p: P\n}}\n".encode()
    )


@pytest.mark.parametrize("form", EXPRESSIONS)
def test_an_expression_is_read_by_its_shape_as_by_the_grammar(form: str) -> None:
    both(in_function(form))


def test_nearly_all_forms_are_read_by_both() -> None:
    sources = [
        *(f"{form}\n".encode() for form in TOP),
        *(f"class Own {{\n{form}\n}}\n".encode() for form in MEMBERS),
        *map(in_function, EXPRESSIONS),
    ]
    assert sum(map(both, sources)) >= 0.85 * len(sources)


@given(
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(TOP), max_size=4),
    st.lists(st.sampled_from(MEMBERS), max_size=4),
    st.lists(st.sampled_from(EXPRESSIONS), max_size=4),
    st.sampled_from(["\n", "\r\n", "\n\n  // It's \"\n", "\n/* { */\n"]),
)
def test_a_source_is_read_by_its_shape_as_by_the_grammar(
    header: str, forms: list[str], members: list[str], expressions: list[str], blank: str
) -> None:
    lines = [header, *forms, "class Own {", *members, "}", "fun last() {", *expressions, "}", ""]
    both(blank.join(lines).encode())


@given(st.sampled_from((*TOP, *MEMBERS, *EXPRESSIONS)), st.data())
def test_a_source_in_which_words_are_changed_is_left_to_the_grammar_or_read_alike(
    form: str, data: st.DataObject
) -> None:
    words = form.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    second = data.draw(st.integers(0, len(words) - 1))
    words[first], words[second] = words[second], words[first]
    if data.draw(st.booleans()):
        del words[first]
    content = in_function(" ".join(words))
    try:
        occurrences_by_shape(content)
    except Doubt:
        return
    # Of what no compiler takes the names are read that stand where names stand.
    facts(content)


@pytest.mark.parametrize(
    "code",
    [
        "val x = MOST < a, C > (1)",
        "val x = f(MOST < a, C > (1))",
        "val x = a<b",
        "context(a: A) fun f() {}",
        "fun f(x: (B) -> @A C) {}",
        "fun f(x: @A(B) C) {}",
        "fun <@A T> f() {}",
        'val x = $$"$$a"',
        'val x = "$`a b`"',
        'val x = "${a"',
        'val x = "a',
        "val x = 'a",
        "fun f() {",
        "val x = (a]",
        "} fun f() {",
        "/* val x: A",
        "/* /* /* */ */ */ val x: A",
        "val x: A \0",
        "val x y = 1",
        "val x: A b",
        "class A { val x: B\n  set\n}",
        "val x = a?::b",
        "val x = (a)::b",
        "fun f() {\n  data\n  class A\n}",
        "import\nval x: A",
        "val x = a # b",
        "class class A",
    ],
)
def test_what_the_shape_does_not_tell_is_left_to_the_grammar(code: str) -> None:
    assert_left_to_the_grammar(facts, occurrences_by_shape, f"{code}\n".encode())


@pytest.mark.parametrize(
    ("code", "types"),
    [
        ("@A open class B { fun f() = 1 }", [("B", ("f",))]),
        ("class A(b: B) : C by b {\n  val d = 1\n}", [("A", ("b", "d"))]),
        ("val x = object : A, B by c as D {\n  val e = 1\n}", [("", ("e",))]),
        ("class A {\n  val b = c as D<*> to e\n  fun f() = 1\n}", [("A", ("b", "f"))]),
        ('class A(val b: C = $$"${d") : E', [("A", ("b",))]),
        ("fun f() = i++.g()\nclass A : B", [("A", ())]),
        ("fun interface A {\n  fun f()\n}", [("A", ("f",))]),
        ("class A\ninternal actual constructor(val b: B) : C(b)", [("A", ("b",))]),
    ],
)
def test_what_the_grammar_takes_for_something_else_is_read(
    code: str, types: list[tuple[str, tuple[str, ...]]]
) -> None:
    seen = occurrences_by_shape(f"{code}\n".encode()).types
    assert [(node.declared.name, node.declared.fields) for node in seen] == types


@pytest.mark.parametrize(
    "unit",
    ["f(", "{ ", "a<", '"${', "@A(", "data ", "public ", "= value\nval x: A = c\n", "{ a, b -> ",
     "fun <T> f(x: T) = x\n", "/* ", '"""${a}', "x: (A, (B) -> C) -> D, ", '"${"${a}"}" '],
)  # fmt: skip
def test_what_never_ends_is_read_in_linear_time(unit: str) -> None:
    """Twice the text must not take four times the work: 400 kB take a second at most."""
    try:
        occurrences_by_shape((unit * (400_000 // len(unit))).encode())
    except Doubt:
        return
