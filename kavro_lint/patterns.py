"""gitignore-style patterns, anchored at a folder, over the paths of a snapshot.

The syntax is gitignore's (https://git-scm.com/docs/gitignore#_pattern_format), with two
differences that the contract wants: every pattern is anchored, so `tests` is `/tests` and
nothing deeper, and a pattern that git would quietly discard is an error. Names are compared
with their case, on every system, so that a verdict does not depend on the machine.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

LONGEST = 4096

Name = Callable[[str], object]


class Pattern:
    """One pattern, anchored: `src/api/` is all below it, `**/x` matches anywhere."""

    __slots__ = ("_folders_only", "_glob", "_head", "_literal")

    def __init__(self, text: str, root: str = "") -> None:
        """`root` is the folder it is anchored at, `""` or ending in `/`. Raises ValueError."""
        segments, self._folders_only = _anchored(text)
        plain = [_plain(segment) for segment in segments]
        literal = _leading(plain)
        self._head = "/".join((*root.split("/")[:-1], *literal))
        self._literal = len(literal) == len(segments)
        self._glob = None if self._literal else Glob(segments[len(literal) :])

    def matches(self, path: str) -> bool:
        """Whether the pattern matches the file `path` (from the repository's root)."""
        if self._glob is None:
            if path == self._head:
                return not self._folders_only
            return not self._head or path.startswith(self._head + "/")
        if not self._head:
            return self._glob.covers(path.split("/"), self._folders_only)
        if not path.startswith(self._head + "/"):
            return False
        return self._glob.covers(path[len(self._head) + 1 :].split("/"), self._folders_only)

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


class LastMatch:
    """Which of many ordered patterns matches a path last, as in CODEOWNERS. Fast for folders.

    Patterns are looked up by the folders above a path, once for each folder; only those with a
    wildcard, and below whose literal part the path lies, are matched one by one.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._named: dict[str, list[int]] = {}
        self._below: dict[str, list[int]] = {}
        self._globs: dict[str, list[int]] = {}
        for index, pattern in enumerate(self._patterns):
            if not pattern.literal:
                place = self._globs
            elif pattern.folders_only:
                place = self._below
            else:
                place = self._named
            place.setdefault(pattern.folder, []).append(index)
        # For each folder: the patterns that match all in it, and those that may match some.
        self._inside: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def find(self, path: str) -> int | None:
        """Return the index of the last pattern that matches `path`, or None."""
        always, globs = self._in_folder(path)
        last = always[-1] if always else -1
        if (indexes := self._named.get(path)) and indexes[-1] > last:
            last = indexes[-1]
        for index in reversed(globs):
            if index <= last:
                break
            if self._patterns[index].matches(path):
                return index
        return None if last < 0 else last

    def all(self, path: str) -> tuple[int, ...]:
        """Return the indexes of all patterns that match `path`, ascending."""
        always, globs = self._in_folder(path)
        named = self._named.get(path, ())
        some = [index for index in globs if self._patterns[index].matches(path)]
        return tuple(sorted((*always, *named, *some))) if named or some else always

    def _in_folder(self, path: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the patterns for the folder of a path, ascending: all in it, some in it."""
        folder = path[: path.rfind("/") + 1]
        found = self._inside.get(folder)
        if found is None:
            above = list(_above(folder))
            always = (
                i for each in above for p in (self._named, self._below) for i in p.get(each, ())
            )
            globs = (index for each in above for index in self._globs.get(each, ()))
            found = self._inside[folder] = (tuple(sorted(always)), tuple(sorted(globs)))
        return found


class Glob:
    """A pattern's segments, to be matched with the names of a path.

    Between two `**` stands a block of names that must follow each other. The leftmost place
    of each block leaves most to the next one, so no choice is ever taken back: the time is
    at most the product of the two lengths, whatever the pattern.
    """

    __slots__ = ("_blocks",)

    def __init__(self, segments: Sequence[str]) -> None:
        """Compile `segments` (between slashes, as written). Raises ValueError."""
        blocks: list[list[Name]] = [[]]
        for segment in segments:
            if segment == "**":
                blocks.append([])
            else:
                blocks[-1].append(_name(segment))
        if segments and segments[-1] == "**":  # inside of what is before it: one name more
            blocks[-1].append(_anything)
        first, *rest = blocks
        self._blocks = (first, *(block for block in rest if block))

    def covers(self, names: Sequence[str], folders_only: bool = False) -> bool:
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
        first, *rest = blocks
        if len(first) > len(names) or not _follow(first, names, 0):
            return None
        end = len(first)
        for block in rest:
            starts = range(end, len(names) - len(block) + 1)
            start = next((each for each in starts if _follow(block, names, each)), None)
            if start is None:
                return None
            end = start + len(block)
        return end


def _follow(block: Sequence[Name], names: Sequence[str], start: int) -> bool:
    return all(name(names[start + offset]) for offset, name in enumerate(block))


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a path, the root (`""`) first."""
    yield ""
    slash = path.find("/")
    while slash >= 0:
        yield path[:slash]
        slash = path.find("/", slash + 1)


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
        raise ValueError(f"`{text}`: patterns cannot be negated; a name that begins so is `\\!`")
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
    """Return the names before the first that is no literal."""
    end = next((index for index, name in enumerate(plain) if name is None), len(plain))
    return tuple(name for name in plain[:end] if name is not None)


def _plain(segment: str) -> str | None:
    """Return the name that a segment without wildcards means, else None. Raises ValueError."""
    unescaped = re.sub(r"\\(.)", "", segment, flags=re.DOTALL)
    if unescaped.endswith("\\"):
        raise ValueError(f"`{segment}`: a backslash stands before nothing")
    if any(character in unescaped for character in "*?["):
        return None
    return re.sub(r"\\(.)", r"\1", segment, flags=re.DOTALL)


def _anything(name: str) -> bool:
    return True


@cache
def _name(segment: str) -> Name:
    """Return what decides whether a name matches one segment. Raises ValueError."""
    plain = _plain(segment)
    if plain is not None:
        return plain.__eq__
    if not segment.strip("*"):
        return _anything
    _check_brackets(segment)
    try:
        return re.compile(_without_backtracking(_translated(segment))).fullmatch
    except re.error as error:
        raise ValueError(f"`{segment}` is no pattern: {error}") from None


def _check_brackets(segment: str) -> None:
    """Raise ValueError for brackets in which git, pathspec and Python see different things."""
    rest = re.sub(r"\\.", "", segment, flags=re.DOTALL)
    for brackets in re.finditer(r"\[[!^]?(\]?[^\]]*)(\]?)", rest):
        inside, closed = brackets.groups()
        if not closed:
            raise ValueError(f"`{segment}`: `[` is never closed; the character itself is `\\[`")
        if re.search(r"\[|--|&&|\|\||~~", inside):
            raise ValueError(f"`{segment}`: write the characters between `[` and `]` one by one")
    if re.search(r"\[[^\]]*\\", segment):
        raise ValueError(f"`{segment}`: no backslash can stand between `[` and `]`")


def _translated(segment: str) -> str:
    """Return pathspec's regular expression for one segment of a pattern."""
    try:
        from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern as Syntax
    except ImportError:  # before pathspec 1.0
        from pathspec.patterns.gitwildmatch import GitWildMatchPattern as Syntax
    collapsed = re.sub(r"(?<!\\)((?:\\\\)*)\*\*+", r"\1*", segment)
    regex, _ = Syntax.pattern_to_regex("/" + collapsed)
    if regex is None:
        raise ValueError(f"`{segment}` is no pattern")
    return str(regex)


def _without_backtracking(regex: str) -> str:
    """Make each star but the last take the shortest name part and never think again.

    What stands between two stars has a fixed length, so the first place where it fits is as
    good as any; without this, a name of 255 letters and five stars would take minutes.
    """
    first, *pieces = regex.split("[^/]*")
    if len(pieces) < 2:
        return str(regex)
    *middle, last = pieces
    return first + "".join(f"(?>[^/]*?{piece})" for piece in middle) + "[^/]*" + last
