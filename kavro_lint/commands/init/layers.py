"""The order that imports ask for: what is cut so that no circle is left, and layers from it.

The order comes from the graph; only the layers' names are guesses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from kavro_lint.architecture import Weight, cycles, generations, parting, related
from kavro_lint.model.frozen import frozen

Pair = tuple[str, str]

MOST_LAYERS = 5

# What folders are called by convention, highest first. A layer is named so where its modules are.
CONVENTIONS: Mapping[str, frozenset[str]] = {
    "delivery": frozenset(
        "api apis rest graphql grpc web www http server cli cmd command commands bin ui gui tui "
        "frontend views view pages routes router routers handlers handler controllers controller "
        "endpoints app main entrypoints admin dashboard console".split()
    ),
    "domain": frozenset(
        "services service domain domains core usecases use_cases application engine business "
        "logic features workflow workflows processing".split()
    ),
    "data": frozenset(
        "db database databases data models model orm storage store stores repositories "
        "repository persistence dao schema schemas entities migrations cache tables".split()
    ),
    "foundation": frozenset(
        "utils util helpers helper common shared lib libs types typing exceptions errors error "
        "constants const config conf settings compat compatibility logging log _vendor vendor "
        "internal base version tools toolkit".split()
    ),
}


@frozen
class Order:
    """`layers` are names of modules by layer, highest first; `cut` what must not be granted."""

    layers: tuple[tuple[str, tuple[str, ...]], ...]
    cut: frozenset[Pair]

    def layer(self, module: str) -> str | None:
        """Return the layer of a module, None where it has none."""
        return next((name for name, modules in self.layers if module in modules), None)


def order_of(
    weights: Mapping[Pair, int],
    layered: Iterable[str],
    given: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Order:
    """Return the layers of the modules `layered`, and the dependencies that run against them.

    `weights` maps (user, used) to how much it would cost to cut that. `given` are layers that
    are agreed already: they stand, and what runs against them is cut first.
    """
    rank = {module: n for n, (_, modules) in enumerate(given) for module in modules}
    against = {
        (user, used)
        for user, used in weights
        if user in rank and used in rank and rank[user] > rank[used]
    }
    left = {pair: weight for pair, weight in weights.items() if pair not in against}
    cut = frozenset(against | set(_cut(left)))
    if given:
        return Order(tuple(given), cut)
    kept = {pair for pair in weights if pair not in cut}
    modules = sorted(layered)
    return Order(tuple(_named(_levels(modules, kept))), cut)


def _cut(weights: Mapping[Pair, int]) -> Iterator[Pair]:
    """Yield the dependencies to leave out so that no circle is left, at any level of names.

    Cycles are judged between the siblings at which two names part, so that is where they are
    looked for; all that runs along a cut pair of siblings is left out.
    See docs/contract.md#11-blueprint-modules.
    """
    siblings: dict[str, dict[Pair, int]] = {}
    for (user, used), weight in weights.items():
        if not related(user, used):
            pair = parting(user, used)
            level = siblings.setdefault(pair[0].rpartition(".")[0], {})
            level[pair] = level.get(pair, 0) + weight
    gone = {
        pair
        for level in siblings.values()
        for cycle in cycles({pair: Weight(0, weight) for pair, weight in level.items()})
        for pair in cycle.cut.whole
    }
    for user, used in weights:
        if not related(user, used) and parting(user, used) in gone:
            yield user, used


def _levels(modules: Sequence[str], kept: Iterable[Pair]) -> list[list[str]]:
    """Sort modules into levels: no dependency that is kept leads up.

    A module stands where it is on its longest way from the top to the bottom; one that no
    other touches stands nowhere.
    """
    among = frozenset(modules)
    pairs = [
        (user, used)
        for user, used in sorted(kept)
        if user in among and used in among and not related(user, used)
    ]
    depth = generations(modules, pairs)
    height = generations(modules, ((used, user) for user, used in pairs))
    touched = sorted({module for pair in pairs for module in pair})
    longest = max((height[module] for module in touched), default=0) + 1
    count = min(longest, MOST_LAYERS)
    levels: list[list[str]] = [[] for _ in range(count)]
    for module in touched:
        # Strictly grows along every dependency, so rounding it never turns one round.
        place = depth[module] * (count - 1) * 2 + depth[module] + height[module]
        levels[place // ((depth[module] + height[module]) * 2)].append(module)
    return [level for level in levels if level]


def _named(levels: Sequence[Sequence[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each level with a name: the convention most of its modules follow, or a plain one."""
    if not levels:
        return
    votes = [[_votes(level, words) for words in CONVENTIONS.values()] for level in levels]
    names = [f"level-{number}" for number in range(1, len(levels) + 1)]
    kinds = list(CONVENTIONS)
    best: tuple[int, list[tuple[int, int]]] = (0, [])
    for size in range(1, min(len(levels), len(kinds)) + 1):
        for places in combinations(range(len(levels)), size):
            for chosen in combinations(range(len(kinds)), size):
                pairs = list(zip(places, chosen, strict=True))
                each = [votes[place][kind] for place, kind in pairs]
                if not all(_fits(place, kinds[kind], len(levels)) for place, kind in pairs):
                    continue
                if all(each) and sum(each) > best[0]:
                    best = (sum(each), pairs)
    for place, kind in best[1]:
        names[place] = kinds[kind]
    yield from zip(names, (tuple(level) for level in levels), strict=True)


def _fits(place: int, kind: str, levels: int) -> bool:
    """Whether a layer may be called so: nothing is above delivery or below the foundation."""
    return (kind != "delivery" or place == 0) and (kind != "foundation" or place == levels - 1)


def against_convention(user: str, used: str) -> bool:
    """Whether a module that is called as a lower layer is imports one called as a higher one."""
    kinds = [[n for n, words in enumerate(CONVENTIONS.values()) if _is_called(name, words)]
             for name in (user, used)]  # fmt: skip
    return all(kinds) and min(kinds[0]) > max(kinds[1])


def _is_called(name: str, words: frozenset[str]) -> bool:
    own = name.rpartition(".")[2].casefold()
    return own in words or own.strip("_") in words


def _votes(level: Sequence[str], words: frozenset[str]) -> int:
    """Return how many modules of a level are called so, 0 where it is not most of them."""
    count = sum(_is_called(name, words) for name in level)
    return count if count * 2 > len(level) else 0
