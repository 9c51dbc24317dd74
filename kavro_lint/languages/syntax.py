"""Parsing with tree-sitter, within bounds; `queries` asks the trees."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from time import process_time
from typing import TYPE_CHECKING

from kavro_lint.model import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree


# The parser asks for so many bytes at once, and may ask as often as this for each such part of a
# file, and as this for any file: a token that is looked for again and again costs reads. Files
# that people write need three a part, functions with context parameters in Kotlin eighty.
PART = 1024
# A text of this length is parsed soon, whatever is in it.
SMALL = 4 * PART
MOST_READS_PER_PART = 200
MOST_READS = 2_000
# What grows in the parser itself, such as thousands of comments after a syntax error, costs no
# reads; only the processor's time shows it. Files that people write take 0.2 s for a megabyte.
MOST_SECONDS = 5.0
MOST_SECONDS_PER_BYTE = 5e-6
# What may mean two things, until it is closed, in grammars where that takes memory by its square;
# a source may have so many without a try (see `rehearsal`).
AMBIGUOUS = (b"<", b"=>", b"${")
MOST_AMBIGUOUS = 1_000
_TOO_MUCH = "parsing it would take too long: it repeats what has no end"


@cache
def compiled_grammar(grammar: Callable[[], object]) -> "Language":
    """Return a grammar as tree-sitter uses it, made once."""
    from tree_sitter import Language

    return Language(grammar())


def parse(grammar: Callable[[], object], content: bytes) -> "Tree":
    """Parse UTF-8 bytes; a syntax error is a node of the tree, never an exception.

    Raises Unreadable for a text that takes tree-sitter too much work.
    """
    from tree_sitter import Parser

    tree = parse_once(grammar, content, ambiguous=AMBIGUOUS)
    if len(content) <= SMALL:
        return tree
    # Parsed once more from the bytes, which takes next to nothing where the tree can be reused: a
    # node of the first tree would read the whole file for its text.
    parser = Parser(compiled_grammar(grammar))
    return parser.parse(content) if tree.root_node.has_error else parser.parse(content, tree)


def parse_once(
    grammar: Callable[[], object],
    content: bytes,
    edited: "Tree | None" = None,
    *,
    ambiguous: tuple[bytes, ...] = (),
) -> "Tree":
    """Parse UTF-8 bytes for a reader that takes what nodes say by `text_of`.

    `edited` is the tree of another text, which knows where the two differ: the rest of it is kept.
    `ambiguous` is what may take memory by its square, of a function `grammar` at a module's top.
    Raises Unreadable for a text that takes tree-sitter too much work.
    """
    from tree_sitter import Parser

    parser = Parser(compiled_grammar(grammar))
    run = parser.parse if edited is None else partial(parser.parse, old_tree=edited)
    if len(content) <= SMALL:
        return run(content)
    count = sum(map(content.count, ambiguous))
    if count > MOST_AMBIGUOUS:
        from kavro_lint.languages.rehearsal import succeeds

        if not succeeds(grammar, content):
            raise Unreadable(_TOO_MUCH)
    reads = MOST_READS + MOST_READS_PER_PART * (len(content) // PART)
    end = process_time() + MOST_SECONDS + MOST_SECONDS_PER_BYTE * len(content)

    def read(offset: int, point: object) -> bytes:
        nonlocal reads
        reads -= 1
        # An exception here would end the process; the end of the text ends the parser.
        return content[offset : offset + PART] if reads > 0 else b""

    def is_too_much(offset: int, has_error: bool) -> bool:
        return process_time() > end

    try:
        tree = run(read, progress_callback=is_too_much)
    except ValueError:
        tree = None
    if tree is None or reads <= 0:
        raise Unreadable(_TOO_MUCH)
    return tree


def text_of(content: bytes, node: "Node") -> bytes:
    """Return what a node says."""
    return content[node.start_byte : node.end_byte]


# tree-sitter calls back once in a hundred of its steps. Five megabytes that people have written
# take fewer calls than this; what takes more is data. A call stands for 7 kB of memory.
MOST_CALLS = 30_000
# Fewer bytes never take so many calls.
_ALWAYS_FEW = 400_000
# As many bytes are handed to the parser at once, and to whoever asks for a node's text.
_CHUNK = 2_048


class TooMuchWork(Exception):
    """A source takes more of the parser's steps than code that people write."""


def parse_bounded(grammar: Callable[[], object], content: bytes, most: int = MOST_CALLS) -> "Tree":
    """Parse with a grammar whose steps are bounded by the text's length. Raises TooMuchWork."""
    from tree_sitter import Parser

    if len(content) <= _ALWAYS_FEW:
        return Parser(compiled_grammar(grammar)).parse(content)
    calls = 0

    def read(offset: int, _: object) -> bytes | None:
        return content[offset : offset + _CHUNK] or None

    def is_over(_offset: int, _has_error: bool) -> bool:
        nonlocal calls
        calls += 1
        return calls > most

    try:
        return Parser(compiled_grammar(grammar)).parse(read, progress_callback=is_over)
    except ValueError:
        raise TooMuchWork from None


def parse_parts(
    grammar: Callable[[], object], content: bytes, parts: Iterable[tuple[int, int]]
) -> "Tree":
    """Parse parts of a text, from the first byte to before the last, as if they were all of it.

    Nodes stand where they do in the whole text. Raises TooMuchWork for what is not few bytes.
    """
    from tree_sitter import Parser, Range

    ranges = []
    line = counted = size = 0
    for start, end in parts:
        first = line + content.count(b"\n", counted, start)
        line = first + content.count(b"\n", start, end)
        counted, size = end, size + end - start
        points = (first, _column(content, start)), (line, _column(content, end))
        ranges.append(Range(*points, start, end))
    if size > _ALWAYS_FEW:
        raise TooMuchWork
    return Parser(compiled_grammar(grammar), included_ranges=ranges).parse(content)


def _column(content: bytes, place: int) -> int:
    return place - content.rfind(b"\n", 0, place) - 1


def walk(tree: "Tree", kinds: Collection[str]) -> "Iterator[Node]":
    """Yield the nodes of some kinds in the order of the text, an outer one before its inner ones.

    It takes a step a node; a query takes quadratic time where brackets do not close.
    """
    cursor = tree.walk()
    first, following, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        node = cursor.node
        if node is not None and node.type in kinds:
            yield node
        if first():
            continue
        while not following():
            if not up():
                return
