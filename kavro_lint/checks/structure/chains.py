"""Chains of imports that lead where Must not reach forbids."""

import itertools
from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.architecture import (
    Architecture,
    Case,
    Terms,
    adjacency,
    edges_that_close,
    shortest_chain,
    within,
)
from kavro_lint.model import Atom, Finding, Import
from kavro_lint.model.frozen import replace

RULES = ("KV709",)
NEEDS = "graph"


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each module and each target its row forbids to reach."""
    architecture = case.architecture
    forbidding = [terms for terms in architecture.terms.values() if terms.module.must_not_reach]
    if not forbidding:
        return
    edges = adjacency(
        statement for statement in architecture.judged if architecture.closes(statement)
    )
    for terms in forbidding:
        for banned in terms.module.must_not_reach or ():
            chain = _chain(architecture, edges, terms, banned)
            if chain:
                yield _finding(architecture, terms, banned, chain)


def known(base: Case) -> Iterator[tuple[str, Atom]]:
    """Yield every dependency of the base tree: any may be part of a chain already."""
    for edge in edges_that_close(base.architecture):
        yield "KV709", edge


def identity(finding: Finding) -> Iterable[Atom]:
    """Return the two ends: a longer way round is the same chain."""
    return [("chain", finding.source or "", finding.target or "")]


def _chain(
    architecture: Architecture,
    edges: Mapping[str, tuple[Import, ...]],
    terms: Terms,
    banned: str,
) -> tuple[Import, ...]:
    """Return the shortest chain from the module's files to the banned module's, or ()."""

    def reached(path: str) -> bool:
        owner = architecture.owner(path)
        if owner is None or holds(owner):
            return False
        return banned == "*" or within(owner, banned)

    def holds(name: str) -> bool:
        """Whether the module is bound by this very row: it, and what is nested and states none."""
        bound = architecture.terms.get(name)
        cell = bound.must_not_reach if bound is not None else None
        return within(name, terms.name) and cell is not None and cell.row == terms.row

    owners = architecture.ownership.owners
    starts = [path for path, owner in owners.items() if holds(owner)]
    return shortest_chain(edges, starts, reached, owners.__contains__)


def _finding(
    architecture: Architecture, terms: Terms, banned: str, chain: tuple[Import, ...]
) -> Finding:
    first = chain[0]
    stops = [terms.name]
    for hop in chain:
        goal = hop.target or ""
        owner = architecture.ownership.owner_of_target(goal, hop.reaches) or goal
        if owner != stops[-1]:
            stops.append(owner)
    target = stops[-1] if banned == "*" else banned
    hops = "directly" if len(chain) == 1 else f"through {len(chain)} imports"
    return Finding(
        rule="KV709",
        message=f"{terms.name} must not reach {target} but does {hops}: {' -> '.join(stops)}",
        location=first.location,
        fix="remove one import of this chain: the one whose importer needs it least",
        atoms=frozenset(("edge", *pair) for pair in itertools.pairwise(stops)),
        contract=terms.row,
        source=terms.name,
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
