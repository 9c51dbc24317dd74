"""One segment of a pattern: what stands between two slashes, matched with one name."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from kavro_lint.expressions import expression

Name = Callable[[str], object]

# Brackets reach from the first to the last: what stands between them is not looked at.
_WILDCARDS = expression(r"\[.*\]|[*?]+", re.DOTALL)


def key_of(segment: str) -> str | None:
    """Return what a name must have to match the last segment of a pattern.

    The name itself, or its last suffix with a `*` before it; None where neither is certain.
    """
    if segment.startswith("*"):
        tail = plain_name(segment[1:])
        dot = -1 if tail is None else tail.rfind(".")
        return None if tail is None or dot < 0 else f"*{tail[dot:]}"
    return plain_name(segment)


def keys_of(name: str) -> Iterator[str]:
    """Yield the keys of segments that a name may match."""
    yield name
    dot = name.rfind(".")
    if dot >= 0:
        yield f"*{name[dot:]}"


def plain_name(segment: str) -> str | None:
    """Return the name that a segment without wildcards means, else None. Raises ValueError."""
    unescaped = re.sub(r"\\(.)", "", segment, flags=re.DOTALL)
    if unescaped.endswith("\\"):
        raise ValueError(f"`{segment}`: nothing follows the backslash")
    if any(character in unescaped for character in "*?["):
        return None
    return re.sub(r"\\(.)", r"\1", segment, flags=re.DOTALL)


def literal_part(segments: Iterable[str]) -> str:
    """Return the longest text that stands in every path which the segments match, may be empty."""
    pieces = (
        piece for segment in segments if "\\" not in segment for piece in _WILDCARDS.split(segment)
    )
    return max(pieces, key=len, default="")


def anything(name: str) -> bool:
    """Match any name."""
    return True


@cache
def name_test(segment: str) -> Name:
    """Return what decides whether a name matches one segment. Raises ValueError."""
    plain = plain_name(segment)
    if plain is not None:
        return plain.__eq__
    if not segment.strip("*"):
        return anything
    if not set(segment).intersection("?[\\"):
        head, _, rest = segment.partition("*")
        tail = rest.lstrip("*")
        if "*" not in tail:
            return _surrounded(head, tail)
    _check_brackets(segment)
    try:
        return re.compile(_without_backtracking(_translated(segment))).fullmatch
    except re.error as error:
        raise ValueError(f"`{segment}` is not a pattern: {error}") from None


def _surrounded(head: str, tail: str) -> Name:
    """Return what decides whether a name begins and ends so: what most segments ask."""
    shortest = len(head) + len(tail)

    def test(name: str) -> bool:
        return len(name) >= shortest and name.startswith(head) and name.endswith(tail)

    return test


def _check_brackets(segment: str) -> None:
    """Raise ValueError for brackets in which git, pathspec and Python see different things."""
    unescaped = re.sub(r"\\.", "", segment, flags=re.DOTALL)
    for brackets in re.finditer(r"\[[!^]?(\]?[^\]]*)(\]?)", unescaped):
        inside, closed = brackets.groups()
        if not closed:
            raise ValueError(f"`{segment}`: `[` is never closed; write `\\[` for the character")
        if re.search(r"\[|--|&&|\|\||~~", inside):
            raise ValueError(f"`{segment}`: write the characters between `[` and `]` one by one")
    if re.search(r"\[[^\]]*\\", segment):
        raise ValueError(f"`{segment}`: a backslash cannot stand between `[` and `]`")


def _translated(segment: str) -> str:
    """Return pathspec's regular expression for one segment of a pattern."""
    try:
        from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern as Syntax
    except ImportError:  # before pathspec 1.0
        from pathspec.patterns.gitwildmatch import GitWildMatchPattern as Syntax
    collapsed = re.sub(r"(?<!\\)((?:\\\\)*)\*\*+", r"\1*", segment)
    regex, _ = Syntax.pattern_to_regex("/" + collapsed)
    if regex is None:
        raise ValueError(f"`{segment}` is not a pattern")
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
