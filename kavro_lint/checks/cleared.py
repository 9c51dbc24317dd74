"""What a change of policy clears: the base's judging of the snapshot held against its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from kavro_lint.architecture import Case, exempting_line, waive
from kavro_lint.checks.weakened_settings import FAIL_ON, weakened
from kavro_lint.config.rulebook import severities_of
from kavro_lint.model import SEVERITIES, Atom, Evidence, Finding, Location, Severity
from kavro_lint.model.frozen import fields, frozen

# What a line of settings is not.
_NOT_SET = ("path", "places")


@frozen
class Cleared:
    """Something that a line of the change's policy clears, in words, and where that stood.

    `setting` is the key where the line is one of the settings; `finding` is what the base's
    judging finds, None for a file that is lost and for a setting that is weaker.
    """

    line: Location
    said: Evidence
    setting: str | None = None
    finding: Finding | None = None


class JudgedByPolicy:
    """A case as its own policy judges it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._waiving = waive(case, case.findings)
        self._severities = severities_of(case.rules, case.settings.severity)
        self._shipped = {rule.id: rule.severity for rule in case.rules}

    @property
    def kept(self) -> tuple[Finding, ...]:
        """The findings that no exception waives."""
        return self._waiving.kept

    @cached_property
    def waived(self) -> Mapping[Atom, Location]:
        """The line of the exception that waives each atom."""
        return {
            atom: each.waiver.location
            for each in self._waiving.waived
            for atom in each.finding.atoms
        }

    @cached_property
    def ranks(self) -> Mapping[Atom, int]:
        """How grave each atom is that was found."""
        ranks: dict[Atom, int] = {}
        for finding in self.kept:
            rank = self.rank(finding)
            for atom in finding.atoms:
                ranks[atom] = max(rank, ranks.get(atom, -1))
        return ranks

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
        given = finding.severity or self._shipped.get(finding.rule)
        return self._severities.get(finding.rule, given)

    def rank(self, finding: Finding) -> int:
        """Return how grave a finding is, -1 for not at all."""
        grade = self.grade(finding)
        return -1 if grade is None else SEVERITIES.index(grade)

    def blocks(self, finding: Finding) -> bool:
        """Whether a finding is grave enough to fail."""
        rank = self.rank(finding)
        return rank >= 0 and rank >= FAIL_ON.index(self.case.settings.fail_on)


def cleared_by(case: Case, by_base: Case) -> Iterator[Cleared]:
    """Yield what the base's judging finds and the case's own does not, or finds less grave.

    Then the files and artifacts that are lost, and the settings that are weaker.
    """
    base, own = JudgedByPolicy(by_base), JudgedByPolicy(case)
    for finding in base.kept:
        yield from _cleared(base, own, finding)
    yield from _lost(base, own)
    for each in weakened(by_base.settings, case.settings, case.rules):
        line = _line_of_setting(own, each.key)
        yield Cleared(line, Evidence(line, each.how), each.key)


def _cleared(base: JudgedByPolicy, own: JudgedByPolicy, finding: Finding) -> Iterator[Cleared]:
    rank = base.rank(finding)
    if rank < 0:
        return
    gone = [atom for atom in sorted(finding.atoms) if own.ranks.get(atom, -1) < 0]
    milder = any(own.ranks.get(atom, rank) < rank for atom in finding.atoms)
    if gone and len(gone) > 1 and all(atom[0] == "file" for atom in gone):
        # One finding of many files may be cleared by many lines.
        for atom in gone:
            line, setting = _line(base, own, finding, [atom])
            said = f"{finding.rule} {atom[1]} belongs to no module"
            yield Cleared(line, Evidence(Location(atom[1]), said), setting, finding)
    elif gone or milder:
        line, setting = _line(base, own, finding, gone)
        yield Cleared(line, _said(finding), setting, finding)
    elif base.blocks(finding) and not own.blocks(finding):
        yield Cleared(_line_of_setting(own, "fail-on"), _said(finding), "fail-on", finding)


def _said(finding: Finding) -> Evidence:
    place = finding.location
    return Evidence(place, f"{finding.rule} {finding.message} ({place.path}:{place.line})")


def _lost(base: JudgedByPolicy, own: JudgedByPolicy) -> Iterator[Cleared]:
    """Yield governed files, and artifacts, that the change's own policy does not look at."""
    found = {finding.location.path for finding in base.kept}
    contract = own.case.architecture.contract_place
    lost = {*(base.case.governed - own.case.governed), *own.case.no_longer_governed()}
    for path in sorted(lost - found):
        line = own.exempting(path)
        said = Evidence(Location(path), f"{path} is no longer governed")
        yield Cleared(line or Location(path), said, _excluding(own, line))
    tree = own.case.base
    if tree is None:
        return
    kept = {path for plan in own.case.architecture.plan.all() for path in plan.documents}
    for plan in tree.own.architecture.plan.all():
        for old in plan.documents:
            if tree.moved_to(old) not in kept:
                moved = base.case.settings.artifacts != own.case.settings.artifacts
                line = _line_of_setting(own, "artifacts") if moved else contract
                said = Evidence(Location(old), f"the artifact {old} is no longer read")
                yield Cleared(line, said, "artifacts" if moved else None)


def _line(
    base: JudgedByPolicy, own: JudgedByPolicy, finding: Finding, gone: Sequence[Atom]
) -> tuple[Location, str | None]:
    """Return the line that a finding is cleared by, and its key where it is a setting."""
    for atom in gone:
        if atom in own.waived:
            return own.waived[atom], None
    for path in _paths(finding, gone):
        line = own.exempting(path)
        if line is not None:
            return line, _excluding(own, line)
    if own.grade(finding) != base.grade(finding):
        return _line_of_setting(own, "severity"), "severity"
    changed = _changed_settings(base, own)
    if any(atom[0] == "gate" for atom in finding.atoms) and "gates" in changed:
        return _line_of_setting(own, "gates"), "gates"
    row = _row(base, own, finding, gone)
    if row is not None:
        return row, None
    key = next((key for key in changed if key != "severity"), None)
    if key is not None:
        return _line_of_setting(own, key), key
    # The same rows in another order.
    return next(_own_rows(own, finding, gone), own.case.architecture.contract_place), None


def _changed_settings(base: JudgedByPolicy, own: JudgedByPolicy) -> tuple[str, ...]:
    """Return the keys that the change sets otherwise, in the order of the record."""
    one, two = base.case.settings, own.case.settings
    return tuple(
        name.replace("_", "-")
        for name in fields(two)
        if name not in _NOT_SET and getattr(one, name) != getattr(two, name)
    )


def _line_of_setting(own: JudgedByPolicy, key: str) -> Location:
    """Return the line of a setting; of one that is gone, where settings begin."""
    settings = own.case.settings
    if key in settings.places:
        return settings.places[key]
    if settings.path is not None:
        return Location(settings.path)
    return own.case.architecture.contract_place


def _excluding(own: JudgedByPolicy, line: Location | None) -> str | None:
    return "exclude" if line is not None and line.path == own.case.settings.path else None


def _paths(finding: Finding, gone: Sequence[Atom]) -> Iterator[str]:
    """Yield the files that a cleared finding is about, the importing one first."""
    for atom in gone or sorted(finding.atoms):
        if atom[0] in ("import", "file"):
            yield from atom[1:]
    yield finding.location.path


def _row(
    base: JudgedByPolicy, own: JudgedByPolicy, finding: Finding, gone: Sequence[Atom]
) -> Location | None:
    """Return the row that has changed: the importer's, the imported module's, the layers.

    None where no row has changed, and so a setting must be what clears it.
    """
    if finding.task is not None and finding.contract is not None and not finding.cut:
        changed = _changed_settings(base, own)
        if not set(changed) & {"phases", "artifacts", "task-id"}:
            return finding.contract
        return None
    plans = own.case.architecture.plan.all()
    rows = [
        part.location
        for plan in plans
        for part in plan.contract
        if part.fingerprint not in base.contract
    ]
    own_rows = _own_rows(own, finding, gone)
    return next((row for row in own_rows if row in rows), next(iter(rows), None))


def _own_rows(own: JudgedByPolicy, finding: Finding, gone: Sequence[Atom]) -> Iterator[Location]:
    """Yield the rows of the modules that a finding is about, the importer's first."""
    architecture = own.case.architecture
    owners = [architecture.owner(path) for path in _paths(finding, gone)]
    for name in (*owners, finding.source, finding.target):
        if name is not None and name in architecture.terms:
            yield architecture.terms[name].row
