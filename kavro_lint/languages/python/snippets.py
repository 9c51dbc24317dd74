"""Calls that import, read from the parts of a file that may hold one; the rest is not parsed."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import methodcaller
from typing import TYPE_CHECKING

from kavro_lint.languages.python.calls import calls_in, importers_in, mentions
from kavro_lint.languages.python.checking import block_end_pattern
from kavro_lint.languages.python.importers import NAMED_ALL_OVER
from kavro_lint.languages.python.statements import KINDS, grammar
from kavro_lint.languages.python.strings import (
    Bounds,
    Unclear,
    brackets_balance,
    is_within,
    triple_quoted,
)
from kavro_lint.languages.syntax import parse, parse_parts, walk
from kavro_lint.model.facts import Unreadable
from kavro_lint.model.places import PlacedStatement

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

# The head of a function, and the beginning of a line at the left margin that begins a statement.
_FUNCTION = re.compile(rb"\n([ \t]*+)(?:async[ \t]++)?def\b")
_MARGIN = re.compile(rb"\n(?=[A-Za-z_\x80-\xff])(?!(?:else|elif|except|finally|case)\b)")
# The indentation of a statement without others in it, and the mark of a decorator.
_HEAD = re.compile(
    rb"[ \t]*+(?:@[ \t]*+)?"
    rb"(?!(?:if|elif|else|for|while|with|try|except|finally|def|class|async|match|case)\b)"
)
# A simple statement on more lines is looked at with what is around it.
MOST_LINES = 20
_START = methodcaller("start")
_BACKSLASH = ord("\\")

# From the first byte to before the last.
Part = tuple[int, int]


def calls_in_parts(content: bytes, bindings: Sequence[Part]) -> tuple[list[PlacedStatement], int]:
    """Return the calls that import, and how many cannot be analysed. Raises Unclear.

    `content` begins and ends with a line break that is not of the file. `bindings` are where the
    statements stand that bind functions that import.
    """
    text = content[1:-1]
    try:
        functions = _functions_bound_by(frozenset(content[slice(*part)] for part in bindings))
        mentioned = mentions(content, {*functions, b"exec"})
        # A mention in a statement that binds is not a call.
        mentioning = list(_parts_around(content, mentioned, bindings))
        if not mentioning:
            return [], 0
        tree = _tree(text, _joined([*bindings, *mentioning]))
    except Unreadable:
        raise Unclear from None
    nodes = _nodes(tree)
    importers = importers_in(nodes)
    if tree.root_node.has_error or importers.functions != functions:
        # With one more name for a function, its calls may be anywhere.
        raise Unclear
    handed_on = [(at - 1, end - 1) for at, end in mentioned if content[at:end] != b"exec"]
    return calls_in(tree, text, importers, nodes["call"], handed_on)


def _tree(text: bytes, parts: Iterable[Part]) -> "Tree":
    return parse_parts(grammar, text, [(start - 1, end - 1) for start, end in parts])


def _nodes(tree: "Tree") -> "dict[str, list[Node]]":
    nodes: dict[str, list[Node]] = {kind: [] for kind in (*KINDS, "assignment", "call")}
    for node in walk(tree, nodes):
        nodes[node.type].append(node)
    return nodes


@lru_cache(maxsize=1_000)
def _functions_bound_by(statements: frozenset[bytes]) -> frozenset[bytes]:
    """Return the names of the functions that import, where statements bind them."""
    tree = parse(grammar, b"".join(sorted(statements)))
    return importers_in(_nodes(tree)).functions


def _parts_around(
    content: bytes, mentioned: Iterable[Part], bindings: Sequence[Part]
) -> Iterator[Part]:
    """Yield what is around each mention, as little as stands by itself. Raises Unclear."""
    bound = [place for part in bindings for place in part]
    calling = [place for place in mentioned if _may_call(content, place, bound)]
    if not calling:
        return
    outline = _Outline(content, triple_quoted(content, len(content)))
    # As many brackets close as open before this place.
    balanced = 0
    for at, _ in calling:
        for part in outline.parts_with(at):
            if part[1] > at and _is_whole(content, part, outline.strings, balanced):
                break
        else:
            raise Unclear
        balanced = max(balanced, part[0])
        yield part


class _Outline:
    """Where functions and statements at the margin begin; most mentions need neither."""

    def __init__(self, content: bytes, strings: Bounds) -> None:
        self._content = content
        self.strings = strings

    @cached_property
    def _heads(self) -> Sequence[re.Match[bytes]]:
        return list(_FUNCTION.finditer(self._content))

    @cached_property
    def _margins(self) -> Sequence[int]:
        # A line in a string begins no statement.
        begun = map(_START, _MARGIN.finditer(self._content))
        outside = (at for at in begun if not is_within(at, self.strings))
        return [0, *outside, len(self._content) - 1]

    def parts_with(self, at: int) -> Iterator[Part]:
        """Yield the statement, the function and what is at the margin that a place may be in."""
        yield _simple_statement(self._content, at)
        number = bisect_right(self._heads, at, key=_START) - 1
        if number >= 0:
            yield _block(self._content, self._heads[number])
        place = bisect_right(self._margins, at)
        yield self._margins[place - 1] + 1, self._margins[place] + 1


def _simple_statement(content: bytes, at: int) -> Part:
    """Return the statement that begins on the line of a place; an empty part for no simple one.

    A decorator counts as the call that it is: the function behind it says nothing about it.
    """
    line = content.rfind(b"\n", 0, at) + 1
    head = _HEAD.match(content, line)
    if head is None:
        return 0, 0
    end = at
    for _ in range(MOST_LINES):
        end = content.find(b"\n", end) + 1
        if brackets_balance(content[line:end]):
            return head.end(), end
    return 0, 0


def _may_call(content: bytes, place: Part, bound: Bounds) -> bool:
    """Whether a mention may be, or lead to, a call that imports."""
    at, end = place
    if is_within(at, bound):
        return False
    if content[at:end] in NAMED_ALL_OVER and content[end : end + 1] == b".":
        return False
    return not content[content.rfind(b"\n", 0, at) + 1 : at].lstrip().startswith(b"#")


def _block(content: bytes, head: re.Match[bytes]) -> Part:
    """Return the lines of a function."""
    end = block_end_pattern(head[1]).search(content, head.end())
    return head.start() + 1, (end.start() if end is not None else len(content) - 1) + 1


def _is_whole(content: bytes, part: Part, strings: Bounds, balanced: int) -> bool:
    """Whether a part begins and ends between statements: in no string, bracket or long line."""
    start, end = part
    if is_within(start, strings) or is_within(end, strings):
        return False
    before = content[balanced if balanced <= start else 0 : start]
    line = content.rfind(b"\n", 0, start)
    if _BACKSLASH in (content[line - 1], content[end - 2]):
        return False
    return brackets_balance(before) and brackets_balance(content[start:end])


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Return parts in order, those that overlap as one."""
    joined: list[Part] = []
    for start, end in sorted(parts):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
