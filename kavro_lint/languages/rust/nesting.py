"""Which of nested ranges of a text a place is in."""

from bisect import bisect_right
from collections.abc import Iterable


class Nesting:
    """Ranges that lie in each other, each with a number; -1 is around all of them."""

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        """Take ranges as start, end and number."""
        # The places at which another range is the innermost one, and the number of that.
        starts, numbers = [-1], [-1]
        # The ends and numbers of the ranges that are open, the outermost first.
        ends, inner = [-1], [-1]
        for start, end, number in sorted(ranges, key=_outer_first):
            while len(ends) > 1 and ends[-1] <= start:
                starts.append(ends.pop())
                inner.pop()
                numbers.append(inner[-1])
            starts.append(start)
            numbers.append(number)
            ends.append(min(end, ends[-1]) if len(ends) > 1 else end)
            inner.append(number)
        while len(ends) > 1:
            starts.append(ends.pop())
            inner.pop()
            numbers.append(inner[-1])
        self._starts, self._numbers = starts, numbers

    def at(self, place: int) -> int:
        """Return the number of the innermost range around a place."""
        return self._numbers[bisect_right(self._starts, place) - 1]


def _outer_first(row: tuple[int, int, int]) -> tuple[int, int]:
    return row[0], -row[1]
