"""A small selection of the comparison with grimp: what is installed here anyway."""

import pytest

from benchmarks.compare_grimp import compare


@pytest.mark.parametrize("package", ["networkx", "hypothesis", "pip", "git", "kavro_lint"])
def test_edges_are_those_of_grimp(package: str) -> None:
    result = compare(package)
    assert result.both > 100
    assert not result.missing
    assert not result.extra
