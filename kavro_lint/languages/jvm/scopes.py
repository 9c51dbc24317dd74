"""Stretches of a source: the bodies of types, and scopes in which a name hides a type."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kavro_lint.languages.jvm.declared import DeclaredType, WrittenName
from kavro_lint.languages.positions import Places

# Names that are read of a source. Code that people write has a few hundred.
MOST_NAMES = 20_000


class Scope(NamedTuple):
    """Bytes from `start` to `end` in which a name stands for something that is no type."""

    name: bytes
    start: int
    end: int


class TypeNode(NamedTuple):
    """A declared type and the bytes of its body."""

    start: int
    end: int
    declared: DeclaredType


def remove_hidden(names: dict[int, bytes], hidden: Sequence[Scope]) -> None:
    """Remove names at places where something else has their first part for a name."""
    scopes: dict[bytes, tuple[list[int], list[int]]] = {}
    # Those of one name, as one where they touch: from where to where each is.
    for name, start, end in sorted(hidden):
        starts, ends = scopes.setdefault(name, ([], []))
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    for place, name in list(names.items()) if scopes else ():
        head = name.partition(b".")[0].rstrip() if b"." in name else name
        if head in scopes:
            starts, ends = scopes[head]
            number = bisect_right(starts, place) - 1
            if number >= 0 and place < ends[number]:
                del names[place]


def first_names(
    content: bytes,
    written: Mapping[int, bytes],
    types: Sequence[TypeNode],
    plain: Callable[[bytes], str],
    values: Collection[int] = (),
) -> list[WrittenName]:
    """Return the names at places, each once for a type that it is written in.

    `plain` gives a name as a string. At the places in `values` it may be of a function as well.
    """
    starts = sorted(written)[:MOST_NAMES]
    names = [(written[start], start in values) for start in starts]
    firsts: dict[int, dict[tuple[bytes, bool], int]] = {}
    at = 0
    for (_, inside), (end, _) in pairwise((*segments(types), (len(content) + 1, -1))):
        last = bisect_left(starts, end, at)
        if at < last:
            # The first place of a name comes last, and stays.
            seen = dict(zip(names[at:last][::-1], starts[at:last][::-1], strict=True))
            if inside in firsts:
                seen.update(firsts[inside])
            firsts[inside] = seen
        at = last
    rows = sorted((start, n, name) for n, seen in firsts.items() for name, start in seen.items())
    lines = Places(content).lines([start for start, _, _ in rows])
    return [
        WrittenName(inside, plain(name), line, column, text, is_value)
        for (_, inside, (name, is_value)), (line, column, text) in zip(rows, lines, strict=True)
    ]


def segments(types: Sequence[TypeNode]) -> Iterator[tuple[int, int]]:
    """Yield where each stretch of the text begins, and the type around it, -1 for none."""
    yield 0, -1
    around: list[int] = []
    for number, node in enumerate(types):
        while around and types[around[-1]].end <= node.start:
            yield types[around.pop()].end, around[-1] if around else -1
        around.append(number)
        yield node.start, number
    while around:
        yield types[around.pop()].end, around[-1] if around else -1


class Bodies:
    """The bodies of types, asked for which of them is around a place."""

    def __init__(self, types: Sequence[TypeNode]) -> None:
        self._types = types
        self._starts = [node.start for node in types]

    def around(self, place: int) -> int:
        """Return the number of the innermost type whose body is around a place, -1 for none."""
        number = bisect_right(self._starts, place) - 1
        while number >= 0 and self._types[number].end <= place:
            number = self._types[number].declared.outer
        return number
