"""Patterns of a configuration: the same answers as `re`, in bounded work."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.artifacts import id_pattern
from kavro_lint.patterns.linear import LONGEST_MATCH, LinearPattern

atoms = st.sampled_from(["a", "b", "[ab]", "[^a]", r"\d", ".", "(?:ab|b)", "(a|ba)"])
counts = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0}", "{1,}", "*?"])
pieces = st.lists(st.tuples(atoms, counts).map("".join), min_size=1, max_size=4).map("".join)
patterns = st.lists(pieces, min_size=1, max_size=3).map("|".join)


@given(patterns, st.text("ab1", max_size=8))
def test_a_full_match_agrees_with_re(pattern: str, text: str) -> None:
    match = LinearPattern(pattern).fullmatch(text)
    assert (match is not None) == (re.fullmatch(pattern, text) is not None)


@given(patterns, st.text("ab1 -", max_size=12))
def test_matches_are_the_longest_at_the_first_place(pattern: str, text: str) -> None:
    starts = [place.start() for place in re.finditer(r"(?<!\w)", text)]
    ends = [place.start() for place in re.finditer(r"(?!\w)", text)]
    expected = [
        (at, end)
        for at in starts
        for end in reversed(ends)
        if end > at and re.fullmatch(pattern, text[at:end])
    ]
    match = LinearPattern(pattern, r"(?<!\w)", r"(?!\w)").search(text)
    first = next(iter(expected), None)
    assert first == (None if match is None else (match.start(), match.end()))


@pytest.mark.parametrize(
    ("pattern", "text", "ids"),
    [
        (r"[A-Z]+-\d+", "AB-12, xAB-13 AB-14x AB-15-16 (AB-17).", ["AB-12", "AB-17"]),
        (r"T\d+", "T1 and T22; not T3-4", ["T1", "T22"]),
        (r"^T\d+$", "T1 and T22", ["T1", "T22"]),
        (r"\bT\d+\b", "T1 and T22", ["T1", "T22"]),
        (r"(?i)t\d+", "T1 and t22", ["T1", "t22"]),
        (r"\d+(\.\d+)*", "1.2.3 4", ["1.2.3", "4"]),
        (r"#\d+", "fixes #12", ["#12"]),
        (r"(?:GH|JIRA)-\d{1,3}", "GH-1 JIRA-123 GH-1234", ["GH-1", "JIRA-123"]),
    ],
)
def test_ids_are_whole_words(pattern: str, text: str, ids: list[str]) -> None:
    assert id_pattern(pattern).findall(text) == ids


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(x+x+)+y", "(a|a)*b", "(a*)*b", "a*a*a*a*a*a*b", "(a?){25}a{25}"]
)
def test_no_pattern_takes_longer_than_its_states_allow(pattern: str) -> None:
    result = LinearPattern(pattern)
    calls = 0

    def count(states: frozenset[int], character: str) -> frozenset[int]:
        nonlocal calls
        calls += 1
        return step(states, character)

    step = result._machine.step
    result._machine.step = count  # type: ignore[method-assign]
    for text in ("a" * 5000 + "!", "[" + "x" * 5000 + "] hi"):
        result.search(text)
    assert calls < 2000


def test_a_match_has_a_greatest_length() -> None:
    assert LinearPattern("a+").fullmatch("a" * LONGEST_MATCH) is not None
    assert LinearPattern("a+").fullmatch("a" * (LONGEST_MATCH + 1)) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "never closed"),
        ("a)", "cannot be read"),
        ("*a", "cannot be read"),
        ("(?=a)b", "look-arounds are not"),
        (r"(a)\1", "cannot be read"),
        ("a{3,2}", "cannot be read"),
        ("[b-a]", "bad character range"),
        ("((((a{40}){40}){40}){40})", "too large"),
        ("(" * 200 + ")" * 200, "too deep"),
    ],
)
def test_a_pattern_without_a_linear_time_match_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        LinearPattern(pattern)
