"""Modules that import each other in a circle."""

from collections.abc import Callable, Iterator, Mapping

from kavro_lint.architecture import Architecture, Cycle, cycles
from kavro_lint.model import Atom, Finding, Import, Imports, Location
from kavro_lint.model.frozen import replace

RULES = ("KV705",)

Pairs = Mapping[tuple[str, str], Imports]


def findings(architecture: Architecture) -> Iterator[Finding]:
    """Yield one finding for each strongly connected component of siblings."""
    for _, pairs in sorted(architecture.sibling_edges.items()):
        weights = {pair: len(imports) for pair, imports in pairs.items()}
        for cycle in cycles(weights):
            yield _finding(architecture, cycle, pairs)


def _finding(architecture: Architecture, cycle: Cycle, pairs: Pairs) -> Finding:
    circle = " -> ".join((*cycle.modules, cycle.modules[0]))
    imports = sorted(
        (each for pair in cycle.cut for each in pairs[pair]), key=lambda each: each.location
    )
    rest = len(cycle.component) - len(cycle.modules)
    more = f" ({rest} more modules are caught in it)" if rest else ""
    user, used = cycle.cut[0]
    first = imports[0]
    edges = zip(cycle.modules, (*cycle.modules[1:], cycle.modules[0]), strict=True)
    component = set(cycle.component)
    for pair in cycle.cut:
        if first in pairs[pair]:
            user, used = pair
    return Finding(
        rule="KV705",
        message=f"{circle} import each other in a circle{more}",
        location=first.location,
        fix=f"cut {_count(len(imports))}: " + ", ".join(f"{a} -> {b}" for a, b in cycle.cut),
        atoms=frozenset(("edge", *pair) for pair in pairs if component.issuperset(pair)),
        contract=_row(architecture, user),
        source=user,
        target=used,
        kind=first.raw.kind,
        evidence=tuple(pairs[pair].first.evidence for pair in edges),
        cycle=cycle.modules,
        cut=tuple(each.evidence for each in imports),
    )


def narrowed(
    finding: Finding,
    fresh: frozenset[Atom],
    architecture: Architecture,
    was_there: Callable[[Import], bool],
) -> Finding:
    """Return the cycle at the import that adds a dependency to it."""
    added = [
        (was_there(each), each.location, pair, each)
        for pairs in architecture.sibling_edges.values()
        for pair, imports in pairs.items()
        if ("edge", *pair) in fresh
        for each in imports
    ]
    if not added:
        return finding
    _, place, (user, used), first = min(added, key=lambda each: each[:3])
    return replace(
        finding,
        location=place,
        fix=f"remove this import, which closes the circle: {user} -> {used}",
        source=user,
        target=used,
        kind=first.raw.kind,
        contract=_row(architecture, user),
        evidence=(first.evidence, *(each for each in finding.evidence if each != first.evidence)),
    )


def _count(number: int) -> str:
    return "this one import" if number == 1 else f"these {number} imports"


def _row(architecture: Architecture, name: str) -> Location | None:
    terms = architecture.terms.get(name)
    if terms is not None:
        return terms.row
    inner = (each.row for each in architecture.terms.values() if each.name.startswith(name + "."))
    return min(inner, default=None)
