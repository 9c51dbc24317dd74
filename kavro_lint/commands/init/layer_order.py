"""The order that imports ask for: what is cut so that no cycle is left, and the layers.

The order comes from the graph. A layer has a name where all its modules are called so.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from kavro_lint.architecture.components import components, shortest_cycle
from kavro_lint.architecture.cycles import Weight, cycles
from kavro_lint.architecture.generations import generations
from kavro_lint.architecture.module_contracts import parting, related
from kavro_lint.commands.init.layer_names import Level, named
from kavro_lint.model.frozen import frozen

Pair = tuple[str, str]

MOST_LAYERS = 5
# What an import weighs that runs; one for type checkers weighs less.
IMPORT = 8
TYPE_ONLY_IMPORT = 2
# So many imports may be wrong whatever runs the other way; more must be few beside those.
FEW_IMPORTS = 3
FEW_OF = 4
# Modules without imports to and from others have layers of their own where they are so many.
OWN_STACK = 3


@frozen
class Order:
    """`layers` are names of modules by layer, highest first; `cut` what must not be granted."""

    layers: tuple[Level, ...]
    cut: frozenset[Pair]
    inner: frozenset[str] = frozenset()

    def layer(self, module: str) -> str | None:
        """Return the layer of a module, None where it has none."""
        return next((name for name, modules in self.layers if module in modules), None)


def order_of(
    weights: Mapping[Pair, int],
    layered: Mapping[str, str],
    agreed: Sequence[Level] = (),
    apart: Set[str] = frozenset(),
) -> Order:
    """Return the layers of the modules `layered`, and the dependencies that run against them.

    `weights` maps (user, used) to the weight of the imports; `layered` maps modules to the projects
    that they are in. Modules `apart` that import each other one way are on layers of their own,
    however many there are. `agreed` are layers that other rules state: they are kept, and the
    dependencies against them are cut first.
    """
    rank = {module: n for n, (_, modules) in enumerate(agreed) for module in modules}
    against = {
        (user, used)
        for user, used in weights
        if user in rank and used in rank and rank[user] > rank[used]
    }
    undecided = {pair: weight for pair, weight in weights.items() if pair not in against}
    cut = frozenset(against | set(_cut(undecided)))
    if agreed:
        return Order(tuple(agreed), cut)
    downward = {
        pair for pair in weights if pair not in cut and layered.keys() >= set(pair)
        and not related(*pair)
    }  # fmt: skip
    layers: list[Level] = []
    inner: set[str] = set()
    counts: Counter[str] = Counter()
    for label, modules in _stacks(layered, downward):
        levels = _levels(modules, downward, cut, apart)
        layers += named(levels, label, counts[label])
        counts[label] += len(levels)
        inner.update(name for level in levels[(len(levels) + 1) // 2 :] for name in level)
    rank = {module: n for n, (_, modules) in enumerate(layers) for module in modules}
    allowed = {
        (user, used)
        for user, used in cut
        # Modules that import each other all the same stand on one level, which allows it.
        if user in rank and used in rank and rank[user] <= rank[used]
    }
    return Order(tuple(layers), cut - allowed, frozenset(inner))


def _cut(weights: Mapping[Pair, int]) -> Iterator[Pair]:
    """Yield the dependencies that close a cycle and are few beside those the other way.

    Where as many run one way as the other there is no order between two modules, and nothing
    is cut. Cycles are judged between the siblings at which two names part, so that is where
    they are looked for; all that runs along a cut pair of siblings is left out.
    See docs/contract.md#11-blueprint-modules.
    """
    stray = {pair for level in _siblings(weights).values() for pair in _stray(level)}
    for user, used in weights:
        if not related(user, used) and parting(user, used) in stray:
            yield user, used


def _siblings(weights: Mapping[Pair, int]) -> Mapping[str, Mapping[Pair, int]]:
    """Return the imports between siblings, by what they are nested in."""
    siblings: dict[str, dict[Pair, int]] = {}
    for (user, used), weight in weights.items():
        if not related(user, used):
            pair = parting(user, used)
            level = siblings.setdefault(pair[0].rpartition(".")[0], {})
            level[pair] = level.get(pair, 0) + weight
    return siblings


def _stray(level: Mapping[Pair, int]) -> set[Pair]:
    """Return the pairs to cut: of the cheapest cut, those that few imports make."""
    weights = {pair: Weight(0, weight) for pair, weight in level.items()}
    proposed = {pair for cycle in cycles(weights) for pair in cycle.cut.removed}
    acyclic = {pair: weight for pair, weight in level.items() if pair not in proposed}
    stray = set()
    for pair in sorted(proposed, key=lambda pair: (-level[pair], pair)):
        if not components([*acyclic, pair]):
            # A cut of many modules is not always the cheapest: this one closes no cycle.
            acyclic[pair] = level[pair]
            continue
        way = shortest_cycle([*acyclic, pair], pair)
        hops = zip(way, (*way[1:], way[0]), strict=True)
        back = min(acyclic[hop] for hop in hops if hop != pair)
        if level[pair] <= FEW_IMPORTS * IMPORT or level[pair] * FEW_OF <= back:
            stray.add(pair)
    return stray


def tangled_groups(weights: Mapping[Pair, int], names: Iterable[str]) -> frozenset[str]:
    """Return the groups (`web` of `web.ui` and `web.api`) that take part in a cycle as one.

    What stands in them has no common place in an order, so it should not be nested.
    """
    modules = frozenset(names)
    groups = {name.rpartition(".")[0] for name in modules if "." in name} - modules
    return frozenset(
        name
        for level in _siblings(weights).values()
        for component in components(level)
        for name in component
        if name in groups
    )


def _stacks(layered: Mapping[str, str], pairs: Iterable[Pair]) -> Iterator[tuple[str, list[str]]]:
    """Yield modules that are layered together, with a label where there are several stacks.

    Projects that import nothing of each other, as a frontend and a backend, have no common order.
    """
    both_ways = {hop for user, used in pairs for hop in ((user, used), (used, user))}
    islands = [list(island) for island in components(both_ways)]
    labels = [_label(island, layered) for island in islands]
    shared: list[str] = []
    stacks: list[tuple[str, list[str]]] = []
    for label, island in zip(labels, islands, strict=True):
        if len(island) >= OWN_STACK and label is not None and labels.count(label) == 1:
            stacks.append((label, island))
        else:
            shared += island
    if len(stacks) + bool(shared) == 1:
        yield "", sorted(shared or stacks[0][1])
        return
    yield from ((label, sorted(island)) for label, island in stacks)
    if shared:
        yield "", sorted(shared)


def _label(island: Sequence[str], layered: Mapping[str, str]) -> str | None:
    """Return the project that all modules of an island are in, None where there are several."""
    projects = {layered[module] for module in island}
    return projects.pop() if len(projects) == 1 else None


def _levels(
    modules: Sequence[str], pairs: Iterable[Pair], cut: Collection[Pair], separate: Set[str]
) -> list[list[str]]:
    """Sort modules into levels: no dependency among `pairs` leads up, and none of `cut` is allowed.

    A module stands where it is on its longest way from the top to the bottom. Modules that
    import each other stand on one level; `separate` modules that do not, on several.
    """
    among = frozenset(modules)
    inner = [pair for pair in sorted(pairs) if among.issuperset(pair)]
    heads = {module: module for module in modules}
    for component in components(inner):
        heads.update(dict.fromkeys(component, component[0]))
    pairs = sorted({(heads[user], heads[used]) for user, used in inner
                    if heads[user] != heads[used]})  # fmt: skip
    nodes = sorted(set(heads.values()))
    depth = generations(nodes, pairs)
    height = generations(nodes, [(used, user) for user, used in pairs])
    longest = max((height[node] for node in nodes), default=0) + 1
    count = min(longest, MOST_LAYERS)
    refused = {(heads[used], heads[user]) for user, used in cut if among.issuperset((user, used))}
    apart = [pair for pair in pairs if pair in refused or set(pair) <= separate]
    while True:
        places = {node: _place(depth[node], height[node], count) for node in nodes}
        if count == longest or all(places[user] != places[used] for user, used in apart):
            break
        count += 1
    levels: list[list[str]] = [[] for _ in range(count)]
    for module in modules:
        levels[places[heads[module]]].append(module)
    return [level for level in levels if level]


def _place(up: int, down: int, count: int) -> int:
    """Return which of so many levels a module is on: `up` from the top, `down` to the bottom."""
    # Strictly grows along every dependency, so rounding it never turns one round.
    return (up * (count - 1) * 2 + up + down) // ((up + down) * 2) if up + down else 0
