"""Declarations of Kotlin that the grammar does not know are found all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.kotlin.outline import outline
from tests.languages.jvm_sources import imports_of

NAMES = st.from_regex(r"[A-Z][a-z]{1,5}[0-9]", fullmatch=True)
# Each with what it declares: a type, a function, an extension.
FORMS = {
    "@Retention(RUNTIME) @Target(FUNCTION) public annotation class {}": "type",
    "fun interface {} {{ fun f(): Int }}": "type",
    "internal data object {}": "type",
    "enum class {} {{ A, B {{ fun g() = 1 }}; fun h() = 2 }}": "type",
    "context(a: A<B>)\npublic inline fun <T> {}(x: T): T = x": "function",
    "fun <A : Comparable<A>, B : (A) -> Unit> {}(a: A) {{ class Local; val x = 1 }}": "function",
    "private val {} by lazy {{ fun inner() = 1 }}": "function",
    "infix fun <T> Pair<A<T>, List<*>>.{}(x: T) = x": "extension",
    "suspend fun <A, R> (suspend (A) -> R)?.{}(a: A) = a": "extension",
    "val <T> List<T>?.{}: Int get() = 1": "extension",
    "fun @Mark(1) String.{}() = this": "extension",
}
BETWEEN = st.sampled_from(
    [
        "",
        '// class No { "',
        "/* fun no() /* { */ class No */",
        'val quoted_ = "class No { ${ "fun no() }" } \\" }"',
        'val raw_ = """ class No { " ${ f("}") } """"',
        "val brace_ = '{'",
        "val odd_ = if (x) A::class else B.`class No {`",
    ]
)


@given(st.lists(st.tuples(NAMES, st.sampled_from(sorted(FORMS)), BETWEEN), max_size=6))
def test_declared_types_are_found(rows: list[tuple[str, str, str]]) -> None:
    text = "package p\n" + "".join(f"{between}\n{form.format(n)}\n" for n, form, between in rows)
    seen = outline(text.encode())
    assert {path for path in seen.types if len(path) == 1} == {
        (name,) for name, form, _ in rows if FORMS[form] == "type"
    }
    functions = {name for name in seen.functions if not name.endswith("_")}
    assert functions == {name for name, form, _ in rows if FORMS[form] == "function"}
    assert seen.extensions == {name for name, form, _ in rows if FORMS[form] == "extension"}


def test_nested_types_are_found_with_those_around_them() -> None:
    text = "class A { enum class B { X }\ninterface C { companion object { class D } } }\nclass E"
    assert outline(text.encode()).types == (
        ("A",),
        ("A", "B"),
        ("A", "C"),
        ("A", "C", "Companion"),
        ("A", "C", "Companion", "D"),
        ("E",),
    )


@given(st.text(alphabet="{}()[]<>\"'$`/*\n clasfunvx.:?@", max_size=80))
def test_no_text_ends_the_reading(text: str) -> None:
    outline(text.encode())


@pytest.mark.parametrize("text", ["(" * 200_000, "/*" * 200_000, '"${' * 200_000, "fun <" * 90_000])
def test_what_never_ends_is_read_in_linear_time(text: str) -> None:
    outline(text.encode())


@pytest.mark.parametrize("declaration", sorted(FORMS))
def test_an_import_of_what_the_grammar_does_not_know_resolves(declaration: str) -> None:
    """Imports of Moshi's own annotations and Exposed's own functions were called missing."""
    files = {
        "a/A.kt": "package a\nimport b.Name\n",
        "b/B.kt": f"package b\n{declaration.format('Name')}\n",
    }
    assert [edge.target for edge in imports_of(files)] == ["b/B.kt"]
