"""What is read of a C# source by the shape of its words is what its grammar says."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.csharp.branch_texts import utf8
from kavro_lint.languages.csharp.declared import unpack_names
from kavro_lint.languages.csharp.packed_facts import facts
from kavro_lint.languages.csharp.shape import occurrences_by_shape
from kavro_lint.languages.csharp.tree_sitter_wheel import grammar
from kavro_lint.languages.shapes import Doubt
from tests.languages.both_readers import (
    assert_left_to_the_grammar,
    assert_same,
    assert_same_if_known,
    mutated,
)

WITHIN = {
    "statement": "class Own {{ void M() {{ {} }} }}",
    "member": "namespace N {{ class Own {{ {} }} }}",
    "header": "{}\npublic class Own : Base {{ Foo a; }}",
}


def forms(kind: str) -> list[str]:
    """Return the forms of a kind, within what they need."""
    lines = Path(__file__).with_name("csharp_forms.txt").read_text("utf-8").splitlines()
    result = [line.partition(": ")[2] for line in lines if line.startswith(f"{kind}: ")]
    return [
        re.sub(r"\\n", "\n", form).replace("\\r", "\r").replace("\\ufeff", "\ufeff")
        for form in result
    ]


def source(kind: str, form: str) -> bytes:
    return utf8(WITHIN[kind].format(form).encode())


def both(content: bytes) -> None:
    assert_same(facts, occurrences_by_shape, content)


FORMS = [(kind, form) for kind in WITHIN for form in forms(kind)]
LEFT = [(kind, form) for kind in WITHIN for form in forms(f"left {kind}")]


@pytest.mark.parametrize(("kind", "form"), FORMS)
def test_a_form_is_read_by_its_shape_as_by_the_grammar(kind: str, form: str) -> None:
    both(source(kind, form))


@pytest.mark.parametrize(("kind", "form"), LEFT)
def test_what_the_shape_does_not_tell_is_left_to_the_grammar(kind: str, form: str) -> None:
    content = source(kind, form)
    with pytest.raises(Doubt):
        occurrences_by_shape(content)
    facts(content)


@given(
    st.sampled_from(forms("header")),
    st.lists(st.sampled_from(forms("member")), min_size=1, max_size=4),
    st.lists(st.sampled_from(forms("statement")), min_size=1, max_size=6),
    st.sampled_from(
        [" ", "\n", "\r\n", "\n  // It's \"\n", " /* { */ ", "\n#pragma warning disable x // '\n"]
    ),
    st.booleans(),
)
def test_a_source_is_read_by_its_shape_as_by_the_grammar(
    header: str, members: list[str], statements: list[str], blank: str, is_nested: bool
) -> None:
    body = f"{blank.join(members)}{blank}void M(){blank}{{{blank}{blank.join(statements)}{blank}}}"
    if is_nested:
        body = f"class In {{ {body} }} {members[0]}"
    code = f"{header}{blank}class Own{blank}{{{blank}{body}{blank}}}\n"
    content = utf8(code.encode())
    assert_same_if_known(facts, occurrences_by_shape, grammar, content)


_WORDS = re.compile(r'\w+|"[^"\n]*"|\s+|=>|\?\?|&&|\|\||.', re.DOTALL)
# Words that other places reserve, and what two grammars may take for different things.
_MISREAD = re.compile(
    rb"\b(?:async|partial|required|file|scoped|record|yield|await|and|or|not|when|with|where|by"
    rb"|from|select|join|let|into|orderby|group|on|equals|nameof|operator|global|var)\b"
)


@given(st.sampled_from(FORMS), st.integers(0, 500), st.integers(0, 500), st.sampled_from("dus"))
def test_a_mutated_form_is_read_by_its_shape_as_by_the_grammar(
    row: tuple[str, str], first: int, second: int, change: str
) -> None:
    kind, form = row
    words = _WORDS.findall(form) or [""]
    content = source(kind, mutated(words, first, second, change))
    # What no compiler takes may be read in two ways.
    if not _MISREAD.search(content):
        assert_same_if_known(facts, occurrences_by_shape, grammar, content)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        # The grammar takes these type arguments for comparisons, and loses them.
        ("x = new Foo<Bar>(A.B) { C = D };", "Bar"),
        ("x = new List<Bar>(a.Count) { b };", "Bar"),
        ("switch (x) { case nameof(Foo): break; }", "Foo"),
    ],
)
def test_what_the_grammar_loses_is_read_by_its_shape(statement: str, name: str) -> None:
    written = unpack_names(facts(source("statement", statement)).names)
    assert name in {row.name for row in written.names}


@pytest.mark.parametrize(
    "code",
    [
        "class A { B b; } \0",
        "class A { B b;",
        "class A { B b; } }",
        "class A { /* B b; }",
        'class A { B b = $"{c:d; }',
        'class A { B b = """c; }',
        "class A {\r B b; }",
        "class A { B # b; }",
        "class A { #region x\n B b; }",
        "class A { B(); }",
        "x.y<z>();",
    ],
)
def test_what_is_odd_is_left_to_the_grammar(code: str) -> None:
    assert_left_to_the_grammar(facts, occurrences_by_shape, code.encode())
