"""Stretches of a source: the bodies of types, and scopes in which a name hides a type."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from kavro_lint.languages.jvm.declared import DeclaredType, WrittenName, written_name
from kavro_lint.languages.positions import Places

# Names that are read of a source. Code that people write has a few hundred.
MOST_NAMES = 20_000


class Scope(NamedTuple):
    """Bytes from `start` to `end` in which a name stands for something that is not a type."""

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
    values: Mapping[int, bytes] = MappingProxyType({}),
) -> list[WrittenName]:
    """Return the names at places, each once for a type that it is written in.

    `plain` gives a name as a string. At the places of `values` it may be of a function as well.
    """
    stretches = [*pairwise((*segments(types), (len(content) + 1, -1)))]
    rows = sorted(
        (start, inside, name, is_value)
        for names, is_value in ((written, False), (values, True))
        for inside, firsts in (_firsts(names, stretches) if names else {}).items()
        for name, start in firsts.items()
    )[:MOST_NAMES]
    if not rows:
        return []
    starts, insides, spelled, are_values = zip(*rows, strict=True)
    lines, columns, texts = zip(*Places(content).lines(starts), strict=True)
    fields = insides, map(plain, spelled), lines, columns, texts, are_values
    return [*map(written_name, zip(*fields, strict=True))]


def _firsts(
    names: Mapping[int, bytes], stretches: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> dict[int, dict[bytes, int]]:
    """Return the first places of names in each type, which has stretches of the text."""
    starts = sorted(names)[:MOST_NAMES]
    spelled = [names[start] for start in starts]
    firsts: dict[int, dict[bytes, int]] = {}
    at = 0
    for (_, inside), (end, _) in stretches:
        last = bisect_left(starts, end, at)
        if at < last:
            # The first place of a name comes last, and stays.
            seen = dict(zip(spelled[at:last][::-1], starts[at:last][::-1], strict=True))
            if inside in firsts:
                seen.update(firsts[inside])
            firsts[inside] = seen
        at = last
    return firsts


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
