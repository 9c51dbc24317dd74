"""The shortest chain of imports from one set of files to another."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from kavro_lint.model import Import


def adjacency(imports: Iterable[Import]) -> Mapping[str, tuple[Import, ...]]:
    """Return the internal imports by importer, each importer's in the order of their targets."""
    found: dict[str, list[Import]] = {}
    for each in imports:
        if each.target is not None:
            found.setdefault(each.importer, []).append(each)
    return {
        importer: tuple(sorted(each, key=lambda one: (one.target or "", one.raw.line)))
        for importer, each in found.items()
    }


def shortest_chain(
    edges: Mapping[str, tuple[Import, ...]],
    starts: Iterable[str],
    reached: Callable[[str], bool],
    passable: Callable[[str], bool],
) -> tuple[Import, ...]:
    """Return the hops of a shortest chain from `starts` to a place that is `reached`, or ().

    Only `passable` places are walked through. Among equals the chain is the first by path.
    """
    arrived: dict[str, Import | None] = dict.fromkeys(sorted(starts))
    queue = deque(arrived)
    while queue:
        path = queue.popleft()
        for hop in edges.get(path, ()):
            # An import of a package goes on with the imports of all its files.
            for target in hop.reaches or (hop.target,):
                if target is None or target in arrived:
                    continue
                arrived[target] = hop
                if reached(target):
                    return _walk_back(arrived, target)
                if passable(target):
                    queue.append(target)
    return ()


def _walk_back(arrived: Mapping[str, Import | None], end: str) -> tuple[Import, ...]:
    hops: list[Import] = []
    hop = arrived[end]
    while hop is not None:
        hops.append(hop)
        hop = arrived[hop.importer]
    return tuple(reversed(hops))
