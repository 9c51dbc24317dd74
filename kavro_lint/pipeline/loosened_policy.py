"""The snapshot judged once more, with the base's policy: what the change's own one clears."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.architecture import Work
from kavro_lint.checks.honesty import policy
from kavro_lint.checks.honesty.exceptions import Waiving
from kavro_lint.checks.honesty.policy import Policy
from kavro_lint.errors import CannotJudge
from kavro_lint.model import Finding, Location, Plan, Severity, Unreadable
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.comparison import OF_CODE, Before
from kavro_lint.pipeline.selection import severities_of
from kavro_lint.pipeline.survey import Survey, arrange, exempting_line, facts_of, rules_of

# Atoms of findings that a policy can clear: about code, commits, gates. What is found about
# the policy's own lines (an unused permission) is gone with the line, and nothing is loosened.
CLEARED = OF_CODE | {"commit", "gate"}


@frozen
class Judging:
    """How a policy judges: `find` yields all findings by it, `waive` sets some apart."""

    find: Callable[[Survey], Iterable[Finding]]
    waive: Callable[[Survey, Iterable[Finding]], Waiving]


def loosened(
    work: Work, survey: Survey, before: Before, own: Waiving, judging: Judging
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return KV006 for each line that clears something, and what is to be said beside.

    `own` are the findings by the change's own policy.
    """
    base = before.own
    if not any(plan.blueprint for plan in base.architecture.plan.all()):
        if not any(plan.blueprint for plan in survey.architecture.plan.all()):
            return (), ()
        return (), ("The base has no blueprint: this is adoption, no policy was compared.",)
    if before.broken is not None:
        said = f"The base's configuration cannot be read ({before.broken}): "
        return (), (f"{said}it was judged by the snapshot's.",)
    broken = [
        problem
        for plan in base.architecture.plan.all()
        for problem in plan.problems
        if problem.rule == "KV001" and problem.location.path == plan.blueprint
    ]
    if broken:
        said = f"The base's blueprint cannot be read ({broken[0].message}): "
        return (), (f"{said}no policy was compared.",)
    if _is_same(base, survey):
        return (), ()
    other = _by_base(survey, before)
    their = judging.waive(other, judging.find(other))
    found = policy.findings(
        work,
        _policy(other, their),
        _policy(survey, own),
        before.moved,
    )
    return tuple(found), ()


def _is_same(base: Survey, own: Survey) -> bool:
    """Whether nothing that a policy is made of differs."""
    return _made_of(base) == _made_of(own)


def _made_of(survey: Survey) -> tuple[object, ...]:
    architecture = survey.architecture
    snapshot = survey.snapshot
    attributes = {
        path: survey.fingerprint(path)
        for path in snapshot.sources
        if path.rpartition("/")[2] == ".gitattributes"
    }
    pages = {rule.origin: rule.text for rule in survey.rules if rule.origin is not None}
    plans = architecture.plan.all()
    return (
        replace(survey.settings, places={}),
        attributes,
        pages,
        [plan.documents.get(plan.blueprint or "") for plan in plans],
        [decision for plan in plans for decision in plan.decisions if decision.waivers],
        [(task.id, task.scope) for plan in plans for task in plan.tasks],
        {path for plan in plans for path in plan.documents},
    )


def _by_base(survey: Survey, before: Before) -> Survey:
    """Return the snapshot under the base's contract, settings, attributes and scopes."""
    base = before.own
    settings = base.settings
    try:
        rules = rules_of(base.snapshot, settings)
    except CannotJudge:
        rules = survey.rules
    plan = _under(base.architecture.plan, survey.architecture.plan)
    same = settings.sources == survey.settings.sources
    facts = survey.architecture.facts if same else facts_of(survey.snapshot, settings, survey.cache)
    architecture = arrange(survey.snapshot, plan, facts, settings, base.snapshot)
    return replace(survey, settings=settings, rules=rules, architecture=architecture)


def _under(base: Plan, own: Plan) -> Plan:
    """Return the base's contract with the snapshot's work: states, notes and approvals."""
    owns = {plan.root: plan for plan in own.all()}

    def mixed(plan: Plan) -> Plan:
        mine = owns.get(plan.root)
        children = tuple(mixed(child) for child in plan.children)
        if mine is None:
            return replace(plan, children=children)
        scopes = {task.id: task.scope for task in plan.tasks}
        tasks = tuple(replace(task, scope=scopes.get(task.id, task.scope)) for task in mine.tasks)
        return replace(
            plan,
            tasks=tasks,
            notes=mine.notes,
            approvals=mine.approvals,
            status=mine.status,
            phases={**plan.phases, **mine.phases},
            problems=(),
            children=children,
        )

    return mixed(base)


def _policy(survey: Survey, waiving: Waiving) -> Policy:
    grades: Mapping[str, Severity | None] = severities_of(survey)
    shipped = {rule.id: rule.severity for rule in survey.rules}

    def grade(finding: Finding) -> Severity | None:
        return grades.get(finding.rule, finding.severity or shipped[finding.rule])

    exempting = exempting_line(survey)
    return Policy(
        architecture=survey.architecture,
        findings=tuple(_clearable(waiving.kept)),
        grade=grade,
        fail_on=survey.settings.fail_on,
        waived={
            atom: each.waiver.location for each in waiving.waived for atom in each.finding.atoms
        },
        exempting=exempting,
        settings=survey.settings.places,
        text=lambda place: line_of(survey, place),
    )


def _clearable(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if all(atom[0] in CLEARED for atom in finding.atoms):
            yield finding


def line_of(survey: Survey, place: Location) -> str:
    """Return the text of a line of the snapshot, "" where it cannot be read."""
    try:
        content = survey.snapshot.read(place.path)
    except (KeyError, Unreadable):
        return ""
    lines = content.decode("utf-8", "replace").splitlines()
    return lines[place.line - 1] if place.line <= len(lines) else ""
