"""What a change brings: the base tree, judged by the snapshot's contract, and what is new.

Findings on code are compared with those on the base tree under the snapshot's contract, so
that tightening a rule reports nothing on untouched code; findings on artifacts with those that
the base's own artifacts have. Both are followed through renames.
See docs/contract.md#34-the-comparison.
"""

from collections.abc import Iterable, Iterator

from kavro_lint.architecture import BaseTree, Case
from kavro_lint.checks import checks, provider_of
from kavro_lint.model import Atom, Finding
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.judge import findings_of

Mark = tuple[str, Atom]


@frozen(eq=False)
class Known:
    """What the base tree has: its findings, and all marks (rule and atom) of drift."""

    findings: tuple[Finding, ...]
    marks: frozenset[Mark]


def known_before(base: BaseTree) -> Known:
    """Judge the base tree: its code by the snapshot's contract, its artifacts by their own."""
    findings = (*findings_of(base.now, "code"), *findings_of(base.own, "artifacts"))
    return Known(findings, frozenset(_marks(base, findings)))


def known_by_base(base: BaseTree) -> Known:
    """Judge the base tree by its own policy alone."""
    own = replace(base, now=base.own)
    findings = tuple(findings_of(base.own, "code", "artifacts"))
    return Known(findings, frozenset(_marks(own, findings)))


def _marks(base: BaseTree, findings: Iterable[Finding]) -> Iterator[Mark]:
    """Yield what the base tree has, at the paths of the snapshot."""
    for finding in findings:
        for atom in finding.atoms:
            for rule in (finding.rule, *finding.also):
                yield rule, _moved(base, atom)
    for check in checks():
        for rule, atom in check.known(base.now if check.needs == "graph" else base.own):
            yield rule, _moved(base, atom)


def new_part(finding: Finding, case: Case, known: Known) -> Finding | None:
    """Return what is new of a finding, or None where all of it was there before."""
    if not finding.atoms or is_blind(case, finding):
        return finding
    new = frozenset(atom for atom in finding.atoms if (finding.rule, atom) not in known.marks)
    return provider_of(finding.rule).narrowed(finding, new, case) if new else None


def gone(case: Case, base: BaseTree, known: Known) -> Iterator[Finding]:
    """Yield what the base tree was found to have and the snapshot has not.

    What is left of a finding is not gone: a shorter cycle, a longer way round, a folder with
    fewer undeclared files.
    """
    now = {
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
        then = replace(finding, atoms=frozenset(_moved(base, atom) for atom in atoms))
        if not any((finding.rule, mark) in now for mark in check.identity(then)):
            yield finding


def is_blind(case: Case, finding: Finding) -> bool:
    """Whether a finding is about this run rather than a state: never known from before."""
    return any(rule.blind for rule in case.rules if rule.id == finding.rule)


def _moved(base: BaseTree, atom: Atom) -> Atom:
    return tuple(base.moved_to(part) for part in atom)
