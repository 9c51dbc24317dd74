"""Bytes of a source → lines and columns, as people count them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

# So much of a line is shown.
LONGEST_LINE = 800


class Places:
    """Lines and columns of places in UTF-8, asked for in the order of the text."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._is_ascii = content.isascii()
        self._starts: list[int] | None = None
        # The last line that was asked for, and where it starts and ends.
        self._row, self._start, self._end = 1, 0, _end_of_line(content, 0)
        # The last place in it, and its column.
        self._last = 0, 0

    def of(self, place: int) -> tuple[int, int]:
        """Return the line and the column, in characters, of a byte; both from 1."""
        if not self._start <= place <= self._end:
            self._go_to_line_of(place)
        if self._is_ascii:
            return self._row, place - self._start + 1
        # Of a long line only what lies behind the last place is decoded.
        last, column = self._last if self._last[0] <= place else (self._start, 0)
        column += len(self._content[last:place].decode("utf-8", "replace"))
        self._last = place, column
        return self._row, column + 1

    def lines(self, places: Iterable[int]) -> Iterator[tuple[int, int, str]]:
        """Yield line, column and text of the lines of bytes, of a long line its beginning."""
        content, is_ascii = self._content, self._is_ascii
        text, row, start, end = "", 1, 0, -1
        for place in places:
            if place > end:
                behind = max(end, 0)
                row += content.count(b"\n", behind, place)
                start = content.rfind(b"\n", behind, place) + 1
                end = _end_of_line(content, place)
                text = content[start : min(end, start + LONGEST_LINE)].decode("utf-8", "replace")
            yield row, place - start + 1 if is_ascii else self.of(place)[1], text

    def _go_to_line_of(self, place: int) -> None:
        content = self._content
        if place > self._end and self._starts is None:
            self._row += content.count(b"\n", self._end, place)
            self._start = content.rfind(b"\n", self._end, place) + 1
        else:
            # Asked for out of order: to count from the beginning each time takes quadratic time.
            if self._starts is None:
                self._starts = [0, *_after_breaks(content)]
            self._row = bisect_right(self._starts, place)
            self._start = self._starts[self._row - 1]
        self._end = _end_of_line(content, place)
        self._last = self._start, 0


def _end_of_line(content: bytes, place: int) -> int:
    end = content.find(b"\n", place)
    return end if end >= 0 else len(content)


def _after_breaks(content: bytes) -> Iterator[int]:
    at = content.find(b"\n")
    while at >= 0:
        yield at + 1
        at = content.find(b"\n", at + 1)
