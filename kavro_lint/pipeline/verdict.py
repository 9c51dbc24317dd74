"""Findings → report: what is reported, how severe it is, and the verdict."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kavro_lint.cache.hashing import sha256
from kavro_lint.model.agreement import Waiver
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.findings import (
    SEVERITIES,
    Coverage,
    Finding,
    Judged,
    Report,
    Rule,
    Severity,
    Verdict,
)
from kavro_lint.model.frozen import field, frozen, replace


@frozen
class Selection:
    """What is reported. `rules` are ids, `places` repository paths (a folder ends in `/`).

    Empty `places` mean everywhere; `severities` override by rule id, None is *off*; `owners`
    gives those who answer for a path, and only what is `owned_by` one of those is reported,
    where any are named. `always_fails_on` is `fail_on` for single rules.
    """

    rules: frozenset[str]
    places: tuple[str, ...] = ()
    severities: Mapping[str, Severity | None] | None = None
    fail_on: str = "major"
    owners: Callable[[str], tuple[str, ...]] = lambda path: ()
    owned_by: frozenset[str] = frozenset()
    always_fails_on: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> frozenset[str]:
        """The rules that are reported and not off."""
        off = {rule for rule, grade in (self.severities or {}).items() if grade is None}
        return self.rules - off


@frozen
class Standing:
    """What the base's judging finds, and by which rules and selection it is graded."""

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    selection: Selection


@frozen
class Outcome:
    """What a run has found: new findings, those a decision waives (with its path), known ones.

    `ending` are exceptions in use that end soon; `base` is the commit compared with;
    `standing` is what the base's judging finds, where that stands too.
    """

    fresh: tuple[Finding, ...]
    waived: tuple[tuple[Finding, str], ...] = ()
    known: tuple[Finding, ...] = ()
    ending: tuple[Waiver, ...] = ()
    base: str | None = None
    standing: Standing | None = None


def report(
    snapshot: Snapshot,
    outcome: Outcome,
    rules: Sequence[Rule],
    selection: Selection,
    coverage: Coverage,
) -> Report:
    """Judge the findings: select, grade, name and sort them; then the verdict."""
    known_rules = {rule.id: rule for rule in rules}
    occurrences: dict[str, int] = {}
    judged = tuple(_judged(outcome.fresh, known_rules, selection, occurrences))
    if outcome.standing is not None:
        judged = _with_standing(judged, outcome.standing)
    decision_paths = {id(finding): path for finding, path in outcome.waived}
    waived_findings = [finding for finding, _ in outcome.waived]
    all_waived = (
        replace(waived, waived_by=decision_paths[id(waived.finding)], blocks=False)
        for waived in _judged(waived_findings, known_rules, selection, occurrences)
    )
    reported = {finding.fingerprint for finding in judged}
    blocking = [finding for finding in judged if finding.blocks]
    verdict: Verdict = "BLOCK" if blocking else "FLAG" if judged else "PASS"
    return Report(
        snapshot_kind=snapshot.kind,
        commit=snapshot.commit,
        base=outcome.base,
        verdict=verdict,
        coverage=coverage,
        findings=judged,
        waived=tuple(waived for waived in all_waived if waived.fingerprint not in reported),
        known=sum(1 for _ in _judged(outcome.known, known_rules, selection, {})),
        ending=outcome.ending,
        blind=bool(blocking) and all(finding.rule.blind for finding in blocking),
    )


def _with_standing(judged: tuple[Judged, ...], standing: Standing) -> tuple[Judged, ...]:
    """Add the findings of the base's judging, and let the more severe of two grades count."""
    rules = {rule.id: rule for rule in standing.rules}
    by_fingerprint = {finding.fingerprint: finding for finding in judged}
    for by_base in _judged(standing.findings, rules, standing.selection, {}):
        reported = by_fingerprint.get(by_base.fingerprint, by_base)
        graver = max(reported, by_base, key=lambda finding: SEVERITIES.index(finding.severity))
        blocks = reported.blocks or by_base.blocks
        by_fingerprint[by_base.fingerprint] = replace(
            reported, severity=graver.severity, blocks=blocks, waived_by=None
        )
    return tuple(sorted(by_fingerprint.values(), key=lambda finding: _order(finding.finding)))


def stricter(first: str, second: str) -> str:
    """Return the stricter of two values of `fail-on`."""
    order: tuple[str, ...] = (*SEVERITIES, "never")
    return min(first, second, key=order.index)


def graded(
    findings: Iterable[Finding], rules: Sequence[Rule], selection: Selection
) -> Iterator[Judged]:
    """Yield the selected ones of findings as they are reported, sorted."""
    yield from _judged(findings, {rule.id: rule for rule in rules}, selection, {})


def _blocks(severity: Severity, fail_on: str) -> bool:
    grades: tuple[str, ...] = SEVERITIES
    return fail_on != "never" and grades.index(severity) >= grades.index(fail_on)


def _judged(
    findings: Iterable[Finding],
    rules: Mapping[str, Rule],
    selection: Selection,
    occurrences: dict[str, int],
) -> Iterator[Judged]:
    overrides = selection.severities or {}
    for finding in sorted(findings, key=_order):
        rule = rules[finding.rule]
        severity = overrides.get(rule.id, finding.severity or rule.severity)
        # Counted before the selection, so that a fingerprint does not depend on it.
        fingerprint = _fingerprint(finding, occurrences)
        if severity is None or rule.id not in selection.rules:
            continue
        # Whoever asks for less must still hear that nothing could be judged.
        if rule.blind or _is_in(finding.location.path, selection.places):
            owners = selection.owners(finding.location.path)
            if selection.owned_by.isdisjoint(owners) and not _is_for_all(rule, selection):
                continue
            fail_on = selection.always_fails_on.get(rule.id, selection.fail_on)
            blocks = _blocks(severity, fail_on)
            yield Judged(finding, rule, severity, fingerprint, owners, blocks=blocks)


def _is_for_all(rule: Rule, selection: Selection) -> bool:
    return not selection.owned_by or rule.blind


def _order(finding: Finding) -> tuple[str, int, str, int, str, str]:
    place = finding.location
    return place.path, place.line, finding.rule, place.column, finding.target or "", finding.message


def _is_in(path: str, places: tuple[str, ...]) -> bool:
    return not places or any(
        path == place or (place.endswith("/") and path.startswith(place)) or place == ""
        for place in places
    )


def _fingerprint(finding: Finding, occurrences: dict[str, int]) -> str:
    """Identify a finding by what it is rather than where: without lines, unique in a report."""
    parts = [finding.rule, finding.source or "", finding.target or "", finding.location.path]
    parts += ["\x1f".join(atom) for atom in sorted(finding.atoms)]
    identity = "\x1e".join(parts)
    occurrences[identity] = occurrences.get(identity, 0) + 1
    text = f"{identity}\x1e{occurrences[identity]}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
