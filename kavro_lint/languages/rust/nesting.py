"""Which of nested ranges of a text a place is in, asked for in the order of the text."""

from collections.abc import Iterable


class Nesting:
    """Ranges that lie in each other, each with a number; -1 is around all of them."""

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        """Take ranges as start, end and number."""
        self._ranges = sorted(ranges, key=lambda row: (row[0], -row[1]))
        self._next = 0
        self._stack: list[tuple[int, int]] = []

    def at(self, place: int) -> int:
        """Return the number of the innermost range around a place, not before the last one."""
        while self._next < len(self._ranges) and self._ranges[self._next][0] <= place:
            start, end, number = self._ranges[self._next]
            while self._stack and self._stack[-1][0] <= start:
                self._stack.pop()
            self._stack.append((end, number))
            self._next += 1
        while self._stack and self._stack[-1][0] <= place:
            self._stack.pop()
        return self._stack[-1][1] if self._stack else -1
