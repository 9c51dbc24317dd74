"""The case of a survey, with its base."""

from kavro_lint.architecture.case import Case
from kavro_lint.model.frozen import replace
from kavro_lint.pipeline.history import HistoryContext
from kavro_lint.pipeline.request import FindingOptions
from kavro_lint.pipeline.selection import asks_for_standards
from kavro_lint.pipeline.survey import Survey
from kavro_lint.pipeline.verdict import Selection


def case_of(
    survey: Survey, context: HistoryContext, options: FindingOptions, chosen: Selection
) -> Case:
    """Return the case of a survey, with its base if it has one."""
    history = context.history
    plan = survey.architecture.plan
    if history.notes:
        # Most repositories have none.
        from kavro_lint.pipeline.history.git_notes import with_git_notes

        plan = with_git_notes(plan, survey.workflow(history))
    case = Case(
        architecture=replace(survey.architecture, plan=plan),
        settings=survey.settings,
        rules=survey.rules,
        history=history,
        today=context.today,
        reported=chosen.on,
        standards=asks_for_standards(survey, options),
    )
    if context.base is None:
        return case
    # Most runs compare with nothing.
    from kavro_lint.pipeline.base_case import read_base

    base = read_base(case, survey, context.base.tree, is_change=options.base is not None)
    return with_queried(replace(case, base=base))


def with_queried(case: Case) -> Case:
    """Limit standards to the changed files if the setting says so."""
    base = case.base
    if base is None or not case.standards or case.settings.standards != "changed":
        return case
    changed = frozenset(path for path in case.architecture.facts.languages if case.differs(path))
    sources = base.now.architecture.facts.languages
    before = frozenset(path for path in sources if case.differs(base.moved_to(path)))
    now = replace(base.now, queried=before)
    return replace(case, queried=changed, base=replace(base, now=now))
