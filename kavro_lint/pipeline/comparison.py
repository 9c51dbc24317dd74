"""New and known findings of a change: those of the snapshot compared with the base tree's.

Findings on code are compared with those on the base tree under the snapshot's contract, so
that tightening a rule reports nothing on untouched code; findings on artifacts with those that
the base's own artifacts have. Both are followed through renames.
See docs/contract.md#34-the-comparison.
"""

from collections.abc import Iterable, Iterator

from kavro_lint.architecture.case import BaseTree, Case
from kavro_lint.checks import checks, provider_of
from kavro_lint.model.findings import Atom, Finding
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.places import Location
from kavro_lint.pipeline.judge import findings_of

Mark = tuple[str, Atom]


@frozen(eq=False)
class Known:
    """What the base tree has: its findings, and all marks (rule and atom) of drift.

    `statements` are those of the snapshot, by rule and dependency, that the base tree had too.
    """

    findings: tuple[Finding, ...]
    marks: frozenset[Mark]
    statements: frozenset[tuple[Mark, Location]] = frozenset()


def known_before(base: BaseTree, now: Iterable[Finding]) -> Known:
    """Judge the base tree: its code by the snapshot's contract, its artifacts by their own.

    `now` are the findings on the snapshot.
    """
    documents = base.documents or base.own
    findings = (*findings_of(base.now, "file", "code"), *findings_of(documents, "artifacts"))
    return known_by(base, findings, now)


def known_by(base: BaseTree, findings: tuple[Finding, ...], now: Iterable[Finding]) -> Known:
    """Return findings, marks and statements of the base tree, whose findings are given."""
    marks = frozenset(_marks(base, findings))
    return Known(findings, marks, frozenset(_known_statements(base, findings, now, marks)))


def _known_statements(
    base: BaseTree, before: Iterable[Finding], now: Iterable[Finding], marks: frozenset[Mark]
) -> Iterator[tuple[Mark, Location]]:
    """Yield as many statements of each dependency as the base tree had.

    Where there are more now, those count as known that are worded as before, then those of the
    same file, then the first.
    """
    wordings_before: dict[Mark, dict[Location, str]] = {}
    for finding in before:
        if finding.dependency is not None:
            for rule in (finding.rule, *finding.also):
                mark = rule, _moved(base, finding.dependency)
                wordings_before.setdefault(mark, {})[finding.location] = _wording(finding)
    places_now: dict[Mark, dict[Location, tuple[bool, bool, Location]]] = {}
    for finding in now:
        mark = finding.rule, finding.dependency or ()
        if mark in wordings_before:
            same_words = _wording(finding) in wordings_before[mark].values()
            same_file = all((finding.rule, atom) in marks for atom in finding.atoms)
            order = not same_words, not same_file, finding.location
            places = places_now.setdefault(mark, {})
            places[finding.location] = min(order, places.get(finding.location, order))
    for mark, places in places_now.items():
        for place in sorted(places, key=places.__getitem__)[: len(wordings_before[mark])]:
            yield mark, place


def _wording(finding: Finding) -> str:
    return finding.evidence[0].text if finding.evidence else ""


def known_by_base(base: BaseTree) -> Known:
    """Judge the base tree by its own policy alone."""
    by_own_policy = replace(base, now=base.own)
    findings = tuple(findings_of(base.own, "file", "code", "artifacts"))
    return Known(findings, frozenset(_marks(by_own_policy, findings)))


def _marks(base: BaseTree, findings: Iterable[Finding]) -> Iterator[Mark]:
    """Yield the marks of the base tree, at the paths of the snapshot."""
    for finding in findings:
        for atom in finding.atoms:
            for rule in (finding.rule, *finding.also):
                yield rule, _moved(base, atom)
    for check in checks(base.now.checks):
        for rule, atom in check.known(base.now if check.needs == "graph" else base.own):
            yield rule, _moved(base, atom)


def new_part(finding: Finding, case: Case, known: Known) -> Finding | None:
    """Return the new part of a finding, None if all of it is known."""
    if not finding.atoms or is_blind(case, finding):
        return finding
    if finding.dependency is not None:
        statement = (finding.rule, finding.dependency), finding.location
        return None if statement in known.statements else finding
    new = frozenset(atom for atom in finding.atoms if (finding.rule, atom) not in known.marks)
    if not new:
        return None
    return provider_of(finding.rule, case.checks).narrowed(finding, new, case)


def fixed_findings(case: Case, base: BaseTree, known: Known) -> Iterator[Finding]:
    """Yield the findings of the base tree that the snapshot no longer has.

    What is left of a finding is not gone: a shorter cycle, a longer way round, a folder with
    fewer undeclared files.
    """
    marks_now = {
        (rule, mark)
        for finding in case.findings
        for rule in (finding.rule, *finding.also)
        for mark in provider_of(finding.rule).identity(finding)
    }
    for finding in (*known.findings, *findings_of(base.now, "graph")):
        check = provider_of(finding.rule)
        atoms = frozenset(atom for atom in finding.atoms if check.was_drift(atom, base))
        if not atoms or is_blind(case, finding):
            continue
        moved = replace(
            finding,
            atoms=frozenset(_moved(base, atom) for atom in atoms),
            dependency=_moved(base, finding.dependency) if finding.dependency else None,
        )
        if not any((finding.rule, mark) in marks_now for mark in check.identity(moved)):
            yield finding


def is_blind(case: Case, finding: Finding) -> bool:
    """Whether a finding is about the run rather than the state, so that it is never known."""
    return any(rule.blind for rule in case.rules if rule.id == finding.rule)


def _moved(base: BaseTree, atom: Atom) -> Atom:
    return tuple(base.moved_to(part) for part in atom)
