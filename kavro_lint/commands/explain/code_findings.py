"""Findings on the code of a file or a module, without those on history and documents."""

from collections.abc import Callable

from kavro_lint.architecture import Case
from kavro_lint.model import Finding
from kavro_lint.pipeline.judge import judge
from kavro_lint.pipeline.survey import Survey

# Rules on the code's structure: their checks need neither history nor a base.
_STRUCTURE = ("KV70", "KV71")


def structure_findings(survey: Survey, concerns: Callable[[Finding], bool]) -> list[Finding]:
    """Return the findings on the structure that concern somebody, by their places."""
    names = {rule.check for rule in survey.rules if rule.id.startswith(_STRUCTURE)}
    standards = survey.settings.standards == "all"
    if standards:
        names |= {rule.check for rule in survey.rules if rule.is_standard}
    case = Case(
        survey.architecture,
        survey.settings,
        survey.rules,
        standards=standards,
        checks=frozenset(names),
    )
    return sorted(
        filter(concerns, judge(case)), key=lambda finding: (finding.location, finding.rule)
    )
