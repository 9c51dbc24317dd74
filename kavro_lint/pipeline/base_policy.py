"""Findings of the base's policy that count beside those of the change's own.

See docs/contract.md#32-what-decides-about-a-change.
"""

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.exceptions import waive
from kavro_lint.checks.honesty import policy
from kavro_lint.config.rulebook import severities_of
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.comparison import known_by_base, new_part
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.selection import selection
from kavro_lint.pipeline.survey import Survey
from kavro_lint.pipeline.verdict import Selection, Standing, stricter


def with_base_grades(chosen: Selection, case: Case) -> Selection:
    """Return a selection in which the base decides the severity of KV006.

    Else a change would switch off what reports it.
    """
    if case.by_base is None:
        return chosen
    base = severities_of(case.by_base.rules, case.by_base.settings.severity)
    other_grades = {rule: grade for rule, grade in (chosen.severities or {}).items()
           if rule not in policy.RULES}  # fmt: skip
    policy_grades = {rule: base[rule] for rule in policy.RULES if rule in base}
    return replace(chosen, severities={**other_grades, **policy_grades}, always_fails_on={
        rule: stricter(chosen.fail_on, case.by_base.settings.fail_on) for rule in policy.RULES
    })  # fmt: skip


def hidden_loosening(case: Case, chosen: Selection) -> tuple[str, ...]:
    """Return a remark if the base itself switches KV006 off, else ()."""
    grades = chosen.severities or {}
    if any(grades.get(rule, "minor") is not None for rule in policy.RULES):
        return ()
    count = len(policy.loosened_lines(case))
    lines = (
        "1 line of this change loosens" if count == 1 else f"{count} lines of this change loosen"
    )
    return (f"The base switches KV006 off: {lines} the policy.",) if count else ()


def standing_verdict(case: Case, survey: Survey, options: FindingOptions) -> Standing | None:
    """Return the new findings of the base's judging, with its grades, where they stand.

    None where they do not: no approvers, or all that is loosened is approved.
    """
    by_base, base = case.by_base, case.base
    if by_base is None or base is None:
        return None
    findings = policy.standing(case)
    if not findings:
        return None
    known = None if options.all else known_by_base(base)
    unwaived = waive(by_base, findings).unwaived
    new: list[Finding] = []
    for finding in unwaived:
        part = finding if known is None else new_part(finding, by_base, known)
        new += [part] if part is not None else []
    base_selection = selection(
        replace(survey, settings=by_base.settings, rules=by_base.rules), options
    )
    return Standing(tuple(new), by_base.rules, base_selection)
