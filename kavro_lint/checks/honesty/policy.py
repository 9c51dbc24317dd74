"""What a change of policy clears: KV006 (docs/contract.md#honesty-of-the-run)."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from kavro_lint.architecture import Architecture, Case, covered, exempting_line, waive
from kavro_lint.config.rulebook import severities_of
from kavro_lint.model import (
    OF_CODE,
    SEVERITIES,
    Evidence,
    Finding,
    Location,
    Severity,
    Snapshot,
    Unreadable,
    fingerprint,
)
from kavro_lint.model.frozen import field, frozen

RULES = ("KV006",)
NEEDS = "findings"

# Atoms of findings that a policy can clear: about code, commits, gates. What is found about
# the policy's own lines (an unused permission) is gone with the line, and nothing is loosened.
CLEARED = OF_CODE | {"commit", "gate"}

SHOWN = 5

# The severity of a finding under a policy, None where the policy switches its rule off.
Grade = Callable[[Finding], Severity | None]


@frozen
class Policy:
    """The snapshot as one policy judges it.

    `waived` maps findings' atoms to the line of the exception; `exempting` gives the line
    that leaves a file ungoverned; `settings` are the lines of settings by name.
    """

    architecture: Architecture
    findings: Sequence[Finding]
    grade: Grade
    fail_on: str = "major"
    waived: Mapping[tuple[str, ...], Location] = field(default_factory=dict)
    exempting: Callable[[str], Location | None] = lambda path: None
    settings: Mapping[str, Location] = field(default_factory=dict)

    @property
    def governed(self) -> frozenset[str]:
        """Every file that the policy governs."""
        ownership = self.architecture.ownership
        return frozenset((*ownership.owners, *ownership.undeclared))


# What is cleared, and where it stood: a loosened line may clear many.
Cleared = tuple[str, Location]


def findings(case: Case) -> Iterator[Finding]:
    """Yield one finding for each line of policy that clears something."""
    if case.by_base is None or case.base is None:
        return
    base, own = _policy(case.by_base), _policy(case)
    cleared: dict[Location, list[Cleared]] = {}
    for place, each in (*_cleared(base, own), *_lost(base, own, case.base.moved)):
        cleared.setdefault(place, []).append(each)
    approved = covered(case.workflow, "policy")
    for place, what in sorted(cleared.items()):
        text = line_of(case.snapshot, place)
        if policy_fingerprint(place, text) not in approved:
            severity: Severity | None = "major" if case.history.approvers else None
            yield _finding(place, text, what, severity)


def _policy(case: Case) -> Policy:
    grades = severities_of(case.rules, case.settings.severity)
    shipped = {rule.id: rule.severity for rule in case.rules}

    def grade(finding: Finding) -> Severity | None:
        return grades.get(finding.rule, finding.severity or shipped[finding.rule])

    waiving = waive(case, case.findings)
    return Policy(
        architecture=case.architecture,
        findings=tuple(each for each in waiving.kept if _is_clearable(each)),
        grade=grade,
        fail_on=case.settings.fail_on,
        waived={
            atom: each.waiver.location for each in waiving.waived for atom in each.finding.atoms
        },
        exempting=exempting_line(case.architecture, case.settings),
        settings=case.settings.places,
    )


def _is_clearable(finding: Finding) -> bool:
    return all(atom[0] in CLEARED for atom in finding.atoms)


def line_of(snapshot: Snapshot, place: Location) -> str:
    """Return the text of a line of the snapshot, "" where it cannot be read."""
    try:
        content = snapshot.read(place.path)
    except (KeyError, Unreadable):
        return ""
    lines = content.decode("utf-8", "replace").splitlines()
    return lines[place.line - 1] if place.line <= len(lines) else ""


def policy_fingerprint(place: Location, text: str) -> str:
    """Return the fingerprint of a line of policy, wherever in its file it stands."""
    return fingerprint("policy", place.path, " ".join(text.split()))


def _finding(
    place: Location, text: str, what: Sequence[Cleared], severity: Severity | None
) -> Finding:
    shown = "; ".join(said for said, _ in what[:SHOWN])
    more = f"; and {len(what) - SHOWN} more" if len(what) > SHOWN else ""
    return Finding(
        rule="KV006",
        message=f"this line loosens the policy; the base's policy would report: {shown}{more}",
        location=place,
        fix="restore the line, or have somebody read it and run "
        "`kavro-lint approve policy --by <name>`",
        atoms=frozenset({("policy", place.path, " ".join(text.split()))}),
        contract=place,
        severity=severity,
        evidence=tuple(Evidence(where, said) for said, where in what),
        count=len(what),
    )


def _cleared(base: Policy, own: Policy) -> Iterator[tuple[Location, Cleared]]:
    """Yield what is found by the base's policy, and not, or less gravely, by its own."""
    grades: dict[tuple[str, ...], int] = {}
    for finding in own.findings:
        grade = own.grade(finding)
        if grade is not None:
            for atom in finding.atoms:
                rank = SEVERITIES.index(grade)
                grades[atom] = max(rank, grades.get(atom, -1))
    for finding in base.findings:
        grade = base.grade(finding)
        if grade is None:
            continue
        rank = SEVERITIES.index(grade)
        gone = [atom for atom in sorted(finding.atoms) if atom not in grades]
        milder = [atom for atom in finding.atoms if grades.get(atom, rank) < rank]
        blocked = _blocks(rank, base.fail_on) and not _blocks(rank, own.fail_on)
        if gone and finding.rule == "KV701":
            for atom in gone:
                said = f"KV701 {atom[1]} belongs to no module"
                yield _line(base, own, finding, [atom]), (said, Location(atom[1]))
        elif gone or milder:
            yield _line(base, own, finding, gone), (_said(finding), finding.location)
        elif blocked:
            place = own.settings.get("fail-on", own.architecture.contract_place)
            yield place, (_said(finding), finding.location)


def _blocks(rank: int, fail_on: str) -> bool:
    grades: tuple[str, ...] = SEVERITIES
    return fail_on != "never" and rank >= grades.index(fail_on)


def _said(finding: Finding) -> str:
    place = finding.location
    return f"{finding.rule} {finding.message} ({place.path}:{place.line})"


def _lost(
    base: Policy, own: Policy, moved: Mapping[str, str]
) -> Iterator[tuple[Location, Cleared]]:
    """Yield governed files, and artifacts, that the change's own policy does not look at."""
    found = {path for finding in base.findings for path in (finding.location.path,)}
    for path in sorted(base.governed - own.governed - found):
        place = own.exempting(path) or own.architecture.contract_place
        yield place, (f"{path} is no longer governed", Location(path))
    kept = {path for plan in own.architecture.plan.all() for path in plan.documents}
    for plan in base.architecture.plan.all():
        for old in plan.documents:
            path = moved.get(old, old)
            if path not in kept:
                place = own.settings.get("artifacts", own.architecture.contract_place)
                yield place, (f"the artifact {old} is no longer read", Location(old))


def _line(base: Policy, own: Policy, finding: Finding, gone: Sequence[tuple[str, ...]]) -> Location:
    """Return the line of the change's own policy that a cleared finding is cleared by."""
    for atom in gone:
        if atom in own.waived:
            return own.waived[atom]
    for path in _paths(finding, gone):
        exempting = own.exempting(path)
        if exempting is not None:
            return exempting
    switched = {"KV739": "gates"}.get(finding.rule, "severity")
    if own.grade(finding) != base.grade(finding) and switched in own.settings:
        return own.settings[switched]
    if finding.rule == "KV739" and "gates" in own.settings:
        return own.settings["gates"]
    return _row(base, own, finding, gone)


def _paths(finding: Finding, gone: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the files that a cleared finding is about, the importing one first."""
    for atom in gone or sorted(finding.atoms):
        if atom[0] in ("import", "file"):
            yield from atom[1:]
    yield finding.location.path


def _row(base: Policy, own: Policy, finding: Finding, gone: Sequence[tuple[str, ...]]) -> Location:
    """Return the row that has changed: the importer's, the imported module's, the layers."""
    known = {part.fingerprint for plan in base.architecture.plan.all() for part in plan.contract}
    changed = [
        part.location
        for plan in own.architecture.plan.all()
        for part in plan.contract
        if part.fingerprint not in known
    ]
    if finding.task is not None and finding.contract is not None:
        return finding.contract
    architecture = own.architecture
    owners = [architecture.owner(path) for path in _paths(finding, gone)]
    names = [*owners, finding.source, finding.target]
    terms = architecture.terms
    rows = [terms[name].row for name in names if name is not None and name in terms]
    for row in rows:
        if row in changed:
            return row
    settings = [own.settings[key] for key in ("type-only", "source-roots") if key in own.settings]
    return next(iter([*changed, *settings, *rows]), architecture.contract_place)
