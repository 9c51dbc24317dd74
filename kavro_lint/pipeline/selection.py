"""The user's options → the selection of findings to report."""

from collections.abc import Sequence

from kavro_lint.checks.honesty import missing_history
from kavro_lint.config.owners import named_owners, owners_of
from kavro_lint.config.rulebook import select, severities_of
from kavro_lint.model.findings import Rule
from kavro_lint.pipeline.opening import place_of
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.survey import Survey
from kavro_lint.pipeline.verdict import Selection


def selection(survey: Survey, options: FindingOptions) -> Selection:
    """Return what is reported. Raises CannotJudge for a rule, path or owner that does not exist."""
    settings, rules = survey.settings, survey.rules
    severities = severities_of(rules, settings.severity)
    selected = _selected_ids(rules, options.select) or frozenset(rule.id for rule in rules)
    return Selection(
        # Whoever asks for a rule that could not be judged must hear of it.
        rules=selected.union(missing_history.RULES) - _selected_ids(rules, options.ignore),
        places=tuple(place_of(survey, path) for path in options.paths),
        severities=severities,
        fail_on=options.fail_on or settings.fail_on,
        owners=owners_of(survey.snapshot),
        owned_by=named_owners(survey.snapshot, options.owners),
    )


def asks_for_standards(survey: Survey, options: FindingOptions) -> bool:
    """Whether standards are judged: the setting is on, or a word of `--select` names only them."""
    if survey.settings.standards != "off":
        return True
    standards = {rule.id for rule in survey.rules if rule.is_standard}
    return any(select(survey.rules, [word]) <= standards for word in options.select)


def _selected_ids(rules: Sequence[Rule], words: Sequence[str]) -> frozenset[str]:
    return select(rules, words) if words else frozenset()
