"""The `#if` of a C# source: where its branches are, and which texts show each of them.

ECMA-334, 6.5.5: https://learn.microsoft.com/dotnet/csharp/language-reference
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

# Where a directive may stand; it begins with its own mark, so that few places are tried.
_CONDITION = re.compile(rb"#[ \t]*+if\b")
# Comments and strings may hold lines that look like directives. What does not end runs to the end,
# and quotes are counted up to fifty, so that work grows with the length. Each alternative begins
# with its own mark: `re` then passes over what begins none.
TOKEN = re.compile(
    rb"""\#[ \t]*+(?P<word>if|elif|else|endif)\b[^\n]*+"""
    rb"""|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"""
    rb"""|\"(?P<raw>\"{2,49}+)(?:(?!\"(?P=raw))[\s\S])*+(?:\"(?P=raw)|\Z)"""
    rb"""|@\$?\"(?:[^\"]|\"\")*+(?:\"|\Z)"""
    rb"""|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)++'?"""
)
# A directive within a comment or a string: where that stands in a branch that is left out, it is
# no comment and no string, and the directive counts.
_INNER = re.compile(rb"\n[ \t]*+#[ \t]*+(?:elif|else|endif)\b")


class Directives(NamedTuple):
    """The words of conditional directives, and where they begin and end."""

    lines: list[tuple[bytes, int, int]]
    is_one_hidden: bool


@lru_cache(maxsize=1)
def directives(content: bytes) -> Directives:
    """Return the conditional directives of a text."""
    if _CONDITION.search(content) is None:
        return Directives([], False)
    lines = []
    depth, is_one_hidden = 0, False
    for match in TOKEN.finditer(content):
        word = match["word"]
        if word is None:
            is_one_hidden = is_one_hidden or (depth > 0 and _INNER.search(match[0]) is not None)
        elif not content[content.rfind(b"\n", 0, match.start()) + 1 : match.start()].strip(b" \t"):
            depth += {b"if": 1, b"endif": -1}.get(word, 0)
            lines.append((word, match.start(), match.end()))
    return Directives(lines, is_one_hidden)


@dataclass(eq=False, slots=True)
class Chain:
    """An `#if` with what belongs to it; it stands in a branch of the `outer` one.

    `branches` begin behind their directives and end before the next one, and each needs so many
    texts (`needs`), for others stand in it. Where `is_joined`, all are in the same texts. `shown`
    are the first text that shows a branch, and the first one behind it that does not.
    """

    outer: "Chain | None"
    outer_branch: int
    branches: list[tuple[int, int]] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    is_joined: bool = False
    shown: list[tuple[int, int]] = field(default_factory=list)

    def texts(self) -> int:
        """Return how many texts show each branch."""
        return max(self.needs) if self.is_joined else sum(self.needs)


class Chains(NamedTuple):
    """The chains of a source in the order of their `#if`, and how many texts show all branches."""

    rows: list[Chain]
    texts: int


def chains_of(
    lines: list[tuple[bytes, int, int]],
    is_joined: Callable[[list[tuple[int, int]]], bool] = lambda _: False,
) -> Chains:
    """Return the chains of directives; the function says which have all branches in one text."""
    rows: list[Chain] = []
    opened: list[tuple[Chain, int]] = []
    # What the branches around a place need.
    needs = [1]
    ends = [(b"endif", -1, -1) for word, _, _ in lines if word == b"if"]
    for word, start, end in (*lines, *ends):
        if word == b"if":
            outer = opened[-1][0] if opened else None
            rows.append(Chain(outer, len(outer.branches) if outer is not None else 0))
            opened.append((rows[-1], end))
            needs.append(1)
        elif opened:
            chain, begun = opened.pop()
            # What does not end is code to the end of the text.
            chain.branches.append((begun, max(start, begun)))
            chain.needs.append(needs.pop())
            if word == b"endif":
                chain.is_joined = len(chain.branches) > 1 and is_joined(chain.branches)
                needs[-1] = max(needs[-1], chain.texts())
            else:
                opened.append((chain, end))
                needs.append(1)
    for chain in rows:
        _show(chain, needs[0])
    return Chains(rows, needs[0])


def _show(chain: Chain, texts: int) -> None:
    """Say which texts show the branches of a chain, whose outer one is done."""
    outer = chain.outer
    first, last = outer.shown[chain.outer_branch] if outer is not None else (0, texts)
    for number, count in enumerate(chain.needs, start=1):
        if chain.is_joined:
            chain.shown.append((first, last))
        else:
            end = first + count if number < len(chain.needs) else last
            chain.shown.append((first, end))
            first = end
