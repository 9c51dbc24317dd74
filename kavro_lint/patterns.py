"""gitignore-style patterns, anchored at a folder, over the paths of a snapshot."""

from collections.abc import Iterable


class Pattern:
    """One pattern, anchored: `src/api/` is all below it, `**/x` matches anywhere."""

    def __init__(self, text: str, root: str = "") -> None:
        """`root` is the folder it is anchored at, `""` or ending in `/`. Raises ValueError."""
        raise NotImplementedError

    def matches(self, path: str) -> bool:
        """Whether the pattern matches the file `path` (from the repository's root)."""
        raise NotImplementedError


class LastMatch:
    """Which of many ordered patterns matches a path last, as in CODEOWNERS. Fast for folders."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        raise NotImplementedError

    def find(self, path: str) -> int | None:
        """Return the index of the last pattern that matches `path`, or None."""
        raise NotImplementedError

    def all(self, path: str) -> tuple[int, ...]:
        """Return the indexes of all patterns that match `path`, ascending."""
        raise NotImplementedError
