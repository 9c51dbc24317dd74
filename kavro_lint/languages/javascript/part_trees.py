"""Trees of the parts of a script that are around its candidates for imports."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kavro_lint.languages.javascript.aliasing import Candidate
from kavro_lint.languages.javascript.outline import blocks_of, parts_around
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
) -> "list[tuple[list[Candidate], Tree]] | None":
    """Return trees, each with the candidates that it is about, in order; None in doubt.

    Nodes stand where they do in the script, and what is around a candidate is what a tree of all of
    it has there. None, too, for a short script, and for one that leaves little out.
    """
    blocks = blocks_of(code) if len(content) > SMALL else None
    if not blocks:
        return None
    grammar = choose_grammar()
    trees: list[tuple[list[Candidate], Tree]] = []
    waiting = [places[at : at + _MOST_TOGETHER] for at in range(0, len(places), _MOST_TOGETHER)][
        ::-1
    ]
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
