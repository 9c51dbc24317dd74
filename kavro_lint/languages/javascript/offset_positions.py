"""Byte offsets → lines and columns, each counted from the one before."""


class Places:
    """Lines and columns, from 1, columns in characters; cheapest asked in the order of the text."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._ascii = content.isascii()
        self._at, self._line, self._column = 0, 1, 1

    def of(self, at: int) -> tuple[int, int]:
        """Return the line and column of an offset."""
        if at < self._at:
            self._at, self._line, self._column = 0, 1, 1
        between = self._content[self._at : at]
        lines = between.count(b"\n")
        if lines:
            self._line += lines
            self._column = 1
            between = between[between.rfind(b"\n") + 1 :]
        self._column += len(between) if self._ascii else len(between.decode("utf-8", "replace"))
        self._at = at
        return self._line, self._column
