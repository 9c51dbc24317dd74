"""Dependency cycles: strongly connected components, and what to cut so that none is left."""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture.components import Pair, components, topological_order
from kavro_lint.architecture.cuts import exact_cut, good_cut
from kavro_lint.model.frozen import frozen

# An exact cut of n modules looks at 2^n subsets: so many modules at once, so many subsets in all.
EXACT_UP_TO = 12
MOST_SUBSETS = 1 << 16


@frozen
class Weight:
    """How many imports a dependency has: those that the contract forbids, and the others."""

    forbidden: int
    allowed: int


@frozen
class Cut:
    """The imports to remove so that no cycle is left.

    Of the dependencies in `removed` all imports go; of those in `forbidden` only those that the
    contract forbids. `is_cheapest` says that fewer imports would not do.
    """

    removed: tuple[Pair, ...]
    forbidden: tuple[Pair, ...] = ()
    is_cheapest: bool = True


@frozen
class Cycle:
    """A strongly connected component of more than one module, sorted, and its cut."""

    component: tuple[str, ...]
    cut: Cut


def cycles(weights: Mapping[Pair, Weight]) -> Iterator[Cycle]:
    """Yield each strongly connected component, sorted.

    `weights` are those of the dependencies by (importer, imported).
    """
    subsets = MOST_SUBSETS
    for component in components(weights):
        inside = frozenset(component)
        inner = {pair: weight for pair, weight in weights.items() if inside.issuperset(pair)}
        size = len(component)
        exact = size <= EXACT_UP_TO and 1 << size <= subsets
        subsets -= 1 << size if exact else 0
        yield Cycle(component, _cut(component, inner, exact=exact))


def _cut(component: Iterable[str], weights: Mapping[Pair, Weight], *, exact: bool) -> Cut:
    """Return what to cut: forbidden imports before allowed ones."""
    allowed = {pair: weight.allowed for pair, weight in weights.items() if weight.allowed}
    allowed_cycles = components(allowed)
    if not allowed_cycles:
        return _cut_of_forbidden(component, weights, allowed, exact=exact)
    dropped = {pair for pair, weight in weights.items() if not weight.allowed}
    for names in allowed_cycles:
        inside = frozenset(names)
        inner = {pair: weight for pair, weight in allowed.items() if inside.issuperset(pair)}
        dropped.update(exact_cut(names, inner) if exact else good_cut(names, inner))
    mixed = (pair for pair, weight in weights.items() if weight.forbidden and pair not in dropped)
    return Cut(tuple(sorted(dropped)), tuple(sorted(mixed)), exact)


def _cut_of_forbidden(
    component: Iterable[str],
    weights: Mapping[Pair, Weight],
    allowed: Iterable[Pair],
    *,
    exact: bool,
) -> Cut:
    """Return the cheapest cut of forbidden imports only: what is allowed closes no cycle."""
    names = sorted(component)
    too_much = sum(weight.forbidden for weight in weights.values()) + 1
    costs = {pair: weight.forbidden + weight.allowed * too_much for pair, weight in weights.items()}
    if exact:
        return Cut(exact_cut(names, costs))
    return Cut(good_cut(names, costs, topological_order(names, allowed)), (), False)
