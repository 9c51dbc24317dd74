"""Open phases: what a phase lacks before the first task has begun."""

from collections.abc import Iterable, Iterator

from kavro_lint.architecture import Case
from kavro_lint.model import Finding
from kavro_lint.model.frozen import replace


def settled(case: Case, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings on artifacts as they count now.

    What a phase still lacks is minor until a first task is in progress, complete or merged.
    """
    lacking = {rule.id for rule in case.rules if rule.open}
    is_open = not case.workflow.has_begun
    for finding in findings:
        if is_open and finding.rule in lacking:
            yield replace(finding, severity="minor")
        else:
            yield finding
