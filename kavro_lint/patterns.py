"""gitignore-style patterns, anchored at a folder, over the paths of a snapshot."""

import re
from collections.abc import Iterable

GLOB = frozenset("*?[\\")

# More wildcards than this in one part of a path make matching slow and say nothing more.
MOST_WILDCARDS = 3


class Pattern:
    """One pattern, anchored: `src/api/` is all below it, `**/x` matches anywhere.

    `literal` is the path it names where it has no wildcard, without the final slash, which
    `only_folder` remembers.
    """

    __slots__ = ("_regex", "_root", "literal", "only_folder", "text")

    def __init__(self, text: str, root: str = "") -> None:
        """`root` is the folder it is anchored at, `""` or ending in `/`. Raises ValueError."""
        self.text = text
        place = _place(text)
        self.only_folder = place.endswith("/") or not place
        self.literal: str | None = None
        self._regex: re.Pattern[str] | None = None
        self._root = root
        if GLOB.isdisjoint(place):
            self.literal = (root + place).rstrip("/")
        else:
            self._regex = _compiled(place)

    def matches(self, path: str) -> bool:
        """Whether the pattern matches the file `path` (from the repository's root)."""
        literal = self.literal
        if literal is not None:
            return (path == literal and not self.only_folder) or (
                not literal or path.startswith(literal + "/")
            )
        return (
            self._regex is not None
            and path.startswith(self._root)
            and self._regex.search(path[len(self._root) :]) is not None
        )


def _place(text: str) -> str:
    """Return a pattern without its anchor. Raises ValueError for what is no pattern."""
    if not text.strip():
        raise ValueError("an empty pattern")
    if text.startswith("!"):
        raise ValueError(f"`{text}`: a pattern cannot be negated; the last row that matches wins")
    place = text.removeprefix("./").lstrip("/")
    place = "" if place == "." else place
    if ".." in place.split("/"):
        raise ValueError(f"`{text}` leads out of its folder")
    if "\0" in place or "\n" in place:
        raise ValueError("a pattern with a control character")
    return place


def _compiled(place: str) -> re.Pattern[str]:
    """Compile a pattern that has wildcards. Raises ValueError for what is no pattern."""
    parts = [part for part, after in _pairs(place.split("/")) if (part, after) != ("**", "**")]
    wildcards = max(part.replace("**", "*").count("*") for part in parts)
    if max(wildcards, parts.count("**")) > MOST_WILDCARDS:
        raise ValueError(f"`{place}` has more wildcards than {MOST_WILDCARDS} in a part")
    if parts[-2:] == ["**", ""]:
        # pathspec reads a final `**/` as nothing; Git as any folder.
        parts[-1:] = ["*", ""]
    from pathspec import GitIgnoreSpec

    try:
        regex = next(iter(GitIgnoreSpec.from_lines(["/" + "/".join(parts)]).patterns)).regex
    except (ValueError, re.error):
        regex = None
    if regex is None:
        raise ValueError(f"`{place}` is no pattern")
    return re.compile(regex.pattern, re.DOTALL)


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    return list(zip(parts, [*parts[1:], ""], strict=True))


class LastMatch:
    """Which of many ordered patterns matches a path last, as in CODEOWNERS. Fast for folders."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._folders: dict[str, list[int]] = {}
        self._files: dict[str, list[int]] = {}
        self._globs: list[tuple[int, Pattern]] = []
        for index, pattern in enumerate(patterns):
            if pattern.literal is None:
                self._globs.append((index, pattern))
                continue
            self._folders.setdefault(pattern.literal, []).append(index)
            if not pattern.only_folder:
                self._files.setdefault(pattern.literal, []).append(index)

    def find(self, path: str) -> int | None:
        """Return the index of the last pattern that matches `path`, or None."""
        last = max((each[-1] for each in self._literals(path)), default=-1)
        for index, pattern in reversed(self._globs):
            if index < last:
                break
            if pattern.matches(path):
                last = index
                break
        return None if last < 0 else last

    def all(self, path: str) -> tuple[int, ...]:
        """Return the indexes of all patterns that match `path`, ascending."""
        found = [index for each in self._literals(path) for index in each]
        found += [index for index, pattern in self._globs if pattern.matches(path)]
        return tuple(sorted(found))

    def _literals(self, path: str) -> list[list[int]]:
        """Return the indexes of the literal patterns of the path and each folder above it."""
        found = [self._files[path]] if path in self._files else []
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            if folder in self._folders:
                found.append(self._folders[folder])
        return found
