"""Components, shortest circles and cheapest cuts, compared with brute force."""

from itertools import combinations, permutations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kavro_lint.architecture.components import components as components_of
from kavro_lint.architecture.cycles import _good_order, cheapest_cut, cycles

Pair = tuple[str, str]

NAMES = "abcdef"
graphs = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1]),
    st.integers(1, 9),
    max_size=14,
)


def reachable(start: str, pairs: set[Pair]) -> set[str]:
    seen: set[str] = set()
    queue = [start]
    while queue:
        here = queue.pop()
        for user, used in pairs:
            if user == here and used not in seen:
                seen.add(used)
                queue.append(used)
    return seen


def has_circle(pairs: set[Pair]) -> bool:
    return any(name in reachable(name, pairs) for name in NAMES)


def components(pairs: set[Pair]) -> set[frozenset[str]]:
    reach = {name: reachable(name, pairs) for name in NAMES}
    return {
        frozenset(other for other in NAMES if other in reach[name] and name in reach[other])
        for name in NAMES
        if name in reach[name]
    }


def shortest_circle(pairs: set[Pair], component: frozenset[str]) -> tuple[str, ...]:
    for size in range(2, len(component) + 1):
        found = [
            circle
            for chosen in combinations(sorted(component), size)
            for circle in permutations(chosen)
            if circle[0] == min(circle)
            and all(pair in pairs for pair in zip(circle, (*circle[1:], circle[0]), strict=True))
        ]
        if found:
            return min(found)
    raise AssertionError("no circle in a component")


@given(graphs)
def test_components_and_circles_are_those_of_brute_force(weights: dict[Pair, int]) -> None:
    pairs = set(weights)
    found = list(cycles(weights))
    assert {frozenset(each.component) for each in found} == components(pairs)
    for each in found:
        assert each.modules == shortest_circle(pairs, frozenset(each.component))


@given(graphs)
def test_the_cut_leaves_no_circle_and_is_the_cheapest(weights: dict[Pair, int]) -> None:
    for each in cycles(weights):
        inner = {p: w for p, w in weights.items() if {*p} <= {*each.component}}
        assert set(each.cut) <= set(inner)
        assert not has_circle(set(inner) - set(each.cut))
        cost = sum(inner[pair] for pair in each.cut)
        cheapest = min(
            sum(w for (a, b), w in inner.items() if order.index(a) > order.index(b))
            for order in permutations(each.component)
        )
        assert cost == cheapest


@given(graphs)
def test_the_greedy_order_cuts_every_circle_too(weights: dict[Pair, int]) -> None:
    names = sorted({name for pair in weights for name in pair})
    rank = {name: n for n, name in enumerate(_good_order(names, weights))}
    assert sorted(rank) == names
    kept = {pair for pair in weights if rank[pair[0]] < rank[pair[1]]}
    assert not has_circle(kept)


def test_a_large_component_is_cut_without_trying_every_subset() -> None:
    ring = {(f"m{n:03}", f"m{(n + 1) % 200:03}"): 1 + (n % 7 == 3) for n in range(200)}
    cut = cheapest_cut({name for pair in ring for name in pair}, ring)
    assert len(cut) == 1
    assert ring[cut[0]] == 1


@given(graphs)
def test_components_are_those_of_networkx(weights: dict[Pair, int]) -> None:
    expected = nx.strongly_connected_components(nx.DiGraph(list(weights)))
    assert components_of(weights) == sorted(tuple(sorted(e)) for e in expected if len(e) > 1)


def test_a_long_circle_needs_no_recursion() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    assert components_of(pairs) == [tuple(names)]
