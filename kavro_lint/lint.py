"""The pipeline: git → snapshot → facts → architecture → findings → report."""

from collections.abc import Iterator

from kavro_lint.artifacts import likely_blueprint
from kavro_lint.checks import (
    chains,
    coverage,
    cycles,
    imports,
    modules,
    resolution,
    standards,
    validation,
)
from kavro_lint.graph import coverage_of
from kavro_lint.languages.reading import Progress
from kavro_lint.languages.syntax import run_query
from kavro_lint.model import Finding, Report
from kavro_lint.selection import Wanted, asks_for_standards, selection
from kavro_lint.survey import Request, Survey, read
from kavro_lint.verdict import report


def check(request: Request, wanted: Wanted, progress: Progress = lambda done, of: None) -> Report:
    """Run the whole lint. Raises CannotJudge for what must be mended before it can be judged."""
    survey = read(request, progress)
    chosen = selection(survey, wanted)
    findings = tuple(judge(survey, asks_for_standards(survey, wanted)))
    phases = frozenset(rule.phase for rule in survey.rules)
    looked_at = coverage_of(survey.architecture, findings, survey.settings.phases, phases)
    return report(survey.snapshot, findings, survey.rules, chosen, looked_at)


def judge(survey: Survey, with_standards: bool) -> Iterator[Finding]:
    """Yield every finding, in no order."""
    architecture, settings = survey.architecture, survey.settings
    for plan in architecture.plan.all():
        yield from plan.problems
    likely = likely_blueprint(tuple(survey.snapshot.sources))
    yield from coverage.findings(architecture, settings.exclude, likely)
    for filtered in (modules, imports, cycles, chains, resolution, validation):
        yield from filtered.findings(architecture)
    if with_standards:
        yield from _standards(survey)


def _standards(survey: Survey) -> Iterator[Finding]:
    ownership = survey.architecture.ownership
    governed = (
        (path, language)
        for path, language in survey.architecture.facts.languages.items()
        if path not in ownership.ungoverned
    )
    limit = survey.settings.max_file_size
    yield from standards.findings(
        [rule for rule in survey.rules if rule.check == "standards"],
        governed,
        lambda path: survey.snapshot.read(path, limit),
        run_query,
        survey.architecture.module,
    )
