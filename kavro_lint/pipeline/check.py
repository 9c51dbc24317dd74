"""The pipeline: git → snapshot → facts → architecture → findings → report."""

from collections.abc import Iterator, Mapping

from kavro_lint.architecture.approvals import recorded
from kavro_lint.architecture.case import Case
from kavro_lint.architecture.coverage import coverage_of
from kavro_lint.architecture.exceptions import Waiving, waive
from kavro_lint.checks import checks, see_that_all_are_provided
from kavro_lint.checks.honesty import missing_history
from kavro_lint.checks.module_families import family_names, with_families
from kavro_lint.git.history import HistoryMissing
from kavro_lint.languages.reading import Progress
from kavro_lint.model.findings import Coverage, Finding, Judged, Report
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.history import Blindness
from kavro_lint.pipeline.cases import case_of
from kavro_lint.pipeline.history import HistoryContext, read_history_context
from kavro_lint.pipeline.judge import judge, judge_findings
from kavro_lint.pipeline.judged_rules import judged_rules
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.selection import selection
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.pipeline.verdict import Outcome, Selection, graded, report

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.comparison import Known

STANDS = (
    "The base names approvers, but no approval covers this change of policy, so findings "
    "of the base's policy are reported too."
)


@frozen
class Examined:
    """A report and everything it was made from.

    `case` holds the findings on the snapshot, known and waived ones too, and the base tree;
    `fixed` holds the findings of the base that the snapshot no longer has, on request. `outcome`
    is what was found, `chosen` what of it is reported, None where nothing could be judged; `known`
    is what was there before, None where nothing was compared.
    """

    report: Report
    survey: Survey
    context: HistoryContext
    case: Case
    fixed: tuple[Judged, ...] = ()
    outcome: Outcome | None = None
    chosen: Selection | None = None
    known: "Known | None" = None


def import_checks() -> None:
    """Import every check early, such as while another process reads."""
    checks()


def check(
    request: Request, options: FindingOptions, progress: Progress = lambda done, of: None
) -> Report:
    """Run the whole lint. Raises CannotJudge for what must be fixed first."""
    return judged(read(request, progress), options)


def judged(survey: Survey, options: FindingOptions) -> Report:
    """Judge a survey and return the report. Raises CannotJudge."""
    return examined(survey, options).report


def examine(
    request: Request,
    options: FindingOptions,
    progress: Progress = lambda done, of: None,
    *,
    with_fixed: bool = False,
) -> Examined:
    """Run the whole lint, and return it with what it was made from. Raises CannotJudge."""
    return examined(read(request, progress), options, with_fixed=with_fixed)


def examined(survey: Survey, options: FindingOptions, *, with_fixed: bool = False) -> Examined:
    """Take a survey to a report, one step after the other."""
    see_that_all_are_provided(survey.rules)
    context = read_history_context(survey, options.base)
    chosen = selection(survey, options)
    if context.missing is not None:
        return _blind(survey, context, context.missing, chosen)
    case = case_of(survey, context, options, chosen)
    return examined_case(survey, context, case, options, with_fixed=with_fixed)


def examined_case(
    survey: Survey,
    context: HistoryContext,
    case: Case,
    options: FindingOptions,
    *,
    with_fixed: bool = False,
) -> Examined:
    """Judge a case by its own policy and by its base's, and compare it with its base."""
    chosen = selection(survey, options)
    case = replace(case, findings=judge(case))
    if case.base is None:
        outcome = _outcome(case, waive(case, case.findings), judge_findings(case))
        plain_report = _detailed(report_of(survey, case, chosen, outcome), case, options)
        return Examined(plain_report, survey, context, case, (), outcome, chosen)
    # Most runs compare with nothing.
    from kavro_lint.pipeline.base_policy import hidden_loosening, standing_verdict, with_base_grades
    from kavro_lint.pipeline.comparison import fixed_findings, known_before
    from kavro_lint.pipeline.policy_change import by_base, with_base_policy

    base_policy_case, remarks = by_base(case, survey)
    if base_policy_case is not None:
        case = with_base_policy(case, base_policy_case, survey, context)
        chosen = with_base_grades(chosen, case)
        remarks = (*remarks, *hidden_loosening(case, chosen))
    waiving = waive(case, case.findings)
    last = judge_findings(case)
    known = None if case.base is None or options.all else known_before(case.base, case.findings)
    outcome = _outcome(case, waiving, last, known)
    stands = standing_verdict(case, survey, options)
    if stands is not None:
        outcome, remarks = replace(outcome, standing=stands), (*remarks, STANDS)
    fixed = fixed_findings(case, case.base, known) if with_fixed and known and case.base else ()
    fixed_judged = tuple(graded(fixed, case.rules, chosen))
    judged_report = _detailed(report_of(survey, case, chosen, outcome, remarks), case, options)
    return Examined(judged_report, survey, context, case, fixed_judged, outcome, chosen, known)


def _outcome(
    case: Case, waiving: Waiving, last: tuple[Finding, ...], known: "Known | None" = None
) -> Outcome:
    """Sort the findings into new, waived and known ones."""
    if known is None:
        waived = [(exemption.finding, exemption.decision.path) for exemption in waiving.waived]
        base = case.base.commit if case.base is not None else None
        return Outcome((*waiving.unwaived, *last), tuple(waived), (), waiving.ending, base)
    from kavro_lint.pipeline.comparison import new_part

    fresh: list[Finding] = []
    old: list[Finding] = []
    for finding in (*waiving.unwaived, *last):
        new = new_part(finding, case, known)
        (old if new is None else fresh).append(new or finding)
    waived = []
    for exemption in waiving.waived:
        if new_part(exemption.finding, case, known) is not None:
            waived.append((exemption.finding, exemption.decision.path))
        else:
            old.append(exemption.finding)
    base = case.base.commit if case.base is not None else None
    return Outcome(tuple(fresh), tuple(waived), tuple(old), waiving.ending, base)


def _blind(
    survey: Survey, context: HistoryContext, missing: HistoryMissing, chosen: Selection
) -> Examined:
    """Report why nothing could be compared, and judge nothing.

    It is said to those who ignore that rule, too: what was not judged is no PASS.
    """
    on = chosen.rules.union(missing_history.RULES)
    off = frozenset(rule for rule in missing_history.RULES if rule not in chosen.on)
    grades = {rule: grade for rule, grade in (chosen.severities or {}).items() if rule not in off}
    chosen = replace(chosen, rules=on, severities=grades)
    blindness = Blindness(str(missing), None, missing.remedy)
    history = replace(context.history, blind=(blindness,))
    case = Case(survey.architecture, survey.settings, survey.rules, history, reported=chosen.on)
    outcome = Outcome(fresh=tuple(missing_history.findings(case)))
    blind_report = report_of(survey, case, chosen, outcome, ())
    rules = tuple(rule for rule in survey.rules if rule.id in missing_history.RULES)
    return Examined(replace(blind_report, rules=rules), survey, context, case)


def report_of(
    survey: Survey,
    case: Case,
    chosen: Selection,
    outcome: Outcome,
    remarks: tuple[str, ...] = (),
) -> Report:
    """Return the report on a case that was judged."""
    coverage = _coverage(case, remarks)
    names = family_names(case.architecture)
    outcome = replace(outcome, fresh=tuple(with_families(outcome.fresh, names)))
    top = survey.repository.top if survey.snapshot.kind == "worktree" else None
    return replace(
        report(survey.snapshot, outcome, survey.rules, chosen, coverage),
        rules=judged_rules(case, chosen.on, coverage),
        root=None if top is None else str(top),
    )


def _coverage(case: Case, remarks: tuple[str, ...]) -> Coverage:
    phases = frozenset(rule.phase for rule in case.rules)
    coverage = coverage_of(case.architecture, case.settings.phases, phases)
    if case.base is not None and case.base.remark:
        remarks = (*remarks, case.base.remark)
    return replace(
        coverage,
        remarks=(*coverage.remarks, *remarks, *_foreign(case.architecture.facts.foreign)),
        approvals=tuple(recorded(case.workflow)),
    )


def _detailed(judged_report: Report, case: Case, options: FindingOptions) -> Report:
    """Return a report with the details of its coverage, where they are asked for."""
    if not options.details:
        return judged_report
    from kavro_lint.architecture.coverage_details import coverage_details

    details = coverage_details(case.architecture)
    return replace(judged_report, coverage=replace(judged_report.coverage, details=details))


def _foreign(files: Mapping[str, str]) -> Iterator[str]:
    """Yield, for each kind of file that only has the suffix of a language, what a reader needs."""
    for description in dict.fromkeys(files.values()):
        paths = sorted(path for path, kind in files.items() if kind == description)
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield f"{paths[0]}{more}: {description}, so not judged as source"
