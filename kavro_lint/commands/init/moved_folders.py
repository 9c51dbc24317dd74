"""Modules whose folders lie below another folder now: what their patterns are there.

A package that moves (`src/shop/` to `packages/shop/`) leaves all its rows without a file, those of
folders inside each other too. One move that explains most of them is taken before others.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from kavro_lint.commands.init.product_folders import name_of
from kavro_lint.patterns import Pattern

# A move: what the patterns began with, and what they begin with now. `""` or ends in `/`.
Move = tuple[str, str]

_WILDCARDS = re.compile(r"[*?\[{\\]")


def patterns_after_moves(
    empty_modules: Mapping[str, Sequence[str]], undeclared: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the patterns of modules without files where undeclared files are there for them."""
    named: dict[str, list[str]] = {}
    for folder in sorted({above for path in undeclared for above in _folders_above(path)}):
        named.setdefault(name_of(folder), []).append(folder)
    votes: Counter[Move] = Counter()
    for patterns in empty_modules.values():
        votes.update({move for pattern in patterns for move in _moves(pattern, named)})
    moves = sorted(votes, key=lambda move: (-votes[move], move))
    moved: dict[str, tuple[str, ...]] = {}
    for module, patterns in empty_modules.items():
        for before, after in moves:
            if all(pattern.startswith(before) for pattern in patterns):
                places = tuple(after + pattern[len(before) :] for pattern in patterns)
                if any(Pattern(place).matches(path) for place in places for path in undeclared):
                    moved[module] = places
                    break
    return moved


def _moves(pattern: str, named: Mapping[str, Sequence[str]]) -> Iterator[Move]:
    """Yield the moves that put the folder of a pattern where an undeclared one of its name is."""
    literal = _WILDCARDS.split(pattern, maxsplit=1)[0]
    folder = literal[: literal.rfind("/") + 1]
    for place in named.get(name_of(folder), ()) if folder else ():
        before, after = folder, place
        while before and name_of(before) == name_of(after):
            before, after = _above(before), _above(after)
        yield before, after


def _above(folder: str) -> str:
    return folder[: folder.rstrip("/").rfind("/") + 1]


def _folders_above(path: str) -> Iterator[str]:
    folder = _above(path)
    while folder:
        yield folder
        folder = _above(folder)
