"""Trees of the parts of a script that are around its candidates for imports."""

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from kavro_lint.languages.javascript.aliasing import Candidate
from kavro_lint.languages.javascript.module_system import ARGUMENTS
from kavro_lint.languages.javascript.outline import blocks_of, function_bodies, parts_around
from kavro_lint.languages.syntax import SMALL, TooMuchWork, parse_parts

if TYPE_CHECKING:
    from tree_sitter import Tree

# More candidates than these are for more than one tree, of which there are not many.
_MOST_TOGETHER = 200
_MOST_TREES = 16
# Where more than this part of a script is around its candidates, all of it is parsed.
_MOST_PARSED = 0.75


def trees_around(
    choose_grammar: Callable[[], Callable[[], object]],
    content: bytes,
    code: bytes,
    places: list[Candidate],
    may_import: Callable[[Candidate], bool],
) -> "list[tuple[list[Candidate], Tree]] | None":
    """Return trees, each with the candidates that it is about, in order; None in doubt.

    Nodes stand where they do in the script, and what is around a candidate is what a tree of all of
    it has there. None, too, for a short script, and for one that leaves little out. Without a
    candidate that may import there is no tree.
    """
    blocks = blocks_of(code) if len(content) > SMALL else None
    if not blocks:
        return None
    places = _without_own_arguments(code, blocks, places)
    if not any(map(may_import, places)):
        return []
    grammar = choose_grammar()
    trees: list[tuple[list[Candidate], Tree]] = []
    waiting = [places[at : at + _MOST_TOGETHER] for at in range(0, len(places), _MOST_TOGETHER)]
    waiting.reverse()
    while waiting:
        together = waiting.pop()
        parts = parts_around(blocks, [place.start for place in together], len(content))
        if sum(end - start for start, end in parts) > len(content) * _MOST_PARSED:
            return None
        try:
            tree = parse_parts(grammar, content, parts)
        except TooMuchWork:
            half = len(together) // 2
            waiting += together[half:], together[:half]
            if not half or len(trees) + len(waiting) > _MOST_TREES:
                return None
            continue
        if tree.root_node.has_error:
            return None
        trees.append((together, tree))
    return trees


def _without_own_arguments(
    code: bytes, blocks: list[tuple[int, int]], places: list[Candidate]
) -> list[Candidate]:
    """Return candidates without `arguments` in functions, which have their own."""
    if all(place.word != ARGUMENTS for place in places):
        return places
    bodies = function_bodies(code, blocks)
    starts = [start for start, _ in bodies]

    def is_own(place: Candidate) -> bool:
        number = bisect_right(starts, place.start)
        return place.word == ARGUMENTS and number > 0 and place.start < bodies[number - 1][1]

    return [place for place in places if not is_own(place)]
