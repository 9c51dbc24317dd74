"""Cycles between modules: components, the shortest circle, and the cheapest set to cut."""

import graphlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.components import components
from kavro_lint.model.frozen import frozen

Pair = tuple[str, str]

# The exact cut looks at every subset of a component: 2^n of them.
EXACT_UP_TO = 12


@frozen
class Cycle:
    """A strongly connected component.

    `modules` is its shortest circle, each once, from the first in sorted order; `cut` the
    dependencies whose removal leaves no circle, at the least sum of weights (exactly so for
    components of up to `EXACT_UP_TO` modules).
    """

    component: tuple[str, ...]
    modules: tuple[str, ...]
    cut: tuple[Pair, ...]


def cycles(weights: Mapping[Pair, int]) -> Iterator[Cycle]:
    """Yield each strongly connected component of more than one module, sorted.

    `weights` maps (user, used) to the number of imports between them.
    """
    if _acyclic(weights):
        return
    for component in components(weights):
        names = {*component}
        inner = {pair: n for pair, n in weights.items() if {*pair} <= names}
        yield Cycle(component, _shortest(inner, component), cheapest_cut(component, inner))


def _acyclic(pairs: Iterable[Pair]) -> bool:
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for user, used in pairs:
        sorter.add(user, used)
    try:
        sorter.prepare()
    except graphlib.CycleError:
        return False
    return True


def _shortest(pairs: Iterable[Pair], component: Iterable[str]) -> tuple[str, ...]:
    """Return the shortest circle in a component; among equals the first in sorted order."""
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for user, used in sorted(pairs):
        after.setdefault(user, []).append(used)
        before.setdefault(used, []).append(user)
    found: list[tuple[int, tuple[str, ...]]] = []
    for start in component:
        onward = _ways_to(start, before)
        for follower in after[start]:
            circle = [start]
            here = follower
            while here != start:
                circle.append(here)
                here = onward[here]
            found.append((len(circle), _from_first(tuple(circle))))
    return min(found)[1]


def _ways_to(goal: str, before: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Return, for each module that leads to `goal`, the next one on a shortest way there."""
    onward: dict[str, str] = {goal: goal}
    queue = deque([goal])
    while queue:
        here = queue.popleft()
        for user in before.get(here, ()):
            if user not in onward:
                onward[user] = here
                queue.append(user)
    return onward


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    at = circle.index(min(circle))
    return circle[at:] + circle[:at]


def cheapest_cut(component: Iterable[str], weights: Mapping[Pair, int]) -> tuple[Pair, ...]:
    """Return the dependencies to remove so that no circle is left, at the least weight.

    What is kept agrees with one order of the modules, so the cheapest cut is the order
    with the lightest edges against it (minimum feedback arc set): by subsets where the
    component is small, else greedily and then by moving single modules.
    """
    names = sorted(component)
    order = (
        _best_order(names, weights) if len(names) <= EXACT_UP_TO else _good_order(names, weights)
    )
    rank = {name: n for n, name in enumerate(order)}
    return tuple(sorted(pair for pair in weights if rank[pair[0]] > rank[pair[1]]))


def _best_order(names: list[str], weights: Mapping[Pair, int]) -> list[str]:
    """Return the order with the lightest edges from a later to an earlier module."""
    count = len(names)
    to = [[weights.get((user, used), 0) for used in names] for user in names]
    best: list[tuple[int, int]] = [(0, -1)] * (1 << count)
    for subset in range(1, 1 << count):
        choices = []
        for last in range(count):
            if subset >> last & 1:
                rest = subset & ~(1 << last)
                # `last` comes after the rest: its edges into the rest are cut.
                cost = sum(to[last][n] for n in range(count) if rest >> n & 1)
                choices.append((best[rest][0] + cost, last))
        best[subset] = min(choices)
    order: list[str] = []
    subset = (1 << count) - 1
    while subset:
        last = best[subset][1]
        order.append(names[last])
        subset &= ~(1 << last)
    return order[::-1]


def _good_order(names: list[str], weights: Mapping[Pair, int]) -> list[str]:
    """Order by what a module gives less what it takes, then move single modules while it pays."""
    gives = dict.fromkeys(names, 0)
    for (user, used), weight in weights.items():
        gives[user] += weight
        gives[used] -= weight
    order = sorted(names, key=lambda name: (-gives[name], name))
    improved = True
    while improved:
        improved = sum(_moved(order, name, weights) for name in names) > 0
    return order


def _moved(order: list[str], name: str, weights: Mapping[Pair, int]) -> bool:
    """Move `name` to its cheapest place in the order; return whether that is cheaper."""
    at = order.index(name)
    order.pop(at)
    # Walking the place down the order: edges to those above it are cut, edges from them kept.
    cost = sum(weights.get((other, name), 0) for other in order)
    costs = [cost]
    for other in order:
        cost += weights.get((name, other), 0) - weights.get((other, name), 0)
        costs.append(cost)
    place = min(range(len(costs)), key=lambda n: (costs[n], n))
    better = costs[place] < costs[at]
    order.insert(place if better else at, name)
    return better
