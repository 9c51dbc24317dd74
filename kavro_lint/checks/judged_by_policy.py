"""One state, judged by one policy: its findings, their severities, and what is exempt from it."""

from collections.abc import Callable, Mapping
from functools import cached_property

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exceptions import waive
from kavro_lint.architecture.exempting import exempting_line
from kavro_lint.checks.weakened_settings import FAIL_ON
from kavro_lint.config.rulebook import severities_of
from kavro_lint.model.findings import SEVERITIES, Atom, Finding, Severity
from kavro_lint.model.places import Location


class JudgedByPolicy:
    """A case as its own policy judges it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._waiving = waive(case, case.findings)
        self._severities = severities_of(case.rules, case.settings.severity)
        self._shipped = {rule.id: rule.severity for rule in case.rules}

    @property
    def unwaived(self) -> tuple[Finding, ...]:
        """The findings that no exception waives."""
        return self._waiving.unwaived

    @cached_property
    def waived(self) -> Mapping[Atom, Location]:
        """The line of the exception that waives each atom."""
        return {
            atom: exemption.waiver.location
            for exemption in self._waiving.waived
            for atom in exemption.finding.atoms
        }

    @cached_property
    def ranks(self) -> Mapping[Atom, int]:
        """The severity of each atom of a finding, as a number."""
        ranks: dict[Atom, int] = {}
        for finding in self.unwaived:
            rank = self.rank(finding)
            for atom in finding.atoms:
                ranks[atom] = max(rank, ranks.get(atom, -1))
        return ranks

    @cached_property
    def dependencies(self) -> Mapping[Atom, Atom]:
        """What an import that is a finding is a statement of, as the base tree is asked for it."""
        return {
            atom: finding.dependency
            for finding in self.unwaived
            if finding.dependency is not None
            for atom in finding.atoms
        }

    @cached_property
    def exempting(self) -> Callable[[str], Location | None]:
        """The line that leaves a path ungoverned, None for no line."""
        return exempting_line(self.case.architecture, self.case.settings)

    @cached_property
    def contract(self) -> frozenset[str]:
        """The fingerprints of the contract's parts."""
        plans = self.case.architecture.plan.all()
        return frozenset(part.fingerprint for plan in plans for part in plan.contract)

    def grade(self, finding: Finding) -> Severity | None:
        """Return the severity of a finding, None where its rule is off."""
        default = finding.severity or self._shipped.get(finding.rule)
        return self._severities.get(finding.rule, default)

    def rank(self, finding: Finding) -> int:
        """Return how severe a finding is, -1 for not at all."""
        grade = self.grade(finding)
        return -1 if grade is None else SEVERITIES.index(grade)

    def blocks(self, finding: Finding) -> bool:
        """Whether a finding is severe enough to fail."""
        rank = self.rank(finding)
        return rank >= 0 and rank >= FAIL_ON.index(self.case.settings.fail_on)
