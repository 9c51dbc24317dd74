"""The shortest chain of imports from one set of files to another."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from kavro_lint.model.imports import Import, Imports, PlacedResolution, import_of

# From a file, its imports that lead to files, in the order of their targets.
Hops = Callable[[str], Sequence[PlacedResolution]]
_Hop = tuple[str, PlacedResolution]


def hops_of(imports: Imports, is_wanted: Callable[[Import], bool] | None = None) -> Hops:
    """Return a function that gives the wanted internal imports of a file."""
    files = imports.files

    @cache
    def hops(path: str) -> Sequence[PlacedResolution]:
        rows = [row for row in files.get(path, ()) if row[3].target is not None]
        if is_wanted is not None:
            rows = [row for row in rows if is_wanted(import_of(path, row))]
        return sorted(rows, key=_by_target)

    return hops


def _by_target(row: PlacedResolution) -> tuple[str, int]:
    return row[3].target or "", row[0]


def shortest_chain(
    hops: Hops,
    starts: Iterable[str],
    reached: Callable[[str], bool],
    passable: Callable[[str], bool],
) -> tuple[Import, ...]:
    """Return the hops of a shortest chain from `starts` to a place that is `reached`, or ().

    Only `passable` places are walked through. Among equals the chain is the first by path.
    """
    arrived: dict[str, _Hop | None] = dict.fromkeys(sorted(starts))
    queue = deque(arrived)
    while queue:
        path = queue.popleft()
        for row in hops(path):
            # An import of a package goes on with the imports of all its files.
            for target in row[3].reaches or (row[3].target,):
                if target is None or target in arrived:
                    continue
                arrived[target] = path, row
                if reached(target):
                    return _walk_back(arrived, target)
                if passable(target):
                    queue.append(target)
    return ()


def _walk_back(arrived: Mapping[str, _Hop | None], end: str) -> tuple[Import, ...]:
    hops: list[Import] = []
    hop = arrived[end]
    while hop is not None:
        hops.append(import_of(*hop))
        hop = arrived[hop[0]]
    return tuple(reversed(hops))
