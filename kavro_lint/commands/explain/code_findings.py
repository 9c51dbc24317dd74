"""Findings on the code of a file or a module, without those on history and documents."""

from collections.abc import Callable, Iterable

from kavro_lint.architecture.case import Case
from kavro_lint.cache.known_paths import Unsure
from kavro_lint.checks import checks_on_code
from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.survey import Kept, Survey


def structure_findings(
    survey: Survey, concerns: Callable[[Finding], bool], text: str = ""
) -> list[Finding]:
    """Return the findings on the structure that concern somebody, by their places.

    All that do mention the text. Raises Unsure where they are neither known nor can be judged.
    """
    findings = _judged(survey) if survey.kept is None else _kept(survey.kept, text)
    return sorted(
        filter(concerns, findings),
        key=lambda finding: (finding.location, finding.rule, finding.target or "", finding.message),
    )


def _judged(survey: Survey) -> Iterable[Finding]:
    from kavro_lint.pipeline.judge import judge

    with_standards = survey.settings.standards == "all"
    case = Case(
        survey.architecture,
        survey.settings,
        survey.rules,
        standards=with_standards,
        checks=checks_on_code(survey.rules, with_standards=with_standards),
    )
    return judge(case)


def _kept(kept: Kept, text: str) -> Iterable[Finding]:
    """Return what was kept of findings that mention a text. Raises Unsure."""
    try:
        findings = None if kept.findings is None else kept.findings(text)
    except ValueError:
        findings = None
    if findings is None:
        raise Unsure
    return findings
