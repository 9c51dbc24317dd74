"""The base of a change, and the settings that decide about it: the base's.

See docs/contract.md#32-what-decides-about-a-change.
"""

from kavro_lint.config.settings import Settings, read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.history import (
    Base,
    Conventions,
    HistoryMissing,
    find_adopted,
    find_base,
    find_mainline,
)
from kavro_lint.git.partial_clone import why_not_fetched
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot, make_whole
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.frozen import replace
from kavro_lint.model.plan import BLUEPRINTS
from kavro_lint.pipeline.survey import Survey


def base_of(survey: Survey, revision: str | None, conventions: Conventions) -> Base | None:
    """Return the base that the option names, else the adopted commit where it is set.

    Raises HistoryMissing where it, or a part of it, is not in this clone.
    """
    base = _resolve_base(survey, revision, conventions)
    if base is not None and not make_whole(survey.repository, base.tree):
        raise _partial(survey.repository, base.tree)
    if base is not None and base.tip != base.tree:
        _refuse_older_contract(survey, base)
    return base


def _refuse_older_contract(survey: Survey, base: Base) -> None:
    """Raise HistoryMissing where the base has adopted a blueprint since the change began.

    Such a change would be an adoption of its own, under a policy that nobody has accepted.
    """
    if _is_governed(survey, base.tip) and not _is_governed(survey, base.tree):
        raise HistoryMissing(
            f"what the base requires cannot be compared: at {base.tree[:10]}, where this "
            "change began, there was no blueprint yet, or the settings cannot be read",
            "bring the change up to date with its base: merge it, or rebase",
        )


def _is_governed(survey: Survey, commit: str) -> bool:
    """Whether a commit has a blueprint, and settings that can be read."""
    snapshot = commit_snapshot(survey.repository, commit)
    try:
        return has_blueprint(snapshot, read_settings(snapshot))
    except CannotJudge:
        return False


def _resolve_base(survey: Survey, revision: str | None, conventions: Conventions) -> Base | None:
    tip = survey.snapshot.commit
    if revision in ("HEAD", "auto") and tip is None:
        # A branch without commits: there is nothing to compare with, and all is new.
        return None
    if revision is not None:
        mainline = _trusted_mainline(survey, conventions.mainline)
        return find_base(survey.repository, revision, tip, mainline, survey.cache)
    if conventions.adopted is None or tip is None:
        return None
    adopted = find_adopted(survey.repository, tip, conventions)
    return None if adopted is None else Base(adopted, adopted)


def _trusted_mainline(survey: Survey, setting: str | None) -> str | None:
    """Return the setting `mainline` unless the default branch, which has settings, lacks it.

    Else a change would name its own branch, and nothing would be left to judge.
    """
    if setting is None:
        return None
    try:
        default = commit_snapshot(
            survey.repository, find_mainline(survey.repository, None, remote_first=True)
        )
        settings = read_settings(default)
    except CannotJudge:
        return setting
    adopted = settings.path is not None or has_blueprint(default, settings)
    return settings.mainline if adopted else setting


def governing_settings(survey: Survey, base: Base | None, *, is_change: bool) -> Settings:
    """Return whose agents, bots, mainline, adopted and approvers count: of a change the base's.

    Without a base, with one that has no blueprint or that cannot be read: the snapshot's own.
    """
    own_settings = survey.settings
    if base is None or not is_change:
        return own_settings
    snapshot = commit_snapshot(survey.repository, base.tree)
    try:
        settings = read_settings(snapshot)
    except CannotJudge:
        return own_settings
    if not has_blueprint(snapshot, settings):
        return own_settings
    return replace(
        own_settings,
        agents=settings.agents,
        bots=settings.bots,
        mainline=settings.mainline,
        adopted=settings.adopted,
        approvers=settings.approvers or _later_approvers(survey, base),
    )


def _later_approvers(survey: Survey, base: Base) -> tuple[str, ...]:
    """Return the list that the named base has got since the change began, () for none.

    Else a change would begin before the list was made, and be judged without it.
    """
    if base.tip == base.tree:
        return ()
    try:
        return read_settings(commit_snapshot(survey.repository, base.tip)).approvers
    except CannotJudge:
        return ()


def has_blueprint(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether a tree has a blueprint, at its root or in a folder that governs itself."""
    ends = tuple(f"{settings.artifacts}/{name}" for name in BLUEPRINTS)
    return any(path in ends or path.endswith(tuple(f"/{end}" for end in ends))
               for path in snapshot.sources)  # fmt: skip


def _partial(repository: Repository, commit: str) -> HistoryMissing:
    reason = why_not_fetched(repository)
    return HistoryMissing(
        f"this clone is partial, and files of {commit[:10]} could not be fetched"
        + (f": {reason}" if reason else ""),
        "fetch them: `git fetch --refetch --no-filter`, or clone without --filter",
    )
