"""The history that a run needs, read from Git step by step."""

import datetime

from kavro_lint.config.settings import Settings
from kavro_lint.git import log
from kavro_lint.git.history import Base, HistoryMissing, HistoryRequest, MergedLine, read_history
from kavro_lint.model.frozen import field, frozen, replace
from kavro_lint.model.history import History
from kavro_lint.pipeline.history.approval import with_approvals
from kavro_lint.pipeline.history.base import base_of, governing_settings
from kavro_lint.pipeline.history.day import today_of, with_day_of_adoption
from kavro_lint.pipeline.history.history_settings import conventions_of
from kavro_lint.pipeline.survey import Survey


@frozen
class HistoryContext:
    """The history of a run. `base` is what the snapshot is compared with, None for nothing.

    `history` is what is known of commits; `today` the day that exceptions are judged on;
    `governing` the settings that say whose approvals and which commits count. `missing` says
    why there is no base although the caller named one.
    """

    today: datetime.date
    governing: Settings
    base: Base | None = None
    history: History = field(default_factory=History)
    missing: HistoryMissing | None = None


def read_history_context(
    survey: Survey,
    revision: str | None,
    mainline_at: str | None = None,
    line: MergedLine | None = None,
) -> HistoryContext:
    """Read the history that a survey's rules ask for; `revision` is the option `--base`.

    `mainline_at` is the commit that the mainline is taken to be at, None for where it is;
    `line` remembers what the commits before it had merged. Raises CannotJudge.
    """
    own_settings = survey.settings
    try:
        base = base_of(survey, revision, conventions_of(survey))
        governing = governing_settings(survey, base, is_change=revision is not None)
    except HistoryMissing as missing:
        return HistoryContext(today_of(survey), own_settings, missing=missing)
    today = today_of(survey, base if revision is not None else None)
    tip = survey.snapshot.commit
    if tip is None:
        return HistoryContext(today, governing, base)
    conventions = conventions_of(survey, governing)
    judges_merges = survey.workflow(History()).judges_merges
    change = base if revision is not None else None
    change_wanted = change if judges_merges else None
    request = HistoryRequest(judges_merges, change_wanted, survey.cache, mainline_at, line)
    history = read_history(survey.repository, tip, conventions, request)
    history = replace(history, squashed=change is not None and _is_squashed(survey, change, tip))
    history = with_approvals(survey, history, governing, change, tip)
    history = with_day_of_adoption(survey, history, tip, conventions)
    if judges_merges:
        from kavro_lint.pipeline.history.adoption import with_adoption
        from kavro_lint.pipeline.history.note_coverage import with_note_coverage

        history = with_adoption(survey, history, tip)
        history = with_note_coverage(survey, history, tip)
    return HistoryContext(today, governing, base, history)


def _is_squashed(survey: Survey, base: Base, tip: str) -> bool:
    """Whether a push to the mainline brings commits without the branch they were made on."""
    if not base.is_push:
        return False
    raws = log.commits(survey.repository, [tip], [base.tree], "--first-parent")
    return any(len(raw.parents) < 2 for raw in raws)
