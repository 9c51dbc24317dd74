"""The shortest chain of imports from one set of files to another."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from kavro_lint.model import Import


def adjacency(imports: Iterable[Import]) -> Mapping[str, tuple[Import, ...]]:
    """Return the internal imports by importer, each importer's in the order of their targets."""
    by_importer: dict[str, list[Import]] = {}
    for statement in imports:
        if statement.target is not None:
            by_importer.setdefault(statement.importer, []).append(statement)
    return {
        importer: tuple(sorted(edges, key=lambda edge: (edge.target or "", edge.raw.line)))
        for importer, edges in by_importer.items()
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
