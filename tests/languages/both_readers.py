"""A source read by the shape of its words and by its grammar: both must say the same."""

from collections.abc import Callable
from unittest.mock import patch

import pytest

from kavro_lint.languages import shapes
from kavro_lint.languages.shapes import Doubt
from kavro_lint.languages.syntax import parse_once

Reader = Callable[[bytes], object]


def assert_same(facts: Reader, by_shape: Reader, content: bytes) -> None:
    """Assert that both readers say the same. Raises Doubt where the shape leaves one."""
    by_shape(content)
    read_by_shape = facts(content)
    with patch.object(shapes, "LONGEST", 0):
        assert facts(content) == read_by_shape


def assert_same_if_known(
    facts: Reader, by_shape: Reader, grammar: Callable[[], object], content: bytes
) -> None:
    """Assert that both say the same of a source that the grammar knows and the shape tells."""
    # What the grammar does not know is read of its errors.
    if parse_once(grammar, content).root_node.has_error:
        return
    try:
        assert_same(facts, by_shape, content)
    except Doubt:
        return


def assert_left_to_the_grammar(facts: Reader, by_shape: Reader, content: bytes) -> None:
    """Assert that the shape leaves a source, which is read nevertheless."""
    with pytest.raises(Doubt):
        by_shape(content)
    facts(content)


def mutated(words: list[str], first: int, second: int, change: str, other: str = "") -> str:
    """Return a text of words with one deleted ("d"), doubled ("u") or followed by another ("i").

    Any other change swaps two of them.
    """
    first, second = first % len(words), second % len(words)
    changed = list(words)
    if change == "d":
        changed[first] = ""
    elif change == "u":
        changed[first] += f" {changed[first]}"
    elif change == "i":
        changed[first] += f" {other} "
    else:
        changed[first], changed[second] = changed[second], changed[first]
    return "".join(changed)
