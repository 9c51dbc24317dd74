"""Glob patterns of manifests: `*`, `?`, `**`, braces; in time that grows with their length."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from kavro_lint.expressions import expression

_BRACES = expression(r"\{([^{}]*)\}")

# Braces multiply; no manifest writes more alternatives by hand.
MOST = 64


def expanded(pattern: str) -> list[str]:
    """Return what a pattern with braces stands for."""
    patterns = [pattern]
    while len(patterns) < MOST and (match := _BRACES.search(patterns[0])):
        first = patterns.pop(0)
        patterns += [
            first[: match.start()] + alternative + first[match.end() :]
            for alternative in match[1].split(",")
        ]
    return patterns[:MOST]


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches: `**` stands for any number of folders. Brackets are not classes."""
    parts = [part for part in pattern.replace("[", "[[]").split("/") if part not in ("", ".")]
    return _match(parts, [part for part in path.split("/") if part])


def _match(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Match part by part, going back no farther than to the last `**`."""
    pattern_at = path_at = 0
    star: tuple[int, int] | None = None
    while path_at < len(path):
        if pattern_at < len(pattern) and pattern[pattern_at] == "**":
            star = (pattern_at, path_at)
            pattern_at += 1
        elif pattern_at < len(pattern) and fnmatchcase(path[path_at], pattern[pattern_at]):
            pattern_at, path_at = pattern_at + 1, path_at + 1
        elif star is not None:
            star = (star[0], star[1] + 1)
            pattern_at, path_at = star[0] + 1, star[1]
        else:
            return False
    return all(part == "**" for part in pattern[pattern_at:])


def fixed(pattern: str) -> str:
    """Return the folder that all matches of a pattern are in: all before its first wildcard."""
    wild = re.search(r"[*?{]", pattern)
    return pattern[: pattern.rfind("/", 0, wild.start()) + 1] if wild else pattern
