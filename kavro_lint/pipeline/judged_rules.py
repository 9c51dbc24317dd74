"""Which rules a run has judged: a rule that was not may never look as if it had passed."""

from kavro_lint.architecture import Work
from kavro_lint.checks.history import commits, gates
from kavro_lint.checks.history import rewritten_documents as amendments
from kavro_lint.checks.honesty import missing_history as blindness
from kavro_lint.checks.honesty import policy
from kavro_lint.checks.tasks import specs as tasks
from kavro_lint.checks.tasks import validation
from kavro_lint.model import Coverage, Rule
from kavro_lint.pipeline.history import Past
from kavro_lint.pipeline.survey import Survey
from kavro_lint.pipeline.verdict import Selection

# Judged with a base; on its commits; and on tasks, once the workflow is followed.
# See docs/contract.md#1-artifacts.
ON_A_CHANGE = frozenset({*gates.RULES, *amendments.RULES, *policy.RULES})
ON_COMMITS = frozenset(commits.RULES)
ON_TASKS = frozenset({*commits.RULES, *validation.RULES, *tasks.RULES})
ON_WORKFLOW = frozenset({"KV202", "KV210", "KV214"})


def judged_rules(
    survey: Survey,
    past: Past,
    chosen: Selection,
    coverage: Coverage,
    *,
    standards: bool,
    change: bool,
) -> tuple[Rule, ...]:
    """Return the rules that were judged and are reported, sorted by id.

    `standards` and `change` say whether shipped standards, and a change, were to be judged.
    """
    if past.missing is not None:
        return tuple(rule for rule in survey.rules if rule.id in blindness.RULES)
    work = Work(survey.architecture, past.history, survey.settings.phases)
    off = {rule for rule, grade in (chosen.severities or {}).items() if grade is None}
    out = off | {rule for blind in past.history.blind for rule in blind.rules}
    if past.base is None or not change:
        out |= ON_A_CHANGE
    if past.history.judged is None:
        out |= ON_COMMITS
    if not work.judges_merges:
        out |= ON_TASKS
    if not work.follows_workflow:
        out |= ON_WORKFLOW - ({"KV202", "KV214"} if 2 in (work.asked or ()) else set())
    return tuple(
        rule
        for rule in survey.rules
        if rule.id in chosen.rules - out
        and (rule.phase == 0 or rule.phase in coverage.phases_judged)
        and (rule.check != "standards" or standards or rule.origin is not None)
    )
