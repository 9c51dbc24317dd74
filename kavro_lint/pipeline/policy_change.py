"""The snapshot under the base's policy: what the change's own one clears.

See docs/contract.md#32-what-decides-about-a-change.
"""

from collections.abc import Mapping

from kavro_lint.architecture.case import Case, content_fingerprint
from kavro_lint.artifacts import read_plan
from kavro_lint.checks.documents.blueprint import unreadable_blueprint
from kavro_lint.model.frozen import replace
from kavro_lint.model.plan import Plan
from kavro_lint.pipeline.cases import with_queried
from kavro_lint.pipeline.history import HistoryContext
from kavro_lint.pipeline.history.git_notes import with_git_notes
from kavro_lint.pipeline.history.loosening import paths_by_agents
from kavro_lint.pipeline.judge import findings_of
from kavro_lint.pipeline.survey import Survey, arrange, facts_of


def by_base(case: Case, survey: Survey) -> tuple[Case | None, tuple[str, ...]]:
    """Return the case under the base's policy, with its findings; None where it is the same.

    The second part is what a reader must know.
    """
    base = case.base
    if base is None or not base.is_change:
        return None, ()
    if not any(plan.blueprint for plan in base.own.architecture.plan.all()):
        if not any(plan.blueprint for plan in case.architecture.plan.all()):
            return None, ()
        return None, ("The base has no blueprint: this is adoption, no policy was compared.",)
    if base.broken is not None:
        problem = f"The base's configuration cannot be read ({base.broken}): "
        return None, (f"{problem}the snapshot's configuration was used.",)
    unread = unreadable_blueprint(base.own.architecture.plan)
    if unread is not None:
        problem = f"The base's blueprint cannot be read ({unread.message}): "
        return None, (f"{problem}no policy was compared.",)
    if _policy_inputs(base.own) == _policy_inputs(case) and not case.no_longer_governed():
        return None, ()
    judged_by_base = with_queried(_by_base(case, base.own, survey))
    documents = _documents_by_base(judged_by_base, case, survey)
    findings = (
        *findings_of(judged_by_base, "file", "code", "graph", "change"),
        *findings_of(documents, "artifacts", "change"),
    )
    return replace(judged_by_base, findings=tuple(dict.fromkeys(findings))), ()


def with_base_policy(
    case: Case, judged_by_base: Case, survey: Survey, context: HistoryContext
) -> Case:
    """Return the case with what the base's policy finds, and which files agents changed."""
    agents: Mapping[str, str] = {}
    if context.base is not None and case.snapshot.commit is not None:
        repository, tip = survey.repository, case.snapshot.commit
        agents = paths_by_agents(repository, tip, context.base, context.governing)
    history = replace(case.history, loosening_agents=agents)
    return replace(case, history=history, by_base=judged_by_base)


def _policy_inputs(case: Case) -> tuple[object, ...]:
    architecture = case.architecture
    snapshot = case.snapshot
    attributes = {
        path: content_fingerprint(snapshot, path)
        for path in snapshot.sources
        if path.rpartition("/")[2] == ".gitattributes"
    }
    pages = {rule.origin: rule.text for rule in case.rules if rule.origin is not None}
    plans = architecture.plan.all()
    return (
        replace(case.settings, places={}),
        attributes,
        pages,
        [plan.documents.get(plan.blueprint or "") for plan in plans],
        [decision for plan in plans for decision in plan.decisions if decision.waivers],
        [(task.id, task.scope) for plan in plans for task in plan.tasks],
        {path for plan in plans for path in plan.documents},
    )


def _by_base(case: Case, base: Case, survey: Survey) -> Case:
    """Return the snapshot under the base's contract, settings, attributes and scopes."""
    settings = base.settings
    plan = _contract_with_current_work(base.architecture.plan, case.architecture.plan)
    same = settings.sources == case.settings.sources
    facts = case.architecture.facts if same else facts_of(case.snapshot, settings, survey.cache)
    architecture = arrange(case.snapshot, plan, facts, settings, base.snapshot)
    standards = case.standards or settings.standards != "off"
    return replace(
        case,
        settings=settings,
        rules=base.rules,
        architecture=architecture,
        standards=standards,
        findings=(),
    )


def _documents_by_base(judged_by_base: Case, case: Case, survey: Survey) -> Case:
    """Return the snapshot's own documents under the base's settings.

    Where the folder of artifacts has moved with what is in it, it is read where it is now.
    """
    base = case.base.own if case.base is not None else case
    settings = base.settings
    old, new = base.architecture.plan.blueprint, case.architecture.plan.blueprint
    if case.base is not None and old is not None and case.base.moved_to(old) == new:
        settings = replace(settings, artifacts=case.settings.artifacts)
    base_keys = (settings.artifacts, settings.task_id, settings.decisions)
    own = case.settings
    if base_keys == (own.artifacts, own.task_id, own.decisions):
        plan = case.architecture.plan
    else:
        plan = read_plan(case.snapshot, *base_keys)
        plan = with_git_notes(plan, survey.workflow(case.history))
    facts = judged_by_base.architecture.facts
    architecture = arrange(case.snapshot, plan, facts, settings, base.snapshot)
    return replace(judged_by_base, settings=settings, architecture=architecture)


def _contract_with_current_work(base: Plan, current: Plan) -> Plan:
    """Return the base's contract with the snapshot's work: states, notes and approvals."""
    current_plans = {plan.root: plan for plan in current.all()}

    def merged(plan: Plan) -> Plan:
        current_plan = current_plans.get(plan.root)
        children = tuple(merged(child) for child in plan.children)
        if current_plan is None:
            return replace(plan, children=children)
        scopes = {task.id: task.scope for task in plan.tasks}
        tasks = tuple(
            replace(task, scope=scopes.get(task.id, task.scope)) for task in current_plan.tasks
        )
        return replace(
            plan,
            tasks=tasks,
            notes=current_plan.notes,
            approvals=current_plan.approvals,
            status=current_plan.status,
            phases={**plan.phases, **current_plan.phases},
            problems=(),
            children=children,
        )

    return merged(base)
