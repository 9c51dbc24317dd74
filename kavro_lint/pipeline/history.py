"""What a run knows of the past: the history that its rules ask for, and no more."""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from kavro_lint.architecture import Workflow, governs, note_of
from kavro_lint.architecture.approvals import APPROVED
from kavro_lint.artifacts import BLUEPRINTS, id_pattern, read_plan
from kavro_lint.config.settings import Settings, read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.history import (
    DEEPEN,
    Base,
    Conventions,
    HistoryMissing,
    Wanted,
    agent_named,
    find_adopted,
    find_base,
    find_mainline,
    matches,
    read_history,
)
from kavro_lint.git.partial_clone import why_not_fetched
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import find_commit
from kavro_lint.git.snapshot import commit_snapshot, make_whole
from kavro_lint.model import (
    Approval,
    Blindness,
    Commit,
    Endorsement,
    History,
    Note,
    RawCommit,
)
from kavro_lint.model.frozen import field, frozen, replace
from kavro_lint.pipeline.survey import Survey


@frozen
class HistoryContext:
    """`base` is what the change is compared with, None for nothing.

    `history` is what is known of commits; `today` the day that exceptions are judged on.
    `missing` says why there is no base although one was asked for.
    """

    today: datetime.date
    base: Base | None = None
    history: History = field(default_factory=History)
    missing: HistoryMissing | None = None


def read_history_context(survey: Survey, base: str | None) -> HistoryContext:
    """Read the past of a survey; `base` is the option. Raises CannotJudge."""
    today = today_of(survey)
    tip, repository = survey.snapshot.commit, survey.repository
    conventions = conventions_of(survey)
    try:
        found = _base(survey, base, conventions)
    except HistoryMissing as missing:
        return HistoryContext(today, missing=missing)
    if found is not None and not make_whole(repository, found.tree):
        return HistoryContext(today, missing=_partial(repository, found.tree))
    if tip is None:
        return HistoryContext(today, found)
    work = survey.workflow(History())
    judged = found if base is not None and work.judges_merges else None
    wanted = Wanted(work.judges_merges, judged, survey.cache)
    past = read_history(repository, tip, conventions, wanted)
    past = _assent(survey, past, tip)
    past = _with_day(survey, past, tip, conventions)
    if work.judges_merges:
        past = _details(survey, past, tip)
    return HistoryContext(today, found, past)


def _partial(repository: Repository, commit: str) -> HistoryMissing:
    reason = why_not_fetched(repository)
    return HistoryMissing(
        f"this clone is partial, and files of {commit[:10]} could not be fetched"
        + (f": {reason}" if reason else ""),
        "fetch them: `git fetch --refetch --no-filter`, or clone without --filter",
    )


def _with_day(survey: Survey, past: History, tip: str, conventions: Conventions) -> History:
    """Add the day of adoption, where there are decisions that may be older."""
    adopted = past.adopted
    if not any(plan.decisions for plan in survey.architecture.plan.all()):
        return past
    try:
        adopted = adopted or find_adopted(survey.repository, tip, conventions)
    except HistoryMissing as missing:
        # Not a guess: none of them is judged, and the report says so.
        blind = Blindness(str(missing), "adoption", missing.remedy)
        return replace(past, adopted_on="9999-12-31", blind=(*past.blind, blind))
    return replace(past, adopted_on=_day_of(survey.repository, adopted) if adopted else None)


def _day_of(repository: Repository, sha: str) -> str | None:
    commit = log.one_commit(repository, sha)
    if commit is None:
        return None
    return datetime.datetime.fromtimestamp(commit.moment, datetime.UTC).date().isoformat()


def conventions_of(survey: Survey) -> Conventions:
    """Return what the settings say of history."""
    settings = survey.settings
    folder = f"{settings.artifacts}/"
    return Conventions(
        ids=id_pattern(settings.task_id),
        blueprints=tuple(f"{folder}{name}" for name in BLUEPRINTS),
        mainline=settings.mainline,
        adopted=settings.adopted,
        agents=settings.agents,
        bots=settings.bots,
    )


def today_of(survey: Survey) -> datetime.date:
    """Return today in UTC; of a commit, the day it was made."""
    if survey.snapshot.kind == "commit" and survey.snapshot.commit is not None:
        commit = log.one_commit(survey.repository, survey.snapshot.commit)
        if commit is not None:
            return datetime.datetime.fromtimestamp(commit.moment, datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()


def _base(survey: Survey, named: str | None, conventions: Conventions) -> Base | None:
    """Return the base that the option names, else the adopted commit where it is set."""
    tip = survey.snapshot.commit
    if named in ("HEAD", "auto") and tip is None:
        # A branch without commits: there is nothing to compare with, and all is new.
        return None
    if named is not None:
        return find_base(survey.repository, named, tip, conventions.mainline, survey.cache)
    if conventions.adopted is None or tip is None:
        return None
    adopted = find_adopted(survey.repository, tip, conventions)
    return None if adopted is None else Base(adopted, adopted)


def _assent(survey: Survey, past: History, tip: str) -> History:
    """Add what git knows of the approvals, and who wrote the rows of the blueprints."""
    plans = survey.architecture.plan.all()
    approvals = [approval for plan in plans for approval in plan.approvals]
    if not approvals and not survey.settings.approvers:
        return past
    try:
        approvers = _approvers(survey)
    except HistoryMissing as missing:
        blind = Blindness(str(missing), "approvals", missing.remedy)
        return replace(past, approvers=survey.settings.approvers, blind=(*past.blind, blind))
    repository = survey.repository
    added = log.adding_commits(repository, tip, [approval.path for approval in approvals])
    cut = log.is_shallow(repository) and bool(approvals)
    shas = sorted({shas[0] for shas in added.values()})
    adding = {raw.sha: raw for raw in log.commits(repository, shas, (), "--no-walk")}
    verified = log.signed(repository, shas)
    endorsements = {
        approval.path: _endorsement(
            survey.settings.agents,
            adding.get(next(iter(added.get(approval.path, ())), "")),
            approvers,
            verified,
        )
        for approval in approvals
    }
    blueprints = [plan.blueprint for plan in plans if plan.blueprint and plan.approvals]
    committed = set(log.paths_of(repository, tip, blueprints))
    reason = "this clone is shallow: who added the approvals is not in it"
    more = (Blindness(reason, "approvals", DEEPEN),) if cut else ()
    return replace(
        past,
        approvers=approvers,
        endorsements=endorsements,
        row_authors={
            path: log.line_authors(repository, tip, path)
            for path in blueprints
            if path in committed
        },
        blind=(*past.blind, *more),
    )


def _approvers(survey: Survey) -> tuple[str, ...]:
    """Return the setting as the mainline has it: a change cannot name its own approvers."""
    mainline = find_mainline(survey.repository, survey.settings.mainline)
    try:
        return read_settings(commit_snapshot(survey.repository, mainline)).approvers
    except CannotJudge:
        return survey.settings.approvers


def _endorsement(
    agents: Sequence[str],
    commit: RawCommit | None,
    approvers: Sequence[str],
    verified: Collection[str],
) -> Endorsement:
    """Say whether an approval counts; `commit` is the one that added it, None for none yet."""
    if commit is None:
        why = "it is not committed yet" if approvers else ""
        return Endorsement(counts=not approvers, why_not=why)
    agent = agent_named(commit.author, agents)
    why = ""
    if approvers and agent is not None:
        why = f"added by the agent {agent}"
    elif approvers and not matches(commit.author, approvers):
        why = f"added by {commit.author.shown}, who is not in `approvers`"
    return Endorsement(commit.author, agent, not why, why, commit.sha in verified)


def _details(survey: Survey, past: History, tip: str) -> History:
    """Add what single rules ask of the commits."""
    work = survey.workflow(past)
    past = _since_adoption(survey, past, work, tip)
    past = replace(past, covered=dict(_covered(survey, past, tip)))
    if past.judged and past.adopted:
        past = replace(past, judged=_descending(survey.repository, past, tip))
        past = replace(past, early=frozenset(_early(survey, past, tip)))
    return past


def _since_adoption(survey: Survey, past: History, work: Workflow, tip: str) -> History:
    """Add what commits touched, as far as a complete task asks for it (KV740)."""
    complete = [task for _, task in work.all_tasks() if task.state == "complete" and task.scope]
    if past.adopted is None or not complete:
        return past
    repository = survey.repository
    target = tip if survey.snapshot.kind == "commit" else None
    changes = log.changes_between(repository, past.adopted, target)
    fresh = (path for path, source in survey.snapshot.sources.items() if source.blob is None)
    touched = {path for change in changes for path in change.paths}
    old = commit_snapshot(repository, past.adopted)
    touched.update(path for path in fresh if path not in old.sources)
    if all(_is_touched(work, task.id, touched) for task in complete):
        return replace(past, touched=frozenset(touched))
    touched |= log.touched(repository, tip, past.adopted)
    settings = survey.settings
    plan = read_plan(old, artifacts=settings.artifacts, task_id=settings.task_id)
    settled = {task.id for each in plan.all() for task in each.tasks if task.state == "complete"}
    return replace(past, touched=frozenset(touched), settled=frozenset(settled))


def _is_touched(work: Workflow, task: str, paths: Collection[str]) -> bool:
    scope = work.scopes[task]
    return scope is None or any(scope.names(path) for path in paths)


def _covered(survey: Survey, past: History, tip: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield, for tasks with judged commits and a note, those that the note is about."""
    judged = {commit.sha: commit for commit in past.judged or ()}
    named = {task for commit in judged.values() for task in commit.tasks}
    for plan in survey.architecture.plan.all():
        for task in plan.tasks:
            note = note_of(plan, task) if task.id in named else None
            if note is not None and note.commits:
                yield task.id, _about(survey.repository, note, judged, tip)


def _about(
    repository: Repository, note: Note, judged: Mapping[str, Commit], tip: str
) -> frozenset[str]:
    """Return the judged commits up to those that a note names.

    A squash or rebase leaves the named commits behind: then, up to the one that wrote the note.
    """
    ends = [re.split(r"\.\.\.?", revision)[-1] or "HEAD" for revision in note.commits]
    tips = [sha for end in ends if (sha := find_commit(repository, end)) is not None]
    tips = [sha for sha in tips if sha in judged or log.is_ancestor(repository, sha, tip)]
    writers = [sha for sha, commit in judged.items() if note.location.path in commit.paths]
    if not tips:
        tips = writers[:1]
    return _reached(tips, judged) | frozenset(writers)


def _reached(tips: Sequence[str], judged: Mapping[str, Commit]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(tips)
    while waiting:
        sha = waiting.pop()
        if sha in judged and sha not in found:
            found.add(sha)
            waiting += judged[sha].raw.parents
    return frozenset(found)


def _descending(repository: Repository, past: History, tip: str) -> tuple[Commit, ...]:
    """Return the judged commits that descend from adoption: others are never judged."""
    adopted, judged = past.adopted, past.judged or ()
    if adopted is None or adopted not in {commit.sha for commit in judged}:
        return judged
    since = log.descending(repository, adopted, tip)
    return tuple(commit for commit in judged if commit.sha in since)


def _early(survey: Survey, past: History, tip: str) -> Iterator[str]:
    """Yield the judged commits that no approval of the blueprint came before (KV737).

    None, where there was governed source at adoption already.
    """
    repository, adopted = survey.repository, past.adopted
    if adopted is None or past.judged is None:
        return
    at_adoption = commit_snapshot(repository, adopted)
    if any(governs(survey.architecture, path) for path in at_adoption.sources):
        return
    adding = [
        commit.sha
        for commit in past.judged
        if any(
            change.status in "AC" and governs(survey.architecture, change.path)
            for change in commit.files
        )
    ]
    if not adding:
        return
    approved = [sha for sha in _assenting(survey, tip) if _is_approved_at(survey, past, sha)]
    for sha in adding:
        if not any(other != sha and log.is_ancestor(repository, other, sha) for other in approved):
            yield sha


def _assenting(survey: Survey, tip: str) -> tuple[str, ...]:
    """Return the commits that may have approved the blueprint, oldest first."""
    folder = survey.settings.artifacts
    paths = [*conventions_of(survey).blueprints, f"{folder}/approvals"]
    return tuple(reversed(log.touching(survey.repository, tip, paths)))


def _is_approved_at(survey: Survey, past: History, sha: str) -> bool:
    """Whether the blueprint was approved in the tree of a commit."""
    snapshot = commit_snapshot(survey.repository, sha)
    settings: Settings = survey.settings
    plan = read_plan(snapshot, artifacts=settings.artifacts, task_id=settings.task_id)
    records: list[Approval] = [each for each in plan.approvals if each.subject == "blueprint"]
    counting = [
        each
        for each in records
        if each.path not in past.endorsements or past.endorsements[each.path].counts
    ]
    return bool(counting) or (not past.approvers and plan.status.startswith(APPROVED))
