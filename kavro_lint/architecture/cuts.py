"""The cheapest edges to remove so that a graph has no cycle (a minimum feedback arc set).

What is kept agrees with one order of the nodes, so a cheapest cut is an order with the lightest
edges against it. networkx has no such function.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture.components import Pair

# Moving single nodes looks at every pair of nodes, so many times at most.
MOVED_UP_TO = 300
MOST_ROUNDS = 10


def exact_cut(nodes: Iterable[str], weights: Mapping[Pair, int]) -> tuple[Pair, ...]:
    """Return the edges to remove, with the least sum of weights; tries 2^n subsets of nodes."""
    return _against(_best_order(sorted(nodes), weights), weights)


def good_cut(
    nodes: Iterable[str], weights: Mapping[Pair, int], start: Sequence[str] | None = None
) -> tuple[Pair, ...]:
    """Return edges whose removal leaves no cycle, at a small sum of weights.

    `start` is an order that is good already: the result is no worse.
    """
    names = sorted(nodes)
    order = list(start) if start is not None else _greedy_order(names, weights)
    if len(names) <= MOVED_UP_TO:
        for _ in range(MOST_ROUNDS):
            if not sum(_moved(order, name, weights) for name in names):
                break
    return _against(order, weights)


def _against(order: Sequence[str], weights: Mapping[Pair, int]) -> tuple[Pair, ...]:
    rank = {name: place for place, name in enumerate(order)}
    return tuple(sorted(pair for pair in weights if rank[pair[0]] > rank[pair[1]]))


def _best_order(names: Sequence[str], weights: Mapping[Pair, int]) -> list[str]:
    """Return the order with the lightest edges from a later to an earlier node."""
    count = len(names)
    # What it costs that a node stands after all nodes of a subset.
    after: list[list[int]] = []
    for importer in names:
        costs = [0] * (1 << count)
        for subset in range(1, 1 << count):
            lowest = subset & -subset
            costs[subset] = costs[subset ^ lowest] + weights.get(
                (importer, names[lowest.bit_length() - 1]), 0
            )
        after.append(costs)
    best: list[tuple[int, int]] = [(0, -1)] * (1 << count)
    for subset in range(1, 1 << count):
        best[subset] = min(
            (best[subset & ~(1 << last)][0] + after[last][subset & ~(1 << last)], last)
            for last in range(count)
            if subset >> last & 1
        )
    order: list[str] = []
    subset = (1 << count) - 1
    while subset:
        last = best[subset][1]
        order.append(names[last])
        subset &= ~(1 << last)
    return order[::-1]


def _greedy_order(names: Sequence[str], weights: Mapping[Pair, int]) -> list[str]:
    """Take nodes by what leaves them less what enters them, weighed again after each.

    P. Eades, X. Lin, W. F. Smyth: A fast and effective heuristic for the feedback arc set
    problem, Information Processing Letters 47 (1993).
    """
    edges: dict[str, list[tuple[str, int, int]]] = {name: [] for name in names}
    leaving, entering = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for (importer, imported), weight in weights.items():
        edges[importer].append((imported, 0, weight))
        edges[imported].append((importer, weight, 0))
        leaving[importer] += weight
        entering[imported] += weight

    def key(name: str) -> tuple[int, str]:
        out, into = leaving[name], entering[name]
        # Sources come first at no cost, sinks last.
        return (-(out - into) if into else -sum_of_weights), name

    sum_of_weights = sum(weights.values()) + 1
    first: list[str] = []
    last: list[str] = []
    sinks = [name for name in names if not leaving[name]]
    heap = [key(name) for name in names]
    heapq.heapify(heap)
    remaining = set(names)
    while remaining:
        if sinks:
            name = sinks.pop()
            if name not in remaining:
                continue
            last.append(name)
        else:
            value, name = heapq.heappop(heap)
            if name not in remaining or (value, name) != key(name):
                continue
            first.append(name)
        remaining.remove(name)
        for neighbour, gives, takes in edges[name]:
            if neighbour in remaining:
                leaving[neighbour] -= gives
                entering[neighbour] -= takes
                heapq.heappush(heap, key(neighbour))
                if not leaving[neighbour]:
                    sinks.append(neighbour)
    return first + last[::-1]


def _moved(order: list[str], name: str, weights: Mapping[Pair, int]) -> bool:
    """Move `name` to its cheapest place in the order; return whether that is cheaper."""
    at = order.index(name)
    order.pop(at)
    # Walking the place down the order: edges to those above it are cut, edges from them kept.
    cost = sum(weights.get((neighbour, name), 0) for neighbour in order)
    costs = [cost]
    for neighbour in order:
        cost += weights.get((name, neighbour), 0) - weights.get((neighbour, name), 0)
        costs.append(cost)
    place = min(range(len(costs)), key=lambda number: (costs[number], number))
    is_cheaper = costs[place] < costs[at]
    order.insert(place if is_cheaper else at, name)
    return is_cheaper
