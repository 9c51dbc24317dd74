"""Unfinished work: open phases before the first task, and skeletons nobody has filled in."""

from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.architecture.case import Case
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace

# So many parts of a document with nothing but a template's text are one finding.
SKELETON = 3
SHOWN = 5


def settled(case: Case, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings on artifacts as they count now.

    What a phase still lacks is minor until a first task is in progress, complete or merged. Parts
    of one document with nothing but a template's text are one finding; parts that are missing, or
    hold `TBD`, are one each.
    """
    lacking = {rule.id for rule in case.rules if rule.open}
    is_open = not case.workflow.has_begun
    for finding in _skeletons(findings):
        if is_open and finding.rule in lacking:
            yield replace(finding, severity="minor")
        else:
            yield finding


def _skeletons(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings; those on unfilled parts of one document as one, at the first."""
    everything = list(findings)
    by_document: dict[tuple[str, str, str | None], list[Finding]] = {}
    for finding in everything:
        if finding.unfilled:
            by_document.setdefault(_document(finding), []).append(finding)
    for finding in everything:
        parts = by_document[_document(finding)] if finding.unfilled else []
        if len(parts) < SKELETON:
            yield finding
        elif parts[0] is finding:
            yield _as_one(parts)


def _document(finding: Finding) -> tuple[str, str, str | None]:
    return finding.rule, finding.location.path, finding.task


def _as_one(parts: Sequence[Finding]) -> Finding:
    first = parts[0]
    label = f"task {first.task}: " if first.task else ""
    more = ", …" if len(parts) > SHOWN else ""
    names = ", ".join(part.unfilled for part in parts[:SHOWN])
    return replace(
        first,
        message=f"{label}{len(parts)} parts are not filled in yet: {names}{more}",
        fix="write what is meant over each placeholder, or `N/A - <reason>`",
        atoms=frozenset(atom for part in parts for atom in part.atoms),
        severity=None if any(part.severity is None for part in parts) else first.severity,
        family=None,
    )
