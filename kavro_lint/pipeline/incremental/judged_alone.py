"""Sources that are judged by what they import, and by nothing else of the code.

Who owns what they lead to, and which modules depend on which, is known from the contributions of a
state (`cache/contributions.py`), the contract from what is kept with them (`kept_report.py`).
"""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture, assemble
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exceptions import exception_rows
from kavro_lint.architecture.module_contracts import ancestry, parting, related
from kavro_lint.architecture.ownership import Ownership
from kavro_lint.architecture.permissions import denials
from kavro_lint.architecture.public import Public
from kavro_lint.cache.contributions import (
    CLOSED,
    CUT,
    CYCLIC,
    FORBIDDEN,
    HOLDS,
    LAST,
    NEW,
    NOBODY,
    PAIR,
    TEST,
    Contributions,
)
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.checks import checks_that_need
from kavro_lint.checks.module_families import family_names, with_families
from kavro_lint.languages.registry import families, is_source, language_of
from kavro_lint.model.facts import Facts
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Imports, PlacedResolution
from kavro_lint.pipeline.incremental.kept_report import KeptPolicy
from kavro_lint.pipeline.incremental.kept_tree import heeded_in, snapshot_of

# What the imports of files resolve to, by path.
Rows = Mapping[str, Sequence[PlacedResolution]]


class JudgedAlone:
    """Sources of a state, under the policy that was kept with it.

    Raises ValueError for contributions that no run has written.
    """

    def __init__(
        self, policy: KeptPolicy, contributions: Contributions, sources: ChangedSources
    ) -> None:
        self.policy = policy
        self._contributions = contributions
        self._sources = sources
        self._names = contributions.modules.split("\n")
        self.snapshot = snapshot_of(sources, heeded_in(contributions.heeded), policy.kind)
        facts, nobody = Facts({}, Imports({})), Ownership(tuple, {}, (), {})
        # The contract of each module is laid down once, whatever the imports are.
        self._planned = assemble(
            self.snapshot, policy.plan, facts, nobody, policy.settings.type_only
        )

    def case(self, rows: Rows) -> Case:
        """Return the case of the sources with these imports."""
        policy = self.policy
        return Case(
            architecture=self._architecture(rows),
            settings=policy.settings,
            rules=policy.rules,
            today=policy.today,
            checks=policy.checks,
        )

    def findings(self, rows: Rows) -> tuple[Finding, ...]:
        """Return what the checks find in the sources that look at files one by one."""
        case = self.case(rows)
        findings = [
            finding
            for check in checks_that_need("file", names=self.policy.checks)
            for finding in check.findings(case)
        ]
        return tuple(with_families(findings, family_names(case.architecture)))

    def is_excepted(self, findings: Iterable[Finding]) -> bool:
        """Whether an exception is for any of the findings: then its own standing may differ."""
        rows = exception_rows(self.case({}))
        return any(row.matches(finding) for row in rows for finding in findings)

    def settle_new_edges(self) -> bool:
        """Find out what holds for dependencies that are new; False where all must be judged."""
        architecture = self._architecture({})
        pairs = self._contributions.pairs
        public = Public(architecture.contracts, self.snapshot.sources)
        listed = {
            (module.name, name)
            for plan in self.policy.plan.all()
            for module in plan.modules
            for name in module.may_import or ()
        }
        for at in range(0, len(pairs), PAIR):
            if not pairs[at + HOLDS] & NEW:
                continue
            importer, imported = (self._names[pairs[at + end] - 1] for end in (0, 1))
            named = {(user, used) for user in ancestry(importer) for used in ancestry(imported)}
            if not named.isdisjoint(listed):
                # That nothing imports it may have been reported.
                return False
            denied = bool(denials(architecture.contracts, importer, imported))
            closed = denied or public.limits(importer, imported)
            holds, pairs[at + LAST] = self._of_siblings(importer, imported)
            pairs[at + HOLDS] = holds | denied * FORBIDDEN | closed * CLOSED
        return True

    def _of_siblings(self, importer: str, imported: str) -> tuple[int, int]:
        """Return what a new dependency has in common with others between the same siblings."""
        if related(importer, imported):
            return 0, 0
        siblings, pairs = parting(importer, imported), self._contributions.pairs
        for at in range(0, len(pairs), PAIR):
            if pairs[at + HOLDS] & CYCLIC and pairs[at + 1] != NOBODY:
                ends = self._names[pairs[at] - 1], self._names[pairs[at + 1] - 1]
                if not related(*ends) and parting(*ends) == siblings:
                    return pairs[at + HOLDS] & (CYCLIC | CUT), pairs[at + LAST]
        return 0, 0

    def _architecture(self, rows: Rows) -> Architecture:
        """Return the architecture of these files and of those that they lead to."""
        paths = {*rows, *(place for of_file in rows.values() for place in places_of(of_file))}
        numbers = {path: self._sources.number(path) for path in sorted(paths)}
        owners = {
            path: self._names[owner - 1]
            for path, number in numbers.items()
            if number is not None and (owner := self._contributions.owners[number])
        }
        tests = frozenset(
            path
            for path, number in numbers.items()
            if number is not None and self._contributions.flags[number] & TEST
        )
        facts = Facts(
            languages={path: known.NAME for path in rows if (known := language_of(path))},
            imports=Imports({path: of_file for path, of_file in rows.items() if of_file}),
            is_source=is_source,
            families=families(),
        )
        ownership = Ownership(tuple, owners, (), {}, tests)
        return replace(self._planned, facts=facts, ownership=ownership)


def places_of(rows: Iterable[PlacedResolution]) -> Iterable[str]:
    """Yield the files and folders that imports resolve to."""
    for *_, resolution in rows:
        if resolution.target is not None:
            yield resolution.target
        yield from resolution.reaches
