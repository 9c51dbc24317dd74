"""Plain lines of TOML are read without `tomllib`: they say what it reads, and it reads the rest."""

import tomllib
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.config.rule_page import folder
from kavro_lint.config.toml import BrokenToml, read_toml

KEYS = st.sampled_from(["a", "b-c", "D_1", "7", "é", '"q"', "a.b", ""])
TEXTS = st.text(alphabet='ab"\\\x00\x1f\x7f\t\r\n\u0085\u2028é#,[]=', max_size=4).map(
    lambda text: f'"{text}"'
)
NUMBERS = ["0", "7", "-1", "+1", "007", "1_000", "1.5", "1e3", "0x1f", "inf", "nan", "9" * 30]
WORDS = st.sampled_from([*NUMBERS, "true", "false", "null", "True", "'a'", "{}", "1979-05-27"])
ITEMS = st.lists(st.one_of(TEXTS, WORDS), max_size=3)
LISTS = st.builds("[{}{}]".format, ITEMS.map(", ".join), st.sampled_from(["", ",", " "]))
SEPARATORS = st.sampled_from([" = ", "=", " =  ", ": "])
LINES = st.one_of(
    st.builds("{}{}{}".format, KEYS, SEPARATORS, st.one_of(TEXTS, WORDS, LISTS)),
    st.sampled_from(["", " ", "# a", "[a]", "[[a]]", 'a = "b" # c', "a ="]),
)
DOCUMENTS = st.lists(LINES, max_size=4).map("\n".join)


def by_tomllib(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


@given(DOCUMENTS)
def test_a_document_says_what_tomllib_reads(text: str) -> None:
    expected = by_tomllib(text)
    if expected is None:
        with pytest.raises(BrokenToml):
            read_toml(text)
    else:
        assert repr(read_toml(text)) == repr(expected)


def test_rule_pages_need_no_other_parser() -> None:
    pages = [page.read_text("utf-8").split("+++\n")[1] for page in folder().glob("*.md")]
    expected = [tomllib.loads(page) for page in pages]
    with patch("tomllib.loads", side_effect=AssertionError):
        assert list(map(read_toml, pages)) == expected


def test_a_key_that_is_there_twice_is_a_mistake() -> None:
    with pytest.raises(BrokenToml, match="overwrite"):
        read_toml("a = 1\na = 2\n")
