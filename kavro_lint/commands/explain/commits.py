"""The commits of a task so far: those on the mainline, and those of the branch."""

from kavro_lint.git import log
from kavro_lint.git.history import HistoryMissing, find_mainline, read_commits
from kavro_lint.model import Commit
from kavro_lint.pipeline.check import Examined
from kavro_lint.pipeline.history import conventions_of


def commits_of(examined: Examined, task: str) -> tuple[Commit, ...]:
    """Return the commits that belong to a task, newest first."""
    merged = [each for each in examined.case.history.merged if task in each.tasks]
    known = {each.sha for each in merged}
    branch = [each for each in _branch(examined) if task in each.tasks and each.sha not in known]
    return (*branch, *merged)


def _branch(examined: Examined) -> tuple[Commit, ...]:
    """Return the commits of the snapshot that are not on the mainline."""
    survey = examined.survey
    repository, tip = survey.repository, survey.snapshot.commit
    if tip is None:
        return ()
    try:
        excluded = [find_mainline(repository, survey.settings.mainline)]
    except HistoryMissing:
        # No mainline is known here: then all that the snapshot has is of its branch.
        excluded = []
    conventions = conventions_of(survey)
    return read_commits(
        log.commits(repository, [tip], excluded),
        conventions.ids,
        conventions.agents,
        conventions.bots,
        lambda named: log.one_commit(repository, named),
    )
