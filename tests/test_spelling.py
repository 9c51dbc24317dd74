"""The nearest known word: slips of the finger, and what is not one."""

import difflib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.spelling import are_transposed, did_you_mean, near_words, nearest, one_of, quantity


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("wbe", ["api", "web"], "web"), ("fail_on", ["fail-on", "exclude"], "fail-on"),
        ("API", ["api", "app"], "api"), ("May imports", ["May import"], "May import"),
        ("serivces", ["services", "service"], "services"), ("x", ["api", "web"], None),
        ("v12", ["v21"], None), ("", ["api"], None), ("api", [], None),
    ],
)  # fmt: skip
def test_the_nearest_word_is_suggested(word: str, known: list[str], meant: str | None) -> None:
    assert nearest(word, known, 0.75) == meant


@given(st.text("abc-_ ", min_size=1, max_size=12), st.lists(st.text("abc", max_size=8)))
def test_a_known_word_is_nearest_to_itself(word: str, others: list[str]) -> None:
    assert nearest(word, [word, *others]) == word


@given(
    st.text("abcde-", max_size=8),
    st.lists(st.text("abcde-", max_size=8), unique=True, max_size=9),
    st.sampled_from([0.4, 0.6, 0.8, 1.0]),
)
def test_what_shares_too_few_letters_is_not_near_to_difflib_either(
    word: str, others: list[str], similarity: float
) -> None:
    matches = difflib.get_close_matches(word, others, 9, similarity)
    near = near_words(word, others, 9, similarity)
    assert word in others or [other for other in near if not are_transposed(word, other)] == [
        other for other in matches if not are_transposed(word, other)
    ]


@given(st.text("abcdef", min_size=2, max_size=10), st.integers(0, 8))
def test_transposed_letters_are_a_small_distance(word: str, place: int) -> None:
    place = min(place, len(word) - 2)
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    assert are_transposed(word, swapped) == (word != swapped)
    assert nearest(swapped, [word, "zzz"], 1.0) == word


def test_hints_are_sentences() -> None:
    assert did_you_mean("shwo", ("show", "clear")) == "did you mean show?"
    assert did_you_mean("xyz", ("show",)) == ""
    assert one_of("shwo", ("show", "clear")) == "did you mean show? It is one of: show, clear"
    assert one_of("xyz", ("show", "clear")) == "It is one of: show, clear"
    assert near_words("stor", ["store", "stork", "api"], 3) == ["stork", "store"]


def test_a_long_word_costs_nothing() -> None:
    begun = time.process_time()
    assert nearest("a" * 10**6, ["b" * 10**6]) is None
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("number", "words", "text"),
    [
        (0, ("file",), "0 files"),
        (1, ("file",), "1 file"),
        (2000, ("file",), "2,000 files"),
        (1, ("dependency", "dependencies"), "1 dependency"),
        (2, ("dependency", "dependencies"), "2 dependencies"),
    ],
)
def test_words_agree_with_their_number(number: int, words: tuple[str, ...], text: str) -> None:
    assert quantity(number, *words) == text


@given(
    st.text("abcde-", min_size=1, max_size=8),
    st.lists(st.text("abcde-", max_size=8), unique=True, max_size=20),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.4, 0.6, 0.8]),
)
def test_the_nearest_are_those_of_difflib(
    word: str, others: list[str], count: int, similarity: float
) -> None:
    """What cannot be among the nearest is not compared."""
    near = near_words(word, others, count, similarity)
    swapped = [other for other in others if are_transposed(word, other)]
    if word not in others:
        matches = difflib.get_close_matches(word, others, count, similarity)
        assert near == list(dict.fromkeys((*swapped, *matches)))[:count]
