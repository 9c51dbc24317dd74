"""`kavro-lint init`: what is to be written, what a person must add, and what the check will say."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from kavro_lint.artifacts import BLUEPRINTS
from kavro_lint.commands.init import places, workflow
from kavro_lint.commands.init.contract import text_of
from kavro_lint.commands.init.drafting import Draft, draft
from kavro_lint.commands.init.naming import module_name
from kavro_lint.commands.init.overlay import with_files
from kavro_lint.commands.init.settings import Addition, adopting, adoption
from kavro_lint.commands.init.sources import read_sources
from kavro_lint.commands.new_file import Record
from kavro_lint.errors import CannotJudge
from kavro_lint.git.listing import ignored
from kavro_lint.git.revisions import default_branch, find_commit
from kavro_lint.languages.reading import Progress
from kavro_lint.model import Report
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.check import judged
from kavro_lint.pipeline.selection import Wanted
from kavro_lint.pipeline.survey import Request, Survey, read
from kavro_lint.reports import formats


@frozen
class Asked:
    """What the user wants beside the blueprint.

    `sources` are configurations of other tools to read; None looks for them, () reads none.
    """

    sources: tuple[str, ...] | None = None
    workflow: bool = False
    hook: bool = False
    ci: str | None = None
    codeowners: str | None = None


@frozen
class Beginning:
    """What `init` comes to. Nothing is written yet.

    `records` are new files, the blueprint last; `given` says whether another tool's rules were
    read; `additions` are for a person to make. `draft`
    is None where there is no source to draft from. `remarks` are what could not be translated
    or needs to be known; `report` is what `check` will say once all is written and added, `debt`
    its known findings by rule.
    """

    records: tuple[Record, ...]
    given: bool
    additions: tuple[Addition, ...]
    draft: Draft | None
    remarks: tuple[str, ...]
    commit: str | None
    report: Report
    debt: Mapping[str, int]


def begin(request: Request, asked: Asked, progress: Progress = lambda done, of: None) -> Beginning:
    """Draft everything. Raises CannotJudge where there is a blueprint already."""
    survey = read(request, progress)
    blueprint = _place(survey)
    title = _title(survey)
    read_from = read_sources(survey.snapshot, survey.architecture.facts, asked.sources)
    drafted: Draft | None = None
    if _governed(survey):
        drafted = draft(survey, blueprint, title, read_from.wishes)
        contract = drafted.contract
        if asked.workflow:
            contract = replace(contract, sections=workflow.sections())
        text = text_of(contract)
    else:
        text = workflow.empty_blueprint(survey, title)
    written: list[Record | Addition] = []
    adopted = adoption(survey)
    written += [adopted] if adopted is not None else []
    written += _asked_for(survey, asked, blueprint)
    if asked.workflow:
        written += workflow.begun(survey, title)
    written.append(Record(blueprint, text))
    records = tuple(each for each in written if isinstance(each, Record))
    report, debt = _foresee(survey, records)
    return Beginning(
        records=records,
        given=bool(read_from.wishes.places),
        additions=tuple(each for each in written if isinstance(each, Addition)),
        draft=drafted,
        remarks=(*read_from.remarks, *_remarks(survey)),
        commit=survey.snapshot.commit,
        report=report,
        debt=debt,
    )


def _place(survey: Survey) -> str:
    """Return where the blueprint goes. Raises CannotJudge where one is already."""
    plan = survey.architecture.plan
    folder = f"{survey.settings.artifacts}/"
    known = survey.snapshot.sources
    there = plan.blueprint or next((folder + n for n in BLUEPRINTS if folder + n in known), None)
    if there is not None:
        raise CannotJudge(
            f"{there} is there already, and nothing is overwritten",
            "edit it, and run `kavro-lint check`; `kavro-lint graph` shows what the code does. "
            "To start again, move it away first",
        )
    path = f"{folder}blueprint.md"
    if ignored(survey.repository, path):
        raise CannotJudge(
            f"Git ignores {path}, and a contract must be visible to Git",
            "take it out of .gitignore, or name another folder in the setting `artifacts`",
        )
    return path


def _governed(survey: Survey) -> bool:
    ownership = survey.architecture.ownership
    return bool(ownership.owners or ownership.undeclared)


def _title(survey: Survey) -> str:
    """Return what the repository is called: as the folder that it lies in."""
    top = survey.repository.top
    return module_name(top.name) if top is not None and top.name else "architecture"


def _mainline(survey: Survey) -> str:
    """Return the name of the mainline's branch: origin's default, else main, else master."""
    repository = survey.repository
    name = default_branch(repository)
    if name is not None:
        return name.removeprefix("refs/remotes/origin/").removeprefix("refs/heads/")
    there = (b for b in ("main", "master") if find_commit(repository, f"refs/heads/{b}"))
    return next(there, "main")


def _asked_for(survey: Survey, asked: Asked, blueprint: str) -> list[Record | Addition]:
    paths = survey.snapshot.sources
    found: list[Record | Addition] = []
    if asked.hook:
        found.append(places.hook(paths))
    if asked.ci is not None:
        branch = survey.settings.mainline or _mainline(survey)
        found.append(places.workflow(asked.ci, paths, branch, formats()))
    if asked.codeowners is not None:
        if not re.fullmatch(r"@[\w./-]+|[^@\s]+@[^@\s]+", asked.codeowners):
            raise CannotJudge(
                f"--codeowners: {asked.codeowners!r} is not an owner",
                "write @org/team, @name or an address",
            )
        settings = survey.settings.path
        contract = [blueprint.rpartition("/")[0] + "/"]
        contract += [settings or "kavro-lint.toml"] if settings != "pyproject.toml" else []
        found.append(places.owned(asked.codeowners, contract, paths, asked.ci))
    return found


def _foresee(survey: Survey, records: Sequence[Record]) -> tuple[Report, Mapping[str, int]]:
    """Return what `check` will say once all is written and added, and what it knows already."""
    final = with_files(survey, {record.path: record.text for record in records})
    final = replace(final, settings=adopting(final))
    report = judged(final, Wanted())
    new = {each.fingerprint for each in report.findings}
    everything = judged(final, Wanted(all=True))
    known = Counter(each.rule.id for each in everything.findings if each.fingerprint not in new)
    return report, dict(sorted(known.items()))


def _remarks(survey: Survey) -> list[str]:
    found: list[str] = []
    ownership = survey.architecture.ownership
    if ownership.ungoverned:
        count = len(ownership.ungoverned)
        found.append(f"{count} files are not governed (`exclude`, .gitattributes): no module")
    return found
