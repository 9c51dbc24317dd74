"""Strongly connected components and shortest cycles of a directed graph.

Importing networkx takes as long as half of a check of a small repository, so only what needs it
waits for it (decision 0019). What Kahn's algorithm can take away is on no cycle, and mostly that is
everything. A. B. Kahn: Topological sorting of large networks, Communications of the ACM 5 (1962).
Modules that are tangled are mostly one component, which two searches from one of them show.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from networkx import DiGraph

Pair = tuple[str, str]


# So many components are looked for from one of their nodes. Each look takes linear time.
MOST_LOOKS = 4


def components(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Return the components of more than one node, each sorted, in sorted order."""
    connected: list[Collection[str]] = []
    remaining = between_cycles(pairs)
    for _ in range(MOST_LOOKS):
        if not remaining:
            break
        component = _component_of(remaining[0][0], remaining)
        connected.append(component)
        remaining = between_cycles(pair for pair in remaining if component.isdisjoint(pair))
    if remaining:
        import networkx

        connected += networkx.strongly_connected_components(_graph(remaining))
    return sorted(tuple(sorted(component)) for component in connected if len(component) > 1)


def _component_of(node: str, pairs: Iterable[Pair]) -> set[str]:
    """Return the nodes that a node leads to and that lead to it, itself among them."""
    ahead, behind = _neighbours(pairs)
    return _reached(node, ahead) & _reached(node, behind)


def _reached(node: str, neighbours: "Neighbours") -> set[str]:
    reached, waiting = {node}, [node]
    while waiting:
        new = [
            neighbour for neighbour in neighbours.get(waiting.pop(), ()) if neighbour not in reached
        ]
        reached.update(new)
        waiting += new
    return reached


def shortest_cycle(pairs: Iterable[Pair], through: Pair) -> tuple[str, ...]:
    """Return a shortest cycle that an edge is on: its nodes, from the first in sorted order.

    `pairs` are the edges, of one component. The time is linear in their number.
    """
    start, goal = through
    pairs = set(pairs)
    if (goal, start) in pairs:
        return tuple(sorted(through))
    import networkx

    way: list[str] = networkx.shortest_path(_graph(sorted(pairs)), goal, start)
    at = way.index(min(way))
    return (*way[at:], *way[:at])


def between_cycles(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the edges that lie on a cycle, or on a way from one cycle to another.

    Nodes that nothing leads to, and nodes that lead nowhere, are taken away until none is left.
    """
    edges = sorted({pair for pair in pairs if pair[0] != pair[1]})
    ahead, behind = _neighbours(edges)
    trimmed = _trimmed(ahead, behind) | _trimmed(behind, ahead)
    return [pair for pair in edges if trimmed.isdisjoint(pair)]


Neighbours = dict[str, list[str]]


def _neighbours(pairs: Iterable[Pair]) -> tuple[Neighbours, Neighbours]:
    """Return what each node leads to, and what leads to each."""
    ahead: Neighbours = {}
    behind: Neighbours = {}
    for importer, imported in pairs:
        ahead.setdefault(importer, []).append(imported)
        behind.setdefault(imported, []).append(importer)
    return ahead, behind


def _trimmed(ahead: Neighbours, behind: Neighbours) -> set[str]:
    """Return the nodes that nothing leads to, once others of that kind are taken away."""
    waiting = {node: len(before) for node, before in behind.items()}
    ready = [node for node in ahead if node not in behind]
    for node in ready:
        for follower in ahead.get(node, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    return set(ready)


def topological_order(nodes: Iterable[str], pairs: Iterable[Pair]) -> list[str]:
    """Return the nodes so that every edge leads from an earlier to a later one.

    Raises networkx.NetworkXUnfeasible for a cycle.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(sorted(pairs))
    return list(networkx.topological_sort(graph))


def _graph(pairs: Collection[Pair]) -> "DiGraph[str]":
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_edges_from(pairs)
    return graph
