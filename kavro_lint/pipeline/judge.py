"""One state of the repository → findings: every rule that is asked for, in no order."""

from collections.abc import Callable, Iterator
from contextlib import closing

from kavro_lint.architecture import Work
from kavro_lint.artifacts import id_pattern, likely_blueprint
from kavro_lint.checks.documents import (
    alternatives,
    contradictions,
    decisions,
    links,
    research,
    sections,
    supersession,
)
from kavro_lint.checks.documents import decision_files as records
from kavro_lint.checks.documents import project_documents as documents
from kavro_lint.checks.documents import prompts as briefings
from kavro_lint.checks.history import approvals
from kavro_lint.checks.honesty import coverage
from kavro_lint.checks.structure import (
    chains,
    cycles,
    imports,
    modules,
    packages,
    resolution,
    standards,
)
from kavro_lint.checks.tasks import dependencies, parallel, roadmap, scopes, validation
from kavro_lint.checks.tasks import specs as tasks
from kavro_lint.model import Finding, History
from kavro_lint.pipeline.standards import Questions
from kavro_lint.pipeline.survey import Survey

Asked = Callable[[str], bool]

# The checks that hold artifacts and history against each other.
HELD = (
    validation, approvals, research, sections, decisions, alternatives, records, supersession,
    links, roadmap, tasks, dependencies, scopes, parallel, documents, briefings,
)  # fmt: skip


def judge(
    survey: Survey, history: History, with_standards: bool, asked: Asked
) -> Iterator[Finding]:
    """Yield every finding on a state.

    `history` is what is known of its commits; `asked` says which files standards are asked of.
    """
    yield from on_code(survey, with_standards, asked)
    for filtered in (cycles, chains):
        yield from filtered.findings(survey.architecture)
    yield from on_artifacts(survey, history)


def on_code(survey: Survey, with_standards: bool, asked: Asked) -> Iterator[Finding]:
    """Yield what is found on single files and imports: all but cycles and chains."""
    architecture = survey.architecture
    yield from modules.undeclared(architecture)
    yield from coverage.unreadable(architecture)
    for filtered in (imports, resolution, packages):
        yield from filtered.findings(architecture)
    yield from on_standards(survey, with_standards, asked)


def on_artifacts(survey: Survey, history: History) -> Iterator[Finding]:
    """Yield what is found on the artifacts and the settings, held against the state."""
    architecture, settings = survey.architecture, survey.settings
    for plan in architecture.plan.all():
        yield from plan.problems
    likely = likely_blueprint(tuple(survey.snapshot.sources))
    yield from coverage.findings(architecture, settings.exclude, likely)
    for filtered in (modules, contradictions):
        yield from filtered.findings(architecture)
    work = Work(architecture, history, settings.phases, settings.task_id)
    for held in HELD:
        yield from held.findings(work)


def on_standards(
    survey: Survey, with_shipped: bool, asked: Callable[[str], bool]
) -> Iterator[Finding]:
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
        if path not in ungoverned and asked(path)
    }
    task_id = id_pattern(survey.settings.task_id)
    put = Questions(survey.snapshot, files, survey.settings.max_file_size)
    with closing(put) as questions:
        yield from standards.findings(rules, files, questions.ask, architecture.module, task_id)
