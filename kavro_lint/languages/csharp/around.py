"""Nested spans of bytes, asked for the innermost one around a place."""

from bisect import bisect_right
from collections.abc import Sequence


class Around:
    """Nested spans of bytes, asked for the innermost one around a place."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """Take spans in the order of their starts; none crosses another."""
        self._spans = spans
        self._starts = [start for start, _ in spans]
        # The last answer, and the bytes for which it is the same.
        self._last = 0, 0, -1
        self.outer: list[int] = []
        for number, (start, _) in enumerate(spans):
            self.outer.append(self._enclosing(number - 1, start))

    def _enclosing(self, number: int, place: int) -> int:
        while number >= 0 and self._spans[number][1] <= place:
            number = self.outer[number]
        return number

    def of(self, place: int) -> int:
        """Return the number of the innermost span around a place, -1 for none."""
        first, end, number = self._last
        if not first <= place < end:
            following = bisect_right(self._starts, place)
            number = self._enclosing(following - 1, place)
            ends = [self._spans[number][1]] if number >= 0 else []
            self._last = (
                place,
                min(ends + self._starts[following : following + 1] or [place]),
                number,
            )
        return number
