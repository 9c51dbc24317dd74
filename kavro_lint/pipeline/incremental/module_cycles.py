"""A comparison of the cycles between modules in two states of which only numbers are known.

The numbers are those of `cache/contributions.py`: for each dependency both modules, and how many
imports of it can close a cycle.
"""

from collections.abc import Mapping, Sequence

from kavro_lint.architecture.cycles import Cycle, Weight, cycles
from kavro_lint.architecture.module_contracts import parting, related
from kavro_lint.cache.contributions import FORBIDDEN, HOLDS, NOBODY, PAIR, WEIGHT

Pair = tuple[str, str]
# By parent: how many imports each dependency between two of its children has.
Weights = Mapping[str, Mapping[Pair, Weight]]


def has_same_cycles(before: Sequence[int], now: Sequence[int], names: Sequence[str]) -> bool:
    """Whether the same modules are on cycles, by the same dependencies, and the cuts are the same.

    `names` are those of the modules, which count from 1.
    """
    old, new = _weights(before, names), _weights(now, names)
    return all(
        _cycles(old.get(parent, {})) == _cycles(new.get(parent, {}))
        for parent in old.keys() | new.keys()
        if old.get(parent) != new.get(parent)
    )


def _weights(pairs: Sequence[int], names: Sequence[str]) -> Weights:
    weights: dict[str, dict[Pair, Weight]] = {}
    for at in range(0, len(pairs), PAIR):
        importer, imported, weight = pairs[at], pairs[at + 1], pairs[at + WEIGHT]
        if not weight or imported == NOBODY or related(names[importer - 1], names[imported - 1]):
            continue
        siblings = parting(names[importer - 1], names[imported - 1])
        between = weights.setdefault(siblings[0].rpartition(".")[0], {})
        known = between.get(siblings, Weight(0, 0))
        is_forbidden = bool(pairs[at + HOLDS] & FORBIDDEN)
        between[siblings] = Weight(
            known.forbidden + weight * is_forbidden, known.allowed + weight * (not is_forbidden)
        )
    return weights


def _cycles(weights: Mapping[Pair, Weight]) -> list[tuple[Cycle, frozenset[Pair]]]:
    """Return the cycles, each with the dependencies that it consists of."""
    return [
        (cycle, frozenset(filter(frozenset(cycle.component).issuperset, weights)))
        for cycle in cycles(weights)
    ]
