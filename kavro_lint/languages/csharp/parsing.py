"""C# source → a tree for each branch of its `#if`; what branches share is parsed once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kavro_lint.languages.csharp.branch_texts import variants
from kavro_lint.languages.csharp.tree_sitter_wheel import grammar
from kavro_lint.languages.syntax import parse_once

if TYPE_CHECKING:
    from tree_sitter import Tree


def trees(content: bytes) -> Iterator[tuple[bytes, "Tree"]]:
    """Yield the texts that a source may be, and their trees.

    Raises Unreadable where parsing takes too much work.
    """
    tree: Tree | None = None
    for variant in variants(content):
        if tree is not None:
            _mark(tree, content, variant.differing)
        tree = parse_once(grammar, variant.text, tree)
        yield variant.text, tree


def _mark(tree: "Tree", content: bytes, spans: list[tuple[int, int]]) -> None:
    """Tell a tree which bytes of its text change, none of them moves."""
    line = counted = 0
    for start, end in spans:
        first = line + content.count(b"\n", counted, start)
        line = first + content.count(b"\n", start, end)
        counted = end
        last = line, _column(content, end)
        tree.edit(start, end, end, (first, _column(content, start)), last, last)


def _column(content: bytes, place: int) -> int:
    return place - content.rfind(b"\n", 0, place) - 1
