"""Dependency cycles between sibling modules (KV705)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture, edges_that_close
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.components import between_cycles, shortest_cycle
from kavro_lint.architecture.cycles import Cycle
from kavro_lint.architecture.edges import SiblingEdge
from kavro_lint.architecture.import_index import targets_of
from kavro_lint.architecture.module_contracts import within
from kavro_lint.model.findings import Atom, Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Evidence, Location
from kavro_lint.spelling import quantity

RULES = ("KV705",)
NEEDS = "graph"

# So many dependencies of a cut are named; of a longer cut the rest is counted.
MOST_NAMED = 10

Pair = tuple[str, str]
Siblings = Mapping[Pair, SiblingEdge]


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each strongly connected component of siblings."""
    architecture = case.architecture
    for parent, cycles in architecture.cycles_by_parent.items():
        for cycle in cycles:
            yield _finding(architecture, cycle, architecture.sibling_edges[parent])


def ground(case: Case) -> object:
    """Return the edges that are on a cycle, or between two: no other is in a finding.

    The imports and importers of a movable file count too: the fix says where it may go.
    """
    architecture = case.architecture
    edges = [
        (parent, pair, siblings[pair].edges)
        for parent, siblings in sorted(architecture.sibling_edges.items())
        for pair in between_cycles(siblings)
    ]
    movable = movable_files(architecture)
    files = architecture.facts.imports.files
    moves = [
        (path, targets_of(files.get(path, ())), architecture.importers.get(path))
        for path in sorted(movable)
    ]
    return edges, moves


def movable_files(architecture: Architecture) -> frozenset[str]:
    """Return the files that a finding may propose to move.

    Whether it does depends on everything that they import, and on everything that imports them.
    """
    return frozenset(
        path
        for parent, cycles in architecture.cycles_by_parent.items()
        for cycle in cycles
        for path in _movable(_cut_imports(cycle, architecture.sibling_edges[parent]))
        if path
    )


def _movable(cut: Sequence[tuple[Pair, Import]]) -> tuple[str, str]:
    """Return the one imported and the one importing file of a cut, "" if there are several."""
    if len({pair for pair, _ in cut}) != 1:
        return "", ""
    imported = {statement.target or "" for _, statement in cut}
    importers = {statement.importer for _, statement in cut}
    return (
        imported.pop() if len(imported) == 1 else "",
        importers.pop() if len(importers) == 1 else "",
    )


def _finding(architecture: Architecture, cycle: Cycle, siblings: Siblings) -> Finding:
    component = frozenset(cycle.component)
    pairs = [pair for pair in siblings if component.issuperset(pair)]
    cut = _cut_imports(cycle, siblings)
    cut.sort(key=lambda entry: (entry[1].location, entry[0]))
    # A statement that leads to several files is one place to cut.
    places = list(
        {(pair, statement.location): (pair, statement) for pair, statement in cut}.values()
    )
    pair, first = cut[0]
    finding = Finding(
        rule="KV705",
        message="",
        location=first.location,
        fix=_cut_in_words([pair for pair, _ in places], is_cheapest=cycle.cut.is_cheapest)
        + _move_in_words(architecture, cut, component),
        atoms=frozenset(("edge", *pair) for pair in pairs),
        cut=tuple(statement.evidence for _, statement in places),
    )
    return _at_import(finding, architecture, pair, first, siblings)


def _cut_imports(cycle: Cycle, siblings: Siblings) -> list[tuple[Pair, Import]]:
    """Return the imports to cut, each with its dependency."""
    removed = [
        (pair, statement) for pair in cycle.cut.removed for statement in siblings[pair].imports
    ]
    return removed + [
        (pair, statement) for pair in cycle.cut.forbidden for statement in siblings[pair].forbidden
    ]


def _at_import(
    finding: Finding, architecture: Architecture, pair: Pair, first: Import, siblings: Siblings
) -> Finding:
    """Return the finding at an import, with a shortest cycle that this import is on."""
    inside = [(atom[1], atom[2]) for atom in finding.atoms]
    modules = shortest_cycle(inside, pair)
    edges = zip(modules, (*modules[1:], modules[0]), strict=True)
    more = len({name for edge in inside for name in edge}) - len(modules)
    note = f" ({quantity(more, 'more module is', 'more modules are')} part of it)" if more else ""
    return replace(
        finding,
        message=f"dependency cycle: {' -> '.join((*modules, modules[0]))}{note}",
        location=first.location,
        contract=_row(architecture, pair[0]),
        source=pair[0],
        target=pair[1],
        kind=first.raw.kind,
        evidence=tuple(_evidence(edge, pair, first, siblings) for edge in edges),
        cycle=modules,
    )


def _evidence(edge: Pair, pair: Pair, first: Import, siblings: Siblings) -> Evidence:
    return first.evidence if edge == pair else siblings[edge].first.evidence


def _cut_in_words(pairs: Iterable[Pair], *, is_cheapest: bool) -> str:
    """Return what to cut: each dependency once, with the number of its imports."""
    counts: dict[Pair, int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    number = sum(counts.values())
    named = [
        f"{importer} -> {imported}"
        + (f" ({count} imports)" if count > 1 and len(counts) > 1 else "")
        for (importer, imported), count in list(counts.items())[:MOST_NAMED]
    ]
    if len(counts) > MOST_NAMED:
        unnamed = len(counts) - MOST_NAMED
        named.append(f"and {quantity(unnamed, 'more dependency', 'more dependencies')}")
    subject = "this one import" if number == 1 else f"these {number} imports"
    doubt = "" if is_cheapest else "; in a cycle of this size a smaller cut may exist"
    return f"cut {subject}: {', '.join(named)}{doubt}"


def known(base: Case) -> Iterator[tuple[str, Atom]]:
    """Yield every dependency of the base tree: any may be part of a cycle already."""
    for edge in edges_that_close(base.architecture):
        yield "KV705", edge


def _move_in_words(
    architecture: Architecture, cut: Sequence[tuple[Pair, Import]], component: frozenset[str]
) -> str:
    """Return the file that may move to the module next to it instead, `""` for none."""
    imported, importer = _movable(cut)
    (user, used), _ = cut[0]
    others = component - {user, used}
    # What moves must not bring the cut dependency back, nor one of any other module on the cycle.
    if imported and not _is_tied(architecture, imported, imports=others | {used}, importers=others):
        return f", or move {imported} into {user}"
    if importer and not _is_tied(architecture, importer, imports=others, importers=others | {user}):
        return f", or move {importer} into {used}"
    return ""


def _is_tied(
    architecture: Architecture, path: str, imports: frozenset[str], importers: frozenset[str]
) -> bool:
    """Whether a file must stay: it imports a module of some, is imported by one, or is alone."""
    owners = architecture.ownership.owners
    module = owners.get(path)
    if module is None or not any(owner == module and owned_path != path
                                 for owned_path, owner in owners.items()):  # fmt: skip
        # A module that loses its only file is a row without files.
        return True
    all_imports = architecture.facts.imports
    targets = targets_of(all_imports.files.get(path, ())) - {path}
    if any(_is_of(architecture.owner(target), imports) for target in targets):
        return True
    return any(
        _is_of(owners.get(importer), importers)
        for importer, row in all_imports.leading_to(frozenset({path}))
        if importer != path and row[3].target == path
    )


def _is_of(owner: str | None, modules: frozenset[str]) -> bool:
    """Whether a module is one of some, or inside one."""
    return owner is not None and any(within(owner, module) for module in modules)


def narrowed(finding: Finding, new: frozenset[Atom], case: Case) -> Finding:
    """Return the cycle at the import that adds a dependency to it."""
    architecture, base = case.architecture, case.base
    parent = finding.cycle[0].rpartition(".")[0]
    siblings = architecture.sibling_edges.get(parent, {})
    pairs = [(atom[1], atom[2]) for atom in new]
    added = [
        (base is not None and base.had(statement), statement.location, pair, statement)
        for pair in pairs
        if pair in siblings
        for statement in siblings[pair].imports
    ]
    if not added:
        return finding
    *_, pair, first = min(added, key=lambda entry: entry[:3])
    fix = f"remove this import, which closes the cycle: {pair[0]} -> {pair[1]}"
    return replace(_at_import(finding, architecture, pair, first, siblings), fix=fix)


def _row(architecture: Architecture, name: str) -> Location | None:
    contract = architecture.contracts.get(name)
    if contract is not None:
        return contract.row
    inner = (
        contract.row
        for contract in architecture.contracts.values()
        if contract.name.startswith(name + ".")
    )
    return min(inner, default=None)
