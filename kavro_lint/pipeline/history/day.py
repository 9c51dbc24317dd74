"""The days that a run needs: today, and the day of adoption."""

import datetime

from kavro_lint.git import log
from kavro_lint.git.history import Base, Conventions, HistoryMissing, find_adopted
from kavro_lint.git.repository import Repository
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import Blindness, History
from kavro_lint.pipeline.survey import Survey


def today_of(survey: Survey, base: Base | None = None) -> datetime.date:
    """Return today in UTC; of a commit, the day it was made, or its base where that is later.

    A commit says itself when it was made: one that is dated back must not revive an exception
    that has ended.
    """
    days: list[datetime.date] = []
    if survey.snapshot.kind == "commit" and survey.snapshot.commit is not None:
        shas = [survey.snapshot.commit, *([base.tree] if base is not None else [])]
        days = [day for sha in shas if (day := _day_of(survey.repository, sha)) is not None]
    return max(days, default=datetime.datetime.now(datetime.UTC).date())


def with_day_of_adoption(
    survey: Survey, history: History, tip: str, conventions: Conventions
) -> History:
    """Add the day of adoption, where there are decisions that may be older."""
    if not any(plan.decisions for plan in survey.architecture.plan.all()):
        return history
    try:
        adopted = history.adopted or find_adopted(survey.repository, tip, conventions)
    except HistoryMissing as missing:
        # Not a guess: none of the decisions is judged, and the report says so.
        blind = Blindness(str(missing), "adoption", missing.remedy)
        return replace(history, adopted_on="9999-12-31", blind=(*history.blind, blind))
    day = _day_of(survey.repository, adopted) if adopted else None
    return replace(history, adopted_on=day.isoformat() if day else None)


def _day_of(repository: Repository, sha: str) -> datetime.date | None:
    commit = log.one_commit(repository, sha)
    if commit is None:
        return None
    return datetime.datetime.fromtimestamp(commit.moment, datetime.UTC).date()
