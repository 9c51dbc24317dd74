"""The pipeline: git → snapshot → facts → architecture → findings → report."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from kavro_lint.artifacts import id_pattern, likely_blueprint
from kavro_lint.checks import (
    chains,
    contradictions,
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
from kavro_lint.model import Finding, Report
from kavro_lint.questions import Questions
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
    looked_at = replace(looked_at, settings_not_judged=survey.settings.unjudged)
    return report(survey.snapshot, findings, survey.rules, chosen, looked_at)


def judge(survey: Survey, with_standards: bool) -> Iterator[Finding]:
    """Yield every finding, in no order."""
    architecture, settings = survey.architecture, survey.settings
    for plan in architecture.plan.all():
        yield from plan.problems
    likely = likely_blueprint(tuple(survey.snapshot.sources))
    yield from coverage.findings(architecture, settings.exclude, likely)
    for filtered in (modules, imports, cycles, chains, contradictions, resolution, validation):
        yield from filtered.findings(architecture)
    yield from _standards(survey, with_standards)


def _standards(survey: Survey, with_shipped: bool) -> Iterator[Finding]:
    """Run the rules on standards: those that are asked for, and the user's own always."""
    rules = [
        rule
        for rule in survey.rules
        if rule.check == "standards" and (with_shipped or rule.origin is not None)
    ]
    if not rules:
        return
    architecture, ungoverned = survey.architecture, survey.architecture.ownership.ungoverned
    files = {
        path: language
        for path, language in architecture.facts.languages.items()
        if path not in ungoverned
    }
    task_id = id_pattern(survey.settings.task_id)
    asked = Questions(survey.snapshot, files, survey.settings.max_file_size)
    with closing(asked) as questions:
        yield from standards.findings(rules, files, questions.ask, architecture.module, task_id)
