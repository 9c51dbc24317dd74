"""Findings that a change of policy clears: of the base's policy, but not of the snapshot's."""

from collections.abc import Iterator, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.checks.judged_by_policy import JudgedByPolicy
from kavro_lint.checks.weakened_settings import weakened
from kavro_lint.model.findings import SEVERITIES, Atom, Finding
from kavro_lint.model.frozen import fields, frozen
from kavro_lint.model.places import Evidence, Location

# What a line of settings is not.
_NOT_SET = ("path", "places")


@frozen
class Cleared:
    """A finding that a line of the change's policy hides, in words, and its place.

    `setting` is the key where the line is one of the settings; `finding` is what the base's
    judging finds, None for a file that is lost and for a setting that is weaker.
    """

    line: Location
    evidence: Evidence
    setting: str | None = None
    finding: Finding | None = None


def cleared_by(case: Case, by_base: Case) -> Iterator[Cleared]:
    """Yield what the base's judging finds and the case's own does not, or finds less severe.

    Then the files and artifacts that are lost, and the settings that are weaker.
    """
    base, current = JudgedByPolicy(by_base), JudgedByPolicy(case)
    for finding in base.unwaived:
        yield from _cleared(base, current, finding)
    yield from _lost_files(base, current)
    for weakened_setting in weakened(by_base.settings, case.settings, case.rules):
        line = _line_of_setting(current, weakened_setting.key, weakened_setting.entry)
        yield Cleared(line, Evidence(line, weakened_setting.how), weakened_setting.key)


def _cleared(base: JudgedByPolicy, current: JudgedByPolicy, finding: Finding) -> Iterator[Cleared]:
    rank = base.rank(finding)
    if rank < 0:
        return
    cleared_atoms = [atom for atom in sorted(finding.atoms) if current.ranks.get(atom, -1) < 0]
    milder = any(current.ranks.get(atom, rank) < rank for atom in finding.atoms)
    if (
        cleared_atoms
        and len(cleared_atoms) > 1
        and all(atom[0] == "file" for atom in cleared_atoms)
    ):
        # One finding of many files may be cleared by many lines.
        for atom in cleared_atoms:
            line, setting = _line(base, current, finding, [atom])
            text = f"{finding.rule} {atom[1]} belongs to no module"
            yield Cleared(line, Evidence(Location(atom[1]), text), setting, finding)
    elif cleared_atoms or milder or _is_of_another_dependency(base, current, finding):
        line, setting = _line(base, current, finding, cleared_atoms)
        yield Cleared(line, _evidence(finding), setting, finding)
    elif base.blocks(finding) and not current.blocks(finding):
        yield Cleared(_line_of_setting(current, "fail-on"), _evidence(finding), "fail-on", finding)


def _is_of_another_dependency(
    base: JudgedByPolicy, current: JudgedByPolicy, finding: Finding
) -> bool:
    """Whether a new import may pass for one that was there, as it is of another dependency now.

    Where a policy gives an ungoverned folder a module, an import of another file in it is.
    """
    tree = base.case.base
    return tree is not None and any(
        current.dependencies.get(atom, finding.dependency) != finding.dependency
        and not tree.had_import(*atom[1:3])
        for atom in finding.atoms
    )


def _evidence(finding: Finding) -> Evidence:
    place = finding.location
    return Evidence(place, f"{finding.rule} {finding.message} ({place.path}:{place.line})")


def _lost_files(base: JudgedByPolicy, current: JudgedByPolicy) -> Iterator[Cleared]:
    """Yield governed files, and artifacts, that the change's own policy does not look at."""
    major = SEVERITIES.index("major")
    reported_paths = {
        finding.location.path for finding in base.unwaived if base.rank(finding) >= major
    }
    contract = current.case.architecture.contract_place
    lost = {*(base.case.governed - current.case.governed), *current.case.no_longer_governed()}
    for path in sorted(lost - reported_paths):
        line = current.exempting(path)
        evidence = Evidence(Location(path), f"{path} is no longer governed")
        yield Cleared(line or Location(path), evidence, _exclude_key(current, line))
    tree = current.case.base
    if tree is None:
        return
    current_paths = {
        path for plan in current.case.architecture.plan.all() for path in plan.documents
    }
    for plan in tree.own.architecture.plan.all():
        for old in plan.documents:
            if tree.moved_to(old) not in current_paths:
                moved = base.case.settings.artifacts != current.case.settings.artifacts
                line = _line_of_setting(current, "artifacts") if moved else contract
                evidence = Evidence(Location(old), f"the artifact {old} is no longer read")
                yield Cleared(line, evidence, "artifacts" if moved else None)


def _line(
    base: JudgedByPolicy, current: JudgedByPolicy, finding: Finding, cleared_atoms: Sequence[Atom]
) -> tuple[Location, str | None]:
    """Return the line that hides a finding, and its key if it is a setting."""
    for atom in cleared_atoms:
        if atom in current.waived:
            return current.waived[atom], None
    for path in _paths(finding, cleared_atoms):
        line = current.exempting(path)
        if line is not None:
            return line, _exclude_key(current, line)
    if current.grade(finding) != base.grade(finding):
        return _line_of_setting(current, "severity", finding.rule), "severity"
    changed = _changed_settings(base, current)
    gate = next((atom[1] for atom in sorted(finding.atoms) if atom[0] == "gate"), None)
    if gate is not None and "gates" in changed:
        return _line_of_setting(current, "gates", gate), "gates"
    row = _row(base, current, finding, cleared_atoms)
    if row is not None:
        return row, None
    key = next((key for key in changed if key != "severity"), None)
    if key is not None:
        return _line_of_setting(current, key), key
    # The same rows in another order.
    return next(
        _module_rows(current, finding, cleared_atoms), current.case.architecture.contract_place
    ), None


def _changed_settings(base: JudgedByPolicy, current: JudgedByPolicy) -> tuple[str, ...]:
    """Return the keys whose values the change changes, in the order of the record."""
    before, after = base.case.settings, current.case.settings
    return tuple(
        name.replace("_", "-")
        for name in fields(after)
        if name not in _NOT_SET and getattr(before, name) != getattr(after, name)
    )


def _line_of_setting(current: JudgedByPolicy, key: str, entry: str = "") -> Location:
    """Return the line of a setting, or of an entry in it; of one that is gone, where it begins."""
    settings = current.case.settings
    for name in (*_entries(current, key, entry), key):
        if name in settings.places:
            return settings.places[name]
    if settings.path is not None:
        return Location(settings.path)
    return current.case.architecture.contract_place


def _entries(current: JudgedByPolicy, key: str, entry: str) -> Iterator[str]:
    """Yield the places of an entry: of a severity also those of its rule's name and prefixes."""
    if key != "severity":
        yield f"{key}.{entry}"
        return
    names = {rule.name for rule in current.case.rules if rule.id == entry}
    for word in sorted(current.case.settings.severity, key=len, reverse=True):
        if word.casefold() in names or entry.casefold().startswith(word.casefold()):
            yield f"severity.{word}"


def _exclude_key(current: JudgedByPolicy, line: Location | None) -> str | None:
    return "exclude" if line is not None and line.path == current.case.settings.path else None


def _paths(finding: Finding, cleared_atoms: Sequence[Atom]) -> Iterator[str]:
    """Yield the files that a cleared finding is about, the importing one first."""
    for atom in cleared_atoms or sorted(finding.atoms):
        if atom[0] in ("import", "file"):
            yield from atom[1:]
    yield finding.location.path


def _row(
    base: JudgedByPolicy, current: JudgedByPolicy, finding: Finding, cleared_atoms: Sequence[Atom]
) -> Location | None:
    """Return the row that has changed: the importer's, the imported module's, the layers.

    None where no row has changed, and so a setting must be what clears it.
    """
    if finding.task is not None and finding.contract is not None and not finding.cut:
        changed = _changed_settings(base, current)
        if not set(changed) & {"phases", "artifacts", "task-id"}:
            return finding.contract
        return None
    plans = current.case.architecture.plan.all()
    rows = [
        part.location
        for plan in plans
        for part in plan.contract
        if part.fingerprint not in base.contract
    ]
    module_rows = _module_rows(current, finding, cleared_atoms)
    return next((row for row in module_rows if row in rows), next(iter(rows), None))


def _module_rows(
    current: JudgedByPolicy, finding: Finding, cleared_atoms: Sequence[Atom]
) -> Iterator[Location]:
    """Yield the rows of the modules that a finding is about, the importer's first."""
    architecture = current.case.architecture
    owners = [architecture.owner(path) for path in _paths(finding, cleared_atoms)]
    for name in (*owners, finding.source, finding.target):
        if name is not None and name in architecture.contracts:
            yield architecture.contracts[name].row
