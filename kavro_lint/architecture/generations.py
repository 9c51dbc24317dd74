"""Levels of an acyclic graph. The home of networkx, which is imported where nobody waits for it."""

from collections.abc import Iterable, Mapping

Pair = tuple[str, str]


def generations(nodes: Iterable[str], pairs: Iterable[Pair]) -> Mapping[str, int]:
    """Return for each node the length of the longest way that leads to it.

    `pairs` are (from, to) among the nodes. Raises networkx.NetworkXUnfeasible for a cycle.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    levels = networkx.topological_generations(graph)
    return {node: level for level, members in enumerate(levels) for node in members}
