"""The dependencies between modules, as kept with the answer of a `check`."""

from array import array
from collections.abc import Mapping

from kavro_lint.architecture.architecture import Architecture, edges_that_close
from kavro_lint.architecture.edges import Edge
from kavro_lint.architecture.module_contracts import ancestry, parting, related
from kavro_lint.architecture.public import Public
from kavro_lint.cache.contributions import CLOSED, CUT, CYCLIC, FORBIDDEN, NOBODY, USED
from kavro_lint.checks.structure import cycles
from kavro_lint.pipeline.check import Examined


def numbered_edges(
    examined: Examined, paths: Mapping[str, int], modules: Mapping[str, int]
) -> "tuple[array[int], dict[int, list[int]]]":
    """Return the numbers of each dependency between modules, and the dependencies of each file."""
    architecture = examined.case.architecture
    holds = _Holds(examined)
    shown = _shown(examined, architecture)
    pairs, leads = array("I"), dict[int, list[int]]()
    for number, edge in enumerate(architecture.edges):
        closing = edge.closing.files
        pair = modules[edge.importer], modules.get(edge.imported, NOBODY)
        last = shown.get(_siblings(edge, architecture))
        pairs.extend((
            *pair, len(edge.imports.files), edge.weight, holds.of(edge),
            0 if last is None else paths[last] + 1,
        ))  # fmt: skip
        for path in edge.imports.files:
            leads.setdefault(paths[path], []).extend((number, len(closing.get(path, ()))))
    return pairs, leads


def _siblings(edge: Edge, architecture: Architecture) -> tuple[str, str]:
    """Return the sibling modules that an edge is between, two empty names for none."""
    if edge.imported not in architecture.contracts or related(edge.importer, edge.imported):
        return "", ""
    return parting(edge.importer, edge.imported)


def _shown(examined: Examined, architecture: Architecture) -> Mapping[tuple[str, str], str]:
    """Return, for each dependency of which a finding shows one import, the last such file."""
    reported = (judged.finding for judged in examined.report.findings)
    shown: dict[tuple[str, str], str] = {}
    for finding in (*examined.case.findings, *reported):
        if finding.rule in cycles.RULES:
            ends = (*finding.cycle[1:], finding.cycle[0])
            for pair, hop in zip(
                zip(finding.cycle, ends, strict=True), finding.evidence, strict=True
            ):
                shown[pair] = max(shown.get(pair, ""), hop.location.path)
    return shown


class _Holds:
    """What holds for each dependency between modules."""

    def __init__(self, examined: Examined) -> None:
        case = examined.case
        self._architecture = architecture = case.architecture
        self._public = Public(architecture.contracts, architecture.snapshot.sources)
        self._cyclic = {
            (atom[1], atom[2])
            for finding in case.findings
            if finding.rule in cycles.RULES
            for atom in finding.atoms
        }
        self._cut = {
            pair
            for between in architecture.cycles_by_parent.values()
            for cycle in between
            for pair in (*cycle.cut.removed, *cycle.cut.forbidden)
        }
        if case.base is not None:
            # Of a cycle that was there before, the dependencies that are new are shown.
            before = frozenset(edges_that_close(case.base.now.architecture))
            self._cut |= {pair for pair in self._cyclic if ("edge", *pair) not in before}
        self._used = {
            (module.name, name)
            for plan in architecture.plan.all()
            for module in plan.modules
            for name in module.may_import or ()
        }

    def of(self, edge: Edge) -> int:
        """Return the flags of a dependency."""
        importer, imported = edge.importer, edge.imported
        siblings = _siblings(edge, self._architecture)
        holds = (siblings in self._cyclic) * CYCLIC | (siblings in self._cut) * CUT
        holds |= bool(edge.denied) * FORBIDDEN
        is_declared = imported in self._architecture.contracts
        if edge.denied or not is_declared or self._public.limits(importer, imported):
            holds |= CLOSED
        named = ((user, used) for user in ancestry(importer) for used in ancestry(imported))
        return holds | (not self._used.isdisjoint(named)) * USED
