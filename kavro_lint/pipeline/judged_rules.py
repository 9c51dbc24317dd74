"""The rules that a run has judged; a rule that was not judged must not look passed."""

from collections.abc import Collection

from kavro_lint.architecture.case import Case
from kavro_lint.checks.honesty import missing_history
from kavro_lint.model.findings import Coverage, Rule


def judged_rules(case: Case, chosen: Collection[str], coverage: Coverage) -> tuple[Rule, ...]:
    """Return the rules that were judged and are reported, sorted by id."""
    unjudged = {
        rule
        for blindness in case.history.blind
        for rule in missing_history.rules_that_need(case, blindness)
    }
    return tuple(
        rule
        for rule in case.rules
        if rule.id in chosen
        and rule.id not in unjudged
        and (rule.phase == 0 or rule.phase in coverage.phases_judged)
        and case.judges(rule)
    )
