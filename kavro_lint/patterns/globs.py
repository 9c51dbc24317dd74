"""Patterns of several segments with `**` between them, matched without going back."""

from collections.abc import Sequence

from kavro_lint.patterns.segments import Name, anything, literal_part, name_test


class Glob:
    """A pattern's segments, to be matched with the names of a path.

    Between two `**` stands a block of names that must follow each other. The leftmost place
    of each block leaves most to the next one, so no choice is ever taken back: the time is
    at most the product of the two lengths, whatever the pattern.
    """

    __slots__ = ("_blocks", "literal_part")

    def __init__(self, segments: Sequence[str]) -> None:
        """Compile `segments` (between slashes, as written). Raises ValueError."""
        # Where it is not in a path, there is no match.
        self.literal_part = literal_part(segments)
        blocks: list[list[Name]] = [[]]
        for segment in segments:
            if segment == "**":
                blocks.append([])
            else:
                blocks[-1].append(name_test(segment))
        if segments and segments[-1] == "**":  # inside of what is before it: one name more
            blocks[-1].append(anything)
        first, *later = blocks
        self._blocks = (first, *(block for block in later if block))

    def covers(self, names: Sequence[str], *, folders_only: bool = False) -> bool:
        """Whether a file (unless `folders_only`) or a folder above it matches."""
        end = self._leftmost(names, self._blocks)
        return end is not None and end + folders_only <= len(names)

    def matches(self, names: Sequence[str]) -> bool:
        """Whether the names match as a whole."""
        *before, last = self._blocks
        if not before:
            return len(last) == len(names) and _follow(last, names, 0)
        end = self._leftmost(names, before)
        start = len(names) - len(last)
        return end is not None and end <= start and _follow(last, names, start)

    @staticmethod
    def _leftmost(names: Sequence[str], blocks: Sequence[Sequence[Name]]) -> int | None:
        """Return where the last block ends when each stands as far left as it can, or None."""
        first, *later = blocks
        if len(first) > len(names) or not _follow(first, names, 0):
            return None
        end = len(first)
        for block in later:
            starts = range(end, len(names) - len(block) + 1)
            start = next((place for place in starts if _follow(block, names, place)), None)
            if start is None:
                return None
            end = start + len(block)
        return end


def _follow(block: Sequence[Name], names: Sequence[str], start: int) -> bool:
    return all(name(names[start + offset]) for offset, name in enumerate(block))
