"""The commits of a task so far: those on the mainline, and those of the branch."""

from kavro_lint.git import log
from kavro_lint.git.history import HistoryMissing, find_mainline, read_commits
from kavro_lint.model.history import Commit
from kavro_lint.pipeline.check import Examined
from kavro_lint.pipeline.history import conventions_of


def commits_of(examined: Examined, task: str) -> tuple[Commit, ...]:
    """Return the commits that belong to a task, newest first."""
    merged = [commit for commit in examined.case.history.merged if task in commit.tasks]
    merged_shas = {commit.sha for commit in merged}
    branch = [
        commit
        for commit in _branch_commits(examined)
        if task in commit.tasks and commit.sha not in merged_shas
    ]
    return (*branch, *merged)


def _branch_commits(examined: Examined) -> tuple[Commit, ...]:
    """Return the commits of the snapshot that are not on the mainline."""
    survey = examined.survey
    repository, tip = survey.repository, survey.snapshot.commit
    if tip is None:
        return ()
    try:
        excluded = [find_mainline(repository, survey.settings.mainline)]
    except HistoryMissing:
        # Without a known mainline, every commit of the snapshot counts as one of its branch.
        excluded = []
    conventions = conventions_of(survey)
    return read_commits(
        log.commits(repository, [tip], excluded),
        conventions.ids,
        conventions.agents,
        conventions.bots,
        lambda revision: log.one_commit(repository, revision),
    )
