"""A source read by the shape of its words and by its grammar: both must say the same."""

from collections.abc import Callable
from unittest.mock import patch

from kavro_lint.languages import shapes


def assert_same(
    facts: Callable[[bytes], object], by_shape: Callable[[bytes], object], content: bytes
) -> None:
    """Assert that both readers say the same. Raises Doubt where the shape leaves one."""
    by_shape(content)
    read_by_shape = facts(content)
    with patch.object(shapes, "LONGEST", 0):
        assert facts(content) == read_by_shape
