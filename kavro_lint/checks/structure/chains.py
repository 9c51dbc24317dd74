"""Chains of imports that lead where Must not reach forbids."""

import itertools
from collections.abc import Iterable, Iterator

from kavro_lint.architecture.architecture import Architecture, edges_that_close
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.chains import Hops, hops_of, shortest_chain
from kavro_lint.architecture.module_contracts import ModuleContract, within
from kavro_lint.architecture.permissions import levels
from kavro_lint.model.findings import Atom, Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import

RULES = ("KV709",)
NEEDS = "graph"


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each module and each target its row forbids to reach."""
    architecture = case.architecture
    forbidding = [
        contract for contract in architecture.contracts.values() if contract.module.must_not_reach
    ]
    if not forbidding:
        return
    hops = hops_of(architecture.judged, architecture.closes)
    for contract in forbidding:
        for banned in contract.module.must_not_reach or ():
            chain = _chain(architecture, hops, contract, banned)
            if chain:
                yield _finding(architecture, contract, banned, chain)


def ground(case: Case) -> object:
    """Return all imports, where any row forbids to reach a module."""
    contracts = case.architecture.contracts.values()
    if not any(contract.module.must_not_reach for contract in contracts):
        return ()
    return list(case.architecture.judged.files.items())


def known(base: Case) -> Iterator[tuple[str, Atom]]:
    """Yield every dependency of the base tree: any may be part of a chain already."""
    for edge in edges_that_close(base.architecture):
        yield "KV709", edge


def identity(finding: Finding) -> Iterable[Atom]:
    """Return the two ends: a longer way round is the same chain."""
    return [("chain", finding.source or "", finding.target or "")]


def _chain(
    architecture: Architecture,
    hops: Hops,
    contract: ModuleContract,
    banned: str,
) -> tuple[Import, ...]:
    """Return the shortest chain from the module's files to the banned module's, or ()."""

    def reached(path: str) -> bool:
        owner = architecture.owner(path)
        if owner is None or holds(owner):
            return False
        return banned == "*" or within(owner, banned)

    def holds(name: str) -> bool:
        """Whether the module is bound by this very row: it, and what is nested and states none.

        What a blueprint of its own puts into the module is bound by it whatever that states.
        """
        cells = (level.must_not_reach for level in levels(architecture.contracts, name))
        bound = any(cell is not None and cell.row == contract.row for cell in cells)
        return bound and within(name, contract.name)

    owners = architecture.ownership.owners
    starts = [path for path, owner in owners.items() if holds(owner)]
    return shortest_chain(hops, starts, reached, owners.__contains__)


def _finding(
    architecture: Architecture, contract: ModuleContract, banned: str, chain: tuple[Import, ...]
) -> Finding:
    first = chain[0]
    stops = [contract.name]
    for hop in chain:
        goal = hop.target or ""
        owner = architecture.ownership.owner_of_target(goal, hop.reaches) or goal
        if owner != stops[-1]:
            stops.append(owner)
    target = stops[-1] if banned == "*" else banned
    hops = "directly" if len(chain) == 1 else f"through {len(chain)} imports"
    return Finding(
        rule="KV709",
        message=f"{contract.name} must not reach {target} but does {hops}: {' -> '.join(stops)}",
        location=first.location,
        fix="remove one import of this chain: the one whose importer needs it least",
        atoms=frozenset(("edge", *pair) for pair in itertools.pairwise(stops)),
        contract=contract.row,
        source=contract.name,
        target=target,
        kind=first.raw.kind,
        evidence=tuple(hop.evidence for hop in chain),
    )


def narrowed(finding: Finding, new: frozenset[Atom], case: Case) -> Finding:
    """Return the chain at the first of its imports that was not there before."""
    base = case.base
    imports = {statement.location: statement for statement in case.architecture.judged}
    hops = [imports[hop.location] for hop in finding.evidence if hop.location in imports]
    hop = next((statement for statement in hops if base is None or not base.had(statement)), None)
    return finding if hop is None else replace(finding, location=hop.location, kind=hop.raw.kind)
