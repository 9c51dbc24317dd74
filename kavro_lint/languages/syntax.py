"""Parsing with tree-sitter, within bounds; `queries` asks the trees."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from time import process_time
from typing import TYPE_CHECKING

from kavro_lint.model.facts import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Tree


# The parser asks for so many bytes at once, and may ask as often as this for each such part of a
# file, and as this for any file: a token that is looked for again and again costs reads. Files
# that people write need three a part, functions with context parameters in Kotlin eighty.
PART = 1024
# A text of this length is parsed soon, whatever is in it.
SMALL = 4 * PART
# What a reader writes around and between texts that it parses together.
_AROUND, _BETWEEN = 64, 2
MOST_READS_PER_PART = 200
MOST_READS = 2_000
# What grows in the parser itself, such as thousands of comments after a syntax error, costs no
# reads; only the processor's time shows it. Files that people write take 0.2 s for a megabyte.
MOST_SECONDS = 5.0
MOST_SECONDS_PER_BYTE = 5e-6
# tree-sitter calls back once in a hundred of its steps: once in sixty bytes and more that people
# write. What may mean many things until it ends takes memory by the square of these calls, for as
# many as this at most 0.8 GB in any grammar; what takes more is tried in a second process first
# (see `rehearsal`).
MOST_CALLS = 200
# What takes more than this is data: 0.4 GB, which is not said of five megabytes of code.
MOST_CALLS_OF_CODE = 100_000
_TOO_MUCH = "parsing it would take too long: it repeats an unclosed construct"


class TooMuchWork(Unreadable):
    """A text takes more of the parser's steps than it may."""


@cache
def compiled_grammar(grammar: Callable[[], object]) -> "Language":
    """Return a grammar as tree-sitter uses it, made once."""
    from tree_sitter import Language

    return Language(grammar())


def parse(grammar: Callable[[], object], content: bytes) -> "Tree":
    """Parse UTF-8 bytes; a syntax error is a node of the tree, never an exception.

    Raises Unreadable for a text that takes tree-sitter too much work.
    """
    tree = parse_once(grammar, content)
    if len(content) <= SMALL:
        return tree
    from tree_sitter import Parser

    return _parsed_from_bytes(Parser(compiled_grammar(grammar)), content, tree)


def parse_once(
    grammar: Callable[[], object],
    content: bytes,
    edited: "Tree | None" = None,
) -> "Tree":
    """Parse UTF-8 bytes for a reader that takes what nodes say by `text_of`.

    `edited` is the tree of another text, which knows where the two differ: the rest of it is kept.
    What takes more than `MOST_CALLS` is tried in a second process first, for which `grammar` is a
    function at a module's top. Raises Unreadable for a text that takes tree-sitter too much work.
    """
    from tree_sitter import Parser

    parser = Parser(compiled_grammar(grammar))
    if len(content) <= SMALL:
        return _parsing(parser, edited)(content)
    try:
        return _counted(parser, content, edited, MOST_CALLS)
    except TooMuchWork:
        from kavro_lint.languages.rehearsal import succeeds

        if not succeeds(grammar, content):
            raise
    return _counted(Parser(parser.language), content, edited, MOST_CALLS_OF_CODE)


def _counted(parser: "Parser", content: bytes, edited: "Tree | None", most: int) -> "Tree":
    """Parse with at most so many calls back. Raises TooMuchWork, or Unreadable for other work."""
    reads = MOST_READS + MOST_READS_PER_PART * (len(content) // PART)
    end = process_time() + MOST_SECONDS + MOST_SECONDS_PER_BYTE * len(content)
    calls = 0

    def read(offset: int, point: object) -> bytes:
        nonlocal reads
        reads -= 1
        # An exception here would end the process; the end of the text ends the parser.
        return content[offset : offset + PART] if reads > 0 else b""

    def is_too_much(offset: int, has_error: bool) -> bool:
        nonlocal calls
        calls += 1
        return calls > most or process_time() > end

    try:
        tree = _parsing(parser, edited)(read, progress_callback=is_too_much)
    except ValueError:
        raise (TooMuchWork if calls > most else Unreadable)(_TOO_MUCH) from None
    if reads <= 0:
        raise Unreadable(_TOO_MUCH)
    return tree


def _parsed_from_bytes(parser: "Parser", content: bytes, tree: "Tree") -> "Tree":
    """Parse once more, which takes next to nothing where the tree can be reused.

    A node of the first tree would read the whole file for its text.
    """
    return _parsing(parser, None if tree.root_node.has_error else tree)(content)


def _parsing(parser: "Parser", edited: "Tree | None") -> "Callable[..., Tree]":
    return parser.parse if edited is None else partial(parser.parse, old_tree=edited)


def text_of(content: bytes, node: "Node") -> bytes:
    """Return what a node says."""
    return content[node.start_byte : node.end_byte]


def parse_parts(
    grammar: Callable[[], object], content: bytes, parts: Iterable[tuple[int, int]]
) -> "Tree":
    """Parse parts of a text, from the first byte to before the last, as if they were all of it.

    Nodes stand where they do in the whole text. Raises TooMuchWork for what takes more work than
    this process does alone, Unreadable for what takes other work.
    """
    from tree_sitter import Parser, Range

    ranges = []
    line = line_start = counted = size = 0
    for start, end in parts:
        points = []
        for place in (start, end):
            line += content.count(b"\n", counted, place)
            line_start = content.rfind(b"\n", counted, place) + 1 or line_start
            counted = place
            points.append((line, place - line_start))
        size += end - start
        ranges.append(Range(points[0], points[1], start, end))
    language = compiled_grammar(grammar)
    if size <= SMALL:
        return Parser(language, included_ranges=ranges).parse(content)
    tree = _counted(Parser(language, included_ranges=ranges), content, None, MOST_CALLS)
    return _parsed_from_bytes(Parser(language, included_ranges=ranges), content, tree)


def batches(texts: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Yield texts in batches that are parsed soon, whatever is in them; a longer text alone."""
    first, size = 0, _AROUND
    for number, text in enumerate(texts):
        size += len(text) + _BETWEEN
        if size > SMALL and number > first:
            yield texts[first:number]
            first, size = number, _AROUND + len(text) + _BETWEEN
    if first < len(texts):
        yield texts[first:]


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
