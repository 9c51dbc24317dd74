"""Files beside the blueprint: the hook, the CI job, the owners of the contract."""

import re

from kavro_lint.commands.init import enforcement
from kavro_lint.commands.init.proposed_settings import Addition
from kavro_lint.commands.new_file import Record
from kavro_lint.errors import CannotJudge
from kavro_lint.git.revisions import current_branch, default_branch, find_commit
from kavro_lint.model.frozen import frozen
from kavro_lint.pipeline.survey import Survey
from kavro_lint.reports import formats


@frozen
class Options:
    """What the user wants beside the blueprint.

    `sources` are configurations of other tools to read; None looks for them, () reads none.
    `update` writes into a blueprint that is there what grants nothing.
    """

    sources: tuple[str, ...] | None = None
    workflow: bool = False
    hook: bool = False
    ci: str | None = None
    codeowners: str | None = None
    update: bool = False


def _mainline(survey: Survey) -> str:
    """Return the mainline's branch: origin's default, main or master, else what HEAD is on."""
    repository = survey.repository
    name = default_branch(repository)
    if name is not None:
        return name.removeprefix("refs/remotes/origin/").removeprefix("refs/heads/")
    usual = (b for b in ("main", "master") if find_commit(repository, f"refs/heads/{b}"))
    # A repository without commits has what `init.defaultBranch` says.
    return next(usual, None) or current_branch(repository) or "main"


def files(survey: Survey, options: Options, blueprint: str) -> list[Record | Addition]:
    """Return the hook, the CI job and the owners that are asked for."""
    paths = survey.snapshot.sources
    files: list[Record | Addition] = []
    if options.hook:
        files.append(enforcement.hook(paths))
    if options.ci is not None:
        branch = survey.settings.mainline or _mainline(survey)
        files.append(enforcement.workflow(options.ci, paths, branch, formats()))
    if options.codeowners is not None:
        if not re.fullmatch(r"@[\w./-]+|[^@\s]+@[^@\s]+", options.codeowners):
            raise CannotJudge(
                f"--codeowners: {options.codeowners!r} is not an owner",
                "write @org/team, @name or an address",
            )
        settings = survey.settings.path
        contract = [blueprint.rpartition("/")[0] + "/"]
        contract += [settings or "kavro-lint.toml"] if settings != "pyproject.toml" else []
        files.append(enforcement.owned(options.codeowners, contract, paths, options.ci))
    return files
