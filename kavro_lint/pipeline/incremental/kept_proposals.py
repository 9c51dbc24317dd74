"""Proposals of one source, judged by what is kept of the state that they are for.

A state is read and judged whole once; then a change of its sources is put into what is kept, as for
a `check`, and what a proposal adds is told from its file alone.
"""

from kavro_lint.cache.contributions import COUNTED, Contributions
from kavro_lint.cache.json_records import decoded, encoded
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.cache.stored_answers import Answer
from kavro_lint.model.findings import Coverage, Finding, Report, Rule
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.incremental.changed_sources import ChangeOfSources
from kavro_lint.pipeline.incremental.neutral_change import output_after

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.pipeline.check import Examined
    from kavro_lint.pipeline.request import FindingOptions


@frozen
class Template:
    """The report on a proposal without findings, but for the counts of imports."""

    report: Report


def template_of(examined: "Examined", options: "FindingOptions") -> bytes | None:
    """Return what to report of a proposal for a state, as bytes.

    None where only judging the proposal whole can tell.
    """
    outcome, report = examined.outcome, examined.report
    if options.all or options.details or outcome is None or outcome.ending:
        return None
    quiet = replace(report, base=None, verdict="PASS", findings=(), waived=(), known=0, blind=False)
    return encoded(Template(quiet))


def same_template(
    answer: Answer, contributions: Contributions, sources: ChangedSources
) -> tuple[bytes, int] | None:
    """Put a change of sources into what is kept of a state; what is reported stays a template."""
    return output_after(answer, contributions, sources, lambda report: answer.output)


def report_on(
    template: bytes, contributions: Contributions, proposed: ChangedSources
) -> Report | None:
    """Return the report on a proposal of one source, None where it must be judged whole.

    `contributions` are those of the state that it is for.
    """
    try:
        known = decoded(template, (Coverage, Report, Rule, Template))
    except ValueError:
        # Another version wrote it.
        return None
    change = ChangeOfSources(contributions, proposed)
    if not isinstance(known, Template) or not change.apply():
        return None
    imports = dict(zip(COUNTED, contributions.totals, strict=True))
    coverage = replace(known.report.coverage, imports=imports)
    report = replace(known.report, coverage=coverage)
    return _with_findings(report, change) if change.loud else report


def _with_findings(quiet: Report, change: ChangeOfSources) -> Report | None:
    """Return a report with the changed source's findings, None if only a whole run can tell."""
    # Most proposals bring nothing.
    from kavro_lint.architecture.case import BaseTree
    from kavro_lint.pipeline.comparison import known_by, new_part
    from kavro_lint.pipeline.incremental.judged_again import findings_before, judging, selection_of
    from kavro_lint.pipeline.verdict import Outcome, report

    judged = judging(change)
    before = None if judged is None else findings_before(change, judged)
    if judged is None or before is None:
        return None
    now = judged.findings(change.loud)
    if judged.is_excepted((*before, *now)):
        return None
    own = judged.case({})
    case = replace(judged.case(change.loud), findings=now)
    case = replace(case, base=BaseTree("", own, own, {}, is_change=False))
    assert case.base is not None  # noqa: S101
    known = known_by(case.base, before, now)
    new: list[Finding] = [f for finding in now if (f := new_part(finding, case, known)) is not None]
    # With their texts, which some formats show.
    rules = {rule.id: rule for rule in (*judged.policy.rules, *quiet.rules)}
    graded = report(
        judged.snapshot,
        Outcome(tuple(new)),
        tuple(rules.values()),
        selection_of(judged),
        quiet.coverage,
    )
    return replace(quiet, verdict=graded.verdict, findings=graded.findings, blind=graded.blind)
