"""Unicode escapes of Java: what they stand for is read, and lines and columns stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages.java.escapes import translated
from tests.languages.jvm_sources import edges, imports_of

B = "package a; public class B {}"


@pytest.mark.parametrize(
    "source",
    [
        r"package a; class A { \u0042 b; }",
        r"package a; class A { \uuuu0042 b; }",
        r"package c; import \u0061.\u0042; class A {}",
        r"package c; import a\u002eB; class A {}",
        r"package a; class A \u007b B b; \u007d",
        # A comment ends with its line, and the line may end with an escape.
        r"package a; class A { // here: \u000a B b; }",
        r'package a; class A { String s = "\u0022; B b; }',
    ],
)
def test_what_an_escape_stands_for_is_read(source: str) -> None:
    assert edges({"x/A.java": source, "x/B.java": B}) == {("A", "B")}


@pytest.mark.parametrize(
    "source",
    [
        r'package a; class A { String s = "\\u0042"; }',
        r'package a; class A { String s = "\u0020 B.x()"; }',
        r"package a; class A { /* \u000a B b; */ }",
        r"package a; class A { // B b; \u0041",
        r"package a; class A { char c = '\u0042'; }",
    ],
)
def test_words_in_comments_and_strings_are_not_names(source: str) -> None:
    assert edges({"x/A.java": source, "x/B.java": B}) == set()


def test_the_place_of_a_name_behind_an_escape_is_that_of_the_file() -> None:
    source = "package a;\nclass A { int \\u00e9; // \\u000a\n  int \\ud835\\udd38; B b; }"
    (edge,) = imports_of({"x/A.java": source, "x/B.java": B})
    assert (edge.raw.line, edge.raw.column) == (3, source.split("\n")[2].index("B b") + 1)


@given(st.text(alphabet="\\\\u004f2aA /*\n\"'", max_size=60))
def test_translating_keeps_lines_and_their_lengths(source: str) -> None:
    before, after = source.split("\n"), translated(source.encode()).decode().split("\n")
    assert [len(line) for line in before] == [len(line) for line in after]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_character_can_be_written_as_an_escape(text: str) -> None:
    units = text.replace("\n", "").replace("\r", "").replace("\ue000", "")
    coded = units.encode("utf-16-be")
    escapes = "".join(f"\\u{coded[n]:02x}{coded[n + 1]:02x}" for n in range(0, len(coded), 2))
    assert translated(escapes.encode()).decode().rstrip(" ") == units.rstrip(" ")
