"""Two states of a repository → what a change does to the architecture."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.diff.amending import amendments
from kavro_lint.commands.diff.authors import Authors
from kavro_lint.commands.diff.change_records import (
    Change,
    Dependency,
    Difference,
    ModuleChange,
    Ruling,
    UnchangedDependency,
)
from kavro_lint.commands.diff.grouping import (
    Group,
    Groups,
    edges_of,
    files_of,
    groups_of,
    packages_of,
)
from kavro_lint.commands.diff.revision_range import Revisions
from kavro_lint.commands.diff.rulings import Rulings
from kavro_lint.errors import CannotJudge
from kavro_lint.languages.reading import Progress
from kavro_lint.model.findings import Atom
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Import
from kavro_lint.pipeline.check import Examined, examine
from kavro_lint.pipeline.request import FindingOptions, Request

Edges = Mapping[tuple[str, str], list[Import]]


def difference(
    request: Request,
    revisions: Revisions,
    fail_on: str | None = None,
    progress: Progress = lambda done, of: None,
) -> Difference:
    """Return what a change does: from the merge base of `revisions` to the state requested.

    Raises CannotJudge, also where the history that it takes is not here.
    """
    request = replace(request, rev=revisions.head)
    examined = examine(
        request, FindingOptions(base=revisions.base, fail_on=fail_on), progress, with_fixed=True
    )
    if examined.context.missing is not None:
        missing = examined.context.missing
        raise CannotJudge(str(missing), missing.remedy)
    return _Comparison(examined).difference()


@frozen
class _Sides:
    """The dependencies of both trees, by group and what it uses."""

    now: Edges
    before: Edges

    def added(self) -> Iterator[tuple[str, str, list[Import]]]:
        for (importer, imported), imports in self.now.items():
            if (importer, imported) not in self.before:
                yield importer, imported, imports

    def removed(self) -> Iterator[tuple[str, str, list[Import]]]:
        for (importer, imported), imports in self.before.items():
            if (importer, imported) not in self.now:
                yield importer, imported, imports


class _Comparison:
    """The comparison of an examined state with its base."""

    def __init__(self, examined: Examined) -> None:
        self._examined = examined
        self._survey = examined.survey
        self._now = examined.survey.architecture
        self._before = examined.case.base
        self._groups: Groups = groups_of(self._survey, self._before)
        self._rulings = Rulings(self._now, self._before, examined.case.findings, _waived(examined))

    def difference(self) -> Difference:
        """Return what the change does to the architecture."""
        report, before = self._examined.report, self._before
        groups = self._groups
        edges = _Sides(edges_of(self._now, groups.now), self._edges_before(edges_of, groups.before))
        packages = _Sides(
            packages_of(self._now, groups.now), self._edges_before(packages_of, groups.before)
        )
        dependencies = (*self._added(edges), *self._removed(edges))
        imported = (*self._added(packages, packages=True), *self._removed(packages, packages=True))
        dependencies, imported = self._with_origins(dependencies, imported)
        history = self._examined.case.history
        return Difference(
            base=before.commit if before is not None else None,
            head=report.commit,
            kind=report.snapshot_kind,
            modules=tuple(self._modules()),
            dependencies=dependencies,
            packages=imported,
            amendments=amendments(self._survey, before, history) if before is not None else (),
            introduced=report.findings,
            fixed=self._examined.fixed,
            verdict=report.verdict,
            blind=report.blind,
            has_contract=bool(self._now.contracts),
            unchanged=tuple(_unchanged(edges)),
            remarks=report.coverage.remarks,
        )

    def _edges_before(self, read: Callable[[Architecture, Group], Edges], group: Group) -> Edges:
        return read(self._before.now.architecture, group) if self._before is not None else {}

    def _modules(self) -> Iterator[ModuleChange]:
        files_now = files_of(self._now, self._groups.now)
        before = self._before
        files_before = (
            files_of(before.now.architecture, self._groups.before) if before is not None else {}
        )
        renamed = {new: old for old, new in self._groups.renamed.items() if old not in files_now}
        for name, count in sorted(files_now.items()):
            if name in renamed and name not in self._now.contracts:
                yield ModuleChange(name, "renamed", count, None, renamed[name], False)
            elif name not in files_before:
                yield self._module(name, "added", count, self._now)
        for name, count in sorted(files_before.items()):
            if name not in files_now and before is not None:
                yield self._module(name, "removed", count, before.own.architecture)

    def _module(self, name: str, change: Change, files: int, of: Architecture) -> ModuleChange:
        contract = of.contracts.get(name)
        row = contract.row if contract is not None else None
        return ModuleChange(name, change, files, row, declared=contract is not None)

    def _added(self, sides: _Sides, *, packages: bool = False) -> Iterator[Dependency]:
        ruling = self._rulings.on_package if packages else self._rulings.on_module
        used_before = {imported for _, imported in sides.before}
        for importer, imported, imports in sides.added():
            ruled = ruling(importer, imported, imports)
            yield Dependency(importer, imported, "added", imports[0], len(imports), ruled,
                             is_only_user=packages and imported not in used_before)  # fmt: skip

    def _removed(self, sides: _Sides, *, packages: bool = False) -> Iterator[Dependency]:
        used_now = {imported for _, imported in sides.now}
        for importer, imported, imports in sides.removed():
            yield Dependency(importer, imported, "removed", imports[0], len(imports),
                             Ruling("gone"),
                             is_only_user=packages and imported not in used_now)  # fmt: skip

    def _with_origins(
        self, edges: Sequence[Dependency], packages: Sequence[Dependency]
    ) -> tuple[tuple[Dependency, ...], tuple[Dependency, ...]]:
        """Return the dependencies with the commit that each comes from."""
        if self._before is None or self._examined.context.base is None:
            return tuple(edges), tuple(packages)
        dependencies = (*edges, *packages)
        authors = Authors(self._survey, self._before, self._examined.context.base.tip)
        origins = authors.of(
            [dependency.first for dependency in dependencies if dependency.change == "added"],
            [dependency.first for dependency in dependencies if dependency.change == "removed"],
        )
        return (
            tuple(replace(edge, origin=origins[edge.first]) for edge in edges),
            tuple(replace(package, origin=origins[package.first]) for package in packages),
        )


def _waived(examined: Examined) -> Mapping[tuple[str, Atom], str]:
    return {
        (judged.rule.id, atom): judged.waived_by or ""
        for judged in examined.report.waived
        for atom in judged.finding.atoms
    }


def _unchanged(edges: _Sides) -> Iterable[UnchangedDependency]:
    for (importer, imported), imports in edges.now.items():
        if (importer, imported) in edges.before:
            yield UnchangedDependency(importer, imported, len(imports))
