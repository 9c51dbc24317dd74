"""One pattern, anchored at a folder."""

from collections.abc import Sequence

from kavro_lint.patterns.globs import Glob
from kavro_lint.patterns.segments import key_of, plain_name

LONGEST = 4096


class Pattern:
    """One pattern, anchored: `src/api/` is all below it, `**/x` matches anywhere."""

    __slots__ = ("_exact", "_folders_only", "_glob", "_head", "_literal", "key")

    def __init__(self, text: str, root: str = "", *, exact: bool = False) -> None:
        """`root` is the folder it is anchored at, `""` or ending in `/`. Raises ValueError.

        With `exact` it matches the path itself, and never a folder that the path is in.
        """
        segments, self._folders_only = _anchored(text)
        self._exact = exact
        plain = [plain_name(segment) for segment in segments]
        literal = _leading(plain)
        self._head = "/".join((*root.split("/")[:-1], *literal))
        self._literal = len(literal) == len(segments)
        # What a name on the path must have for a match, see `key_of`.
        self.key = None if self._literal and not exact else key_of(segments[-1])
        self._glob = None if self._literal else Glob(segments[len(literal) :])

    def matches(self, path: str) -> bool:
        """Whether the pattern matches the file `path` (from the repository's root)."""
        if self._exact:
            return self._matches_exactly(path)
        if self._glob is None:
            if path == self._head:
                return not self._folders_only
            return not self._head or path.startswith(self._head + "/")
        if not self._head:
            return self._glob.covers(path.split("/"), folders_only=self._folders_only)
        if not path.startswith(self._head + "/"):
            return False
        return self._glob.covers(
            path[len(self._head) + 1 :].split("/"), folders_only=self._folders_only
        )

    def _matches_exactly(self, path: str) -> bool:
        if self._glob is None:
            return path == self._head
        below = f"{self._head}/" if self._head else ""
        return path.startswith(below) and self._glob.matches(path[len(below) :].split("/"))

    @property
    def literal_part(self) -> str:
        """A text without which a path does not match, may be empty."""
        return self._head if self._glob is None else self._glob.literal_part

    @property
    def folder(self) -> str:
        """The path before the first wildcard: whatever matches is this, or below it."""
        return self._head

    @property
    def literal(self) -> bool:
        """Whether there is no wildcard, so that `folder` is all that it names."""
        return self._literal

    @property
    def folders_only(self) -> bool:
        """Whether it ends in `/` and so names no file."""
        return self._folders_only


def _anchored(text: str) -> tuple[list[str], bool]:
    """Split a pattern at its slashes, and say whether it ends in one. Raises ValueError."""
    stripped = text.rstrip(" ")
    if stripped.endswith("\\") and stripped != text:
        stripped += " "  # an escaped space is part of the name
    if not stripped:
        raise ValueError("the pattern is empty")
    if len(stripped) > LONGEST:
        raise ValueError(f"the pattern is longer than {LONGEST:,} characters")
    if stripped.startswith("!"):
        raise ValueError(
            f"`{text}`: patterns cannot be negated; write `\\!` for a name that begins with `!`"
        )
    if stripped in {"/", ".", "./"}:
        return [], True
    segments = stripped.removeprefix("./").removeprefix("/").split("/")
    folders_only = segments[-1] == ""
    if folders_only:
        segments.pop()
    for segment in segments:
        if segment in {"", ".", ".."}:
            shown = "//" if segment == "" else segment
            raise ValueError(f"`{text}`: `{shown}` cannot be part of a pattern")
    return segments, folders_only


def _leading(plain: Sequence[str | None]) -> tuple[str, ...]:
    """Return the names before the first that is not a literal."""
    end = next((index for index, name in enumerate(plain) if name is None), len(plain))
    return tuple(name for name in plain[:end] if name is not None)
