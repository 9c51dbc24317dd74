"""What files add to an answer is kept whole, or not at all; what is put in replaces what was."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.cache.contributions import (
    COUNTS,
    FILES,
    PAIR,
    WEIGHT,
    Contribution,
    Contributions,
    decoded,
    encoded,
)
from kavro_lint.cache.folder import DIGEST

PAIRS = 3
COUNT = st.tuples(*[st.integers(0, 9)] * COUNTS)
LEADS = st.dictionaries(st.integers(0, PAIRS - 1), st.integers(0, 3))
ADDED = st.builds(Contribution, COUNT, LEADS)


def empty(size: int) -> Contributions:
    """Return what files add that say nothing."""
    pairs = array("I", [number for pair in range(PAIRS) for number in (1, pair + 2, 0, 0, 0, 0)])
    arrays = [
        array("I", bytes(4 * size)), array("I", bytes(4 * COUNTS * size)),
        array("I", bytes(4 * size)), array("I"), pairs, array("I", bytes(4 * COUNTS)),
        array("I", (0, 0, 80)),
    ]  # fmt: skip
    return Contributions(bytes(DIGEST * size), bytes(size), b"", arrays, "imports: ", "a\nb")


@given(st.lists(st.tuples(st.integers(0, 4), ADDED), max_size=12))
def test_what_is_put_in_replaces_what_was(changes: list[tuple[int, Contribution]]) -> None:
    contributions = empty(5)
    last: dict[int, Contribution] = {}
    for number, contribution in changes:
        contributions.put(number, contribution)
        last[number] = contribution
    again = decoded(encoded(contributions))
    assert again is not None
    for number in range(5):
        wanted = last.get(number, Contribution((0,) * COUNTS, {}))
        kept = again.of(number)
        assert (kept.counts, kept.leads) == (wanted.counts, wanted.leads)
    totals = [sum(numbers) for numbers in zip(*(c.counts for c in last.values()), strict=True)]
    assert list(again.totals) == (totals or [0] * COUNTS)
    for pair in range(PAIRS):
        files = [c.leads[pair] for c in last.values() if pair in c.leads]
        assert again.pairs[pair * PAIR + FILES] == len(files)
        assert again.pairs[pair * PAIR + WEIGHT] == sum(files)


@given(st.binary(max_size=300))
def test_bytes_that_are_not_contributions_are_ignored(body: bytes) -> None:
    assert decoded(body) is None


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_file_is_ignored_unless_its_length_is_right(place: int, byte: int) -> None:
    contributions = empty(3)
    contributions.put(1, Contribution((1,) * COUNTS, {0: 1, 2: 0}))
    body = bytearray(encoded(contributions))
    body[place % len(body)] = byte
    again = decoded(bytes(body))
    if again is not None:
        for number in range(3):
            again.put(number, again.of(number))
