"""`kavro-lint init`: what is to be written, what a person must add, and what the check will say."""

from collections import Counter
from collections.abc import Mapping, Sequence

from kavro_lint.commands.init import automation, enforcement, workflow_skeletons
from kavro_lint.commands.init.automation import Options
from kavro_lint.commands.init.drafted_contract import text_of
from kavro_lint.commands.init.drafting import Draft, draft
from kavro_lint.commands.init.naming import module_name
from kavro_lint.commands.init.overlay import with_files
from kavro_lint.commands.init.place_rules import Reading
from kavro_lint.commands.init.proposed_settings import (
    Addition,
    ProposedSettings,
    propose_settings,
    written,
)
from kavro_lint.commands.init.sources import read_sources
from kavro_lint.commands.init.update import Update, update_of
from kavro_lint.commands.new_file import Record
from kavro_lint.errors import CannotJudge
from kavro_lint.git.path_listing import ignored
from kavro_lint.languages.reading import Progress
from kavro_lint.languages.registry import programming_suffixes
from kavro_lint.model.findings import Report
from kavro_lint.model.frozen import field, frozen, replace
from kavro_lint.model.plan import BLUEPRINTS
from kavro_lint.pipeline.check import judged
from kavro_lint.pipeline.request import FindingOptions, Request
from kavro_lint.pipeline.survey import Survey, read
from kavro_lint.spelling import quantity

# So many suffixes that cannot be read are named.
MOST_SUFFIXES = 8


@frozen
class Beginning:
    """What `init` comes to. Nothing is written yet.

    `records` are new files, the blueprint last where it is one; `has_sources` says whether
    another tool's rules were read; `additions` are for a person to make. `draft` is None where
    there is no source to draft from, or a blueprint already, which `update` is about; `updated`
    is that blueprint's new text, None where it stays. `remarks` are what could not be translated
    or needs to be known; `report` is what `check` will say once all is written and added, `debt`
    its known findings by rule.
    """

    records: tuple[Record, ...]
    has_sources: bool
    additions: tuple[Addition, ...]
    draft: Draft | None
    remarks: tuple[str, ...]
    commit: str | None
    report: Report
    debt: Mapping[str, int]
    blueprint: str
    update: Update | None = None
    updated: str | None = None


def begin(
    request: Request, options: Options, progress: Progress = lambda done, of: None
) -> Beginning:
    """Draft everything. Raises CannotJudge for what cannot be written."""
    survey = read(request, progress)
    proposed = propose_settings(survey, workflow=options.workflow)
    # Where artifacts lie decides whether there is a blueprint, and where it goes.
    moved = with_files(survey, {}, replace(proposed, adopted=None))
    existing = moved.architecture.plan.blueprint
    if existing is not None:
        # To adopt a later commit would make known what is new.
        return _continued(moved, options, replace(proposed, adopted=None), existing)
    return _begun(moved, options, proposed)


def _begun(survey: Survey, options: Options, proposed: ProposedSettings) -> Beginning:
    blueprint = _place(survey)
    title = _title(survey)
    reading = read_sources(survey.snapshot, survey.architecture.facts, options.sources)
    drafted, text = _draft(survey, options, blueprint, title, reading)
    files = automation.files(survey, options, blueprint)
    if options.workflow:
        files += workflow_skeletons.beginnings(survey, title)
    files.append(Record(blueprint, text))
    return _beginning(survey, proposed, _Pieces(blueprint, tuple(files), drafted, reading))


def _draft(
    survey: Survey, options: Options, blueprint: str, title: str, reading: Reading
) -> tuple[Draft | None, str]:
    """Return the draft and its text; no draft where there is no source."""
    if not _has_source(survey):
        return None, workflow_skeletons.empty_blueprint(survey, title)
    sections = workflow_skeletons.sections() if options.workflow else ""
    drafted = draft(survey, blueprint, title, reading.place_rules, sections)
    return drafted, text_of(drafted.contract)


def _continued(
    survey: Survey, options: Options, proposed: ProposedSettings, blueprint: str
) -> Beginning:
    """Return what is to add to a repository with a blueprint."""
    files = automation.files(survey, options, blueprint)
    if options.workflow:
        files += workflow_skeletons.beginnings(survey, _title(survey))
    update = update_of(survey)
    updated = None
    if update is not None and options.update and update.safe:
        updated = update.written(update.safe)
    pieces = _Pieces(blueprint, tuple(files), update=update, updated=updated)
    return _beginning(survey, proposed, pieces)


@frozen
class _Pieces:
    """What `init` found out, before the first check is foreseen."""

    blueprint: str
    files: tuple[Record | Addition, ...]
    draft: Draft | None = None
    reading: Reading = field(default_factory=Reading)
    update: Update | None = None
    updated: str | None = None


def _beginning(survey: Survey, proposed: ProposedSettings, pieces: _Pieces) -> Beginning:
    settings = written(survey, proposed)
    everything = [*([settings] if settings is not None else []), *pieces.files]
    records = tuple(file for file in everything if isinstance(file, Record))
    texts = {record.path: record.text for record in records}
    texts |= {pieces.blueprint: pieces.updated} if pieces.updated is not None else {}
    report, debt = _first_report(survey, texts, proposed)
    return Beginning(
        records=records,
        has_sources=bool(pieces.reading.place_rules.places),
        additions=tuple(file for file in everything if isinstance(file, Addition)),
        draft=pieces.draft,
        remarks=(*pieces.reading.remarks, *_remarks(survey, pieces.draft, everything)),
        commit=survey.snapshot.commit,
        report=report,
        debt=debt,
        blueprint=pieces.blueprint,
        update=pieces.update,
        updated=pieces.updated,
    )


def _place(survey: Survey) -> str:
    """Return where the blueprint goes. Raises CannotJudge where Git ignores it."""
    folder = f"{survey.settings.artifacts}/"
    unread = next((folder + n for n in BLUEPRINTS if folder + n in survey.snapshot.sources), None)
    if unread is not None:
        raise CannotJudge(
            f"{unread} already exists and cannot be read", "make it readable, or move it away"
        )
    path = f"{folder}blueprint.md"
    if ignored(survey.repository, path):
        raise CannotJudge(
            f"Git ignores {path}, and a contract must be visible to Git",
            "take it out of .gitignore, or name another folder in the setting `artifacts`",
        )
    return path


def _has_source(survey: Survey) -> bool:
    ownership = survey.architecture.ownership
    return bool(ownership.owners or ownership.undeclared)


def _title(survey: Survey) -> str:
    """Return what the repository is called: as the folder that it lies in."""
    top = survey.repository.top
    return module_name(top.name) if top is not None and top.name else "architecture"


def _first_report(
    survey: Survey, texts: Mapping[str, str], proposed: ProposedSettings
) -> tuple[Report, Mapping[str, int]]:
    """Return what `check` will say once all is written and added, and what it knows already."""
    final = with_files(survey, texts, proposed)
    report = judged(final, FindingOptions())
    new = {finding.fingerprint for finding in report.findings}
    everything = judged(final, FindingOptions(all=True))
    known = Counter(
        finding.rule.id for finding in everything.findings if finding.fingerprint not in new
    )
    return report, dict(sorted(known.items()))


def _unread_source(survey: Survey) -> Counter[str]:
    """Count the files of languages that cannot be read; what nobody looked into is no source."""
    known = programming_suffixes()
    unread = survey.architecture.facts.not_analysed
    return Counter({kind: n for kind, n in unread.items() if kind in known or kind[:2] == "#!"})


def _remarks(
    survey: Survey, drafted: Draft | None, files: Sequence[Record | Addition]
) -> list[str]:
    remarks: list[str] = []
    ownership = survey.architecture.ownership
    if ownership.ungoverned:
        count = len(ownership.ungoverned)
        files_are = quantity(count, "file is", "files are")
        remarks.append(f"{files_are} vendored, generated, excluded or ungoverned, and in no module")
    unread = _unread_source(survey)
    if drafted is not None and unread.total() > len(survey.architecture.facts.languages):
        shown = [f"{count} {suffix}" for suffix, count in unread.most_common(MOST_SUFFIXES)]
        others = len(unread) - len(shown)
        if others:
            shown.append(f"and files of {quantity(others, 'other suffix', 'other suffixes')}")
        kinds = ", ".join(shown)
        remarks.append(f"most of the source cannot be read yet, and is in no module: {kinds}")
    if any(enforcement.is_local(file.text) for file in files):
        remarks.append(
            f"this kavro-lint was installed from {enforcement.requirement().partition(' @ ')[2]}, "
            "which only this machine has: write an address in the CI job that it can install from"
        )
    return remarks
