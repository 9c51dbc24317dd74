"""The parser, and the limit on what it may do."""

from collections.abc import Callable
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.languages import syntax
from kavro_lint.languages.go import import_specs
from kavro_lint.languages.javascript import scripts
from kavro_lint.languages.python import statements
from kavro_lint.languages.registry import by_suffix
from kavro_lint.languages.syntax import PART, SMALL, batches, parse
from kavro_lint.model.facts import Unreadable

JAVASCRIPT = scripts._javascript
PYTHON = statements.grammar
GO = import_specs._grammar


def test_a_line_of_regular_expressions_that_never_end_is_given_up() -> None:
    with pytest.raises(Unreadable, match="too long"):
        parse(JAVASCRIPT, b"/[" * 30_000)


def test_lines_that_are_continued_again_and_again_are_given_up() -> None:
    with pytest.raises(Unreadable, match="too long"):
        parse(PYTHON, b"\\\n" * 30_000)


@pytest.mark.parametrize("grammar", [JAVASCRIPT, PYTHON, GO])
@pytest.mark.parametrize("text", [b"(" * 100_000, b"a b " * 50_000, b'"' * 999, b"x\n" * 50_000])
def test_what_nests_or_repeats_but_is_read_once_is_parsed(
    grammar: Callable[[], object], text: bytes
) -> None:
    assert parse(grammar, text).root_node.end_byte >= len(text.rstrip())


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 5 * PART])
def test_a_text_of_any_length_is_read_to_its_end(size: int) -> None:
    text = ("é" * size).encode()
    root = parse(JAVASCRIPT, text).root_node
    assert (root.end_byte, root.text) == (len(text), text)


def test_what_grows_in_the_parser_itself_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(syntax, "MOST_SECONDS_PER_BYTE", 0.0)
    with pytest.raises(Unreadable, match="too long"):
        parse(JAVASCRIPT, b"import/**/" * 30_000)


@given(st.lists(st.integers(0, SMALL + 9).map(bytes), max_size=30))
def test_batches_are_small_and_hold_all_texts_in_order(texts: list[bytes]) -> None:
    parts = list(batches(texts))
    assert [text for part in parts for text in part] == texts
    assert all(len(part) == 1 or len(b"\n".join(part)) <= SMALL for part in parts)
    # None could be joined with the next.
    assert all(
        len(b"\n".join([*part, following[0]])) > SMALL - 200 for part, following in pairwise(parts)
    )


@pytest.mark.parametrize(
    ("suffix", "begin", "line"),
    [
        (".py", "", "from pkg{0}.sub import name{0}\n"),
        (".go", "package a\n", 'import "example.com/pkg{0}"\n'),
        (".js", "", "import {{ a{0} }} from './m{0}.js';\n"),
    ],
)
def test_many_statements_are_parsed_without_a_second_process(
    suffix: str, begin: str, line: str
) -> None:
    source = (begin + "".join(map(line.format, range(3_000)))).encode()
    with patch("kavro_lint.languages.rehearsal.succeeds", side_effect=AssertionError):
        facts = by_suffix()[suffix].extract(source, suffix)
    assert len(list(facts.imports)) == 3_000
