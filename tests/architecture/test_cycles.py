"""Components, shortest cycles and cuts, compared with brute force."""

from itertools import combinations, pairwise, permutations

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from kavro_lint.architecture.components import between_cycles, components, shortest_cycle
from kavro_lint.architecture.cuts import exact_cut, good_cut
from kavro_lint.architecture.cycles import Weight, cycles

Pair = tuple[str, str]

NAMES = "abcdef"
pairs_of_names = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(
    lambda pair: pair[0] != pair[1]
)
graphs = st.dictionaries(pairs_of_names, st.integers(1, 9), max_size=14)
contracts = st.dictionaries(
    pairs_of_names,
    st.builds(Weight, st.integers(0, 4), st.integers(0, 4)).filter(
        lambda weight: weight.forbidden + weight.allowed > 0
    ),
    max_size=14,
)


def reachable(start: str, pairs: set[Pair]) -> set[str]:
    seen: set[str] = set()
    queue = [start]
    while queue:
        here = queue.pop()
        for importer, imported in pairs:
            if importer == here and imported not in seen:
                seen.add(imported)
                queue.append(imported)
    return seen


def is_cyclic(pairs: set[Pair]) -> bool:
    return any(name in reachable(name, pairs) for name, _ in pairs)


def components_by_force(pairs: set[Pair]) -> set[frozenset[str]]:
    reach = {name: reachable(name, pairs) for name in NAMES}
    return {
        frozenset(other for other in NAMES if other in reach[name] and name in reach[other])
        for name in NAMES
        if name in reach[name]
    }


def length_of_shortest(pairs: set[Pair], through: Pair) -> int:
    for size in range(2, len(NAMES) + 1):
        for chosen in combinations(NAMES, size):
            for cycle in permutations(chosen):
                edges = set(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
                if through in edges and edges <= pairs:
                    return size
    raise AssertionError("the edge is on no cycle")


@settings(deadline=None)
@given(graphs)
def test_components_are_those_of_brute_force(weights: dict[Pair, int]) -> None:
    assert {frozenset(names) for names in components(weights)} == components_by_force(set(weights))


@settings(deadline=None)
@given(graphs)
def test_what_is_trimmed_is_on_no_cycle(weights: dict[Pair, int]) -> None:
    left = set(between_cycles(weights))
    assert left <= set(weights)
    assert components_by_force(left) == components_by_force(set(weights))
    assert bool(left) == is_cyclic(set(weights))


@settings(deadline=None)
@given(graphs)
def test_the_shortest_cycle_goes_through_its_edge(weights: dict[Pair, int]) -> None:
    for component in components(weights):
        inside = {pair for pair in weights if {*pair} <= {*component}}
        for through in inside:
            cycle = shortest_cycle(inside, through)
            edges = set(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
            assert cycle[0] == min(cycle)
            assert through in edges
            assert edges <= inside
            assert len(cycle) == length_of_shortest(inside, through)


@settings(deadline=None)
@given(graphs)
def test_the_exact_cut_leaves_no_cycle_and_is_the_cheapest(weights: dict[Pair, int]) -> None:
    names = sorted({name for pair in weights for name in pair})
    cut = exact_cut(names, weights)
    assert not is_cyclic(set(weights) - set(cut))
    cheapest = min(
        sum(weight for (a, b), weight in weights.items() if order.index(a) > order.index(b))
        for order in permutations(names)
    )
    assert sum(weights[pair] for pair in cut) == cheapest


@settings(deadline=None)
@given(graphs)
def test_the_good_cut_leaves_no_cycle_either(weights: dict[Pair, int]) -> None:
    names = sorted({name for pair in weights for name in pair})
    assert not is_cyclic(set(weights) - set(good_cut(names, weights)))


@settings(deadline=None)
@given(contracts)
def test_nothing_allowed_is_cut_while_anything_forbidden_is_kept(
    weights: dict[Pair, Weight],
) -> None:
    for cycle in cycles(weights):
        inner = {p: w for p, w in weights.items() if {*p} <= {*cycle.component}}
        removed, part = set(cycle.cut.removed), set(cycle.cut.forbidden)
        assert removed <= set(inner)
        kept = {p for p, w in inner.items() if p not in removed and (w.allowed or p not in part)}
        assert not is_cyclic(kept)
        kept_forbidden = any(inner[pair].forbidden for pair in set(inner) - removed - part)
        assert not kept_forbidden or not any(inner[pair].allowed for pair in removed)


def test_a_large_component_is_cut_without_trying_every_subset() -> None:
    ring = {(f"m{n:03}", f"m{(n + 1) % 200:03}"): 1 + (n % 7 == 3) for n in range(200)}
    cut = good_cut({name for pair in ring for name in pair}, ring)
    assert len(cut) == 1
    assert ring[cut[0]] == 1


def test_the_cut_of_a_very_large_component_names_no_allowed_import() -> None:
    names = [f"m{n:04}" for n in range(1000)]
    weights = {pair: Weight(0, 1) for pair in pairwise(names)}
    weights |= {(names[n], names[n - 7]): Weight(1, 0) for n in range(10, 1000, 5)}
    for cycle in cycles(weights):
        assert not any(weights[pair].allowed for pair in cycle.cut.removed)
        assert not cycle.cut.is_cheapest
        assert not components(set(weights) - set(cycle.cut.removed))


def test_a_random_graph_of_5000_modules_is_bounded_work() -> None:
    names = [f"m{n:04}" for n in range(5000)]
    weights = {
        (names[n], names[(n * factor + shift) % 5000]): Weight(n % 3 == 0, 1)
        for n in range(5000)
        for factor, shift in ((7, 1), (11, 5), (13, 9))
        if n != (n * factor + shift) % 5000
    }
    (cycle,) = [entry for entry in cycles(weights) if len(entry.component) > 100]
    assert not components(set(weights) - set(cycle.cut.removed))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=90))
def test_components_are_those_of_networkx(numbers: list[tuple[int, int]]) -> None:
    """Of the first ones it is asked nothing, of the others everything."""
    pairs = {(f"{a:02}", f"{b:02}") for a, b in numbers if a != b}
    # Twelve knots, each of two modules, whatever else there is.
    pairs |= {(f"k{n}{x}", f"k{n}{y}") for n in range(12) for x, y in ("ab", "ba")}
    connected = networkx.strongly_connected_components(networkx.DiGraph(sorted(pairs)))
    expected = sorted(tuple(sorted(names)) for names in connected if len(names) > 1)
    assert components(pairs) == expected


def test_a_long_cycle_needs_no_recursion() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    pairs = list(zip(names, [*names[1:], names[0]], strict=True))
    assert components(pairs) == [tuple(names)]
    assert shortest_cycle(pairs, pairs[0]) == tuple(names)
