"""Git's knowledge of approvals: who wrote each, and which of its versions count.

See docs/contract.md#19-approvals.
"""

from collections.abc import Iterator, Mapping, Sequence

from kavro_lint.artifacts import read_approval
from kavro_lint.config.settings import Settings, read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git import log
from kavro_lint.git.history import (
    DEEPEN,
    Base,
    HistoryMissing,
    agent_behind,
    agent_notes,
    find_mainline,
    may_approve,
)
from kavro_lint.git.log import Version
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.agreement import Approval
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.history import Blindness, Endorsement, History, Identity, RawCommit
from kavro_lint.pipeline.survey import Survey


@frozen
class _ApprovalPolicy:
    """Who may approve: `approvers` and `agents` are patterns of settings.

    `base` is the tree whose records count as they stand there, None for none.
    """

    approvers: tuple[str, ...]
    agents: tuple[str, ...]
    base: Snapshot | None


def with_approvals(
    survey: Survey, history: History, governing: Settings, change: Base | None, tip: str
) -> History:
    """Add what Git knows of the approvals, and who wrote the rows of the blueprints."""
    plans = survey.architecture.plan.all()
    approvals = [approval for plan in plans for approval in plan.approvals]
    if not (approvals or survey.settings.approvers or governing.approvers):
        return history
    repository = survey.repository
    try:
        mainline = commit_snapshot(repository, _mainline_commit(survey, governing, change, tip))
        approvers = _approvers(mainline, governing)
        if change is not None:
            # A base that is no mainline, or one that has got the list since the change began.
            approvers = approvers or governing.approvers
    except HistoryMissing as missing:
        blind = Blindness(str(missing), "approvals", missing.remedy)
        return replace(history, approvers=governing.approvers, blind=(*history.blind, blind))
    policy = _ApprovalPolicy(approvers, governing.agents, mainline if change is not None else None)
    paths = [approval.path for approval in approvals]
    written = log.versions(repository, tip, (), paths) if paths else {}
    cut = log.is_shallow(repository) and bool(approvals)
    reason = "this clone is shallow: the commits that added the approvals are missing"
    blinds = (Blindness(reason, "approvals", DEEPEN),) if cut else ()
    blueprints = [plan.blueprint for plan in plans if plan.blueprint and plan.approvals]
    committed = set(log.paths_of(repository, tip, blueprints))
    return replace(
        history,
        approvers=approvers,
        endorsements=_endorsements(repository, approvals, written, policy),
        row_authors={
            path: log.line_authors(repository, tip, path)
            for path in blueprints
            if path in committed
        },
        committers=_committers(repository, history, tip) if approvals and approvers else (),
        blind=(*history.blind, *blinds),
    )


def _mainline_commit(survey: Survey, governing: Settings, change: Base | None, tip: str) -> str:
    """Return the commit of the mainline that the snapshot, or its base, comes from."""
    repository = survey.repository
    mainline = find_mainline(repository, governing.mainline, remote_first=True)
    since = change.tree if change is not None else tip
    bases = log.merge_bases(repository, mainline, since, survey.cache)
    if not bases and log.is_shallow(repository):
        raise HistoryMissing("this clone is shallow: the merge base with the mainline is missing")
    return bases[0] if bases else mainline


def _approvers(mainline: Snapshot, governing: Settings) -> tuple[str, ...]:
    """Return the setting as the mainline has it: a change cannot name its own approvers."""
    try:
        return read_settings(mainline).approvers
    except CannotJudge:
        return governing.approvers


def _endorsements(
    repository: Repository,
    approvals: Sequence[Approval],
    written: Mapping[str, tuple[Version, ...]],
    policy: _ApprovalPolicy,
) -> Mapping[str, Endorsement]:
    shas = sorted({version.sha for versions in written.values() for version in versions})
    commits = {raw.sha: raw for raw in log.commits(repository, shas, (), "--no-walk")}
    notes = agent_notes(repository, shas)
    signed = log.signed(repository, shas)
    agents = {
        sha: agent_behind(raw, policy.agents, notes.get(sha, "")) for sha, raw in commits.items()
    }
    versions_by_path = {
        path: [
            _RecordVersion(
                commits[version.sha], agents[version.sha], version.new, version.sha in signed
            )
            for version in versions
            # A removal is no version, and what a merge took from a parent is not its own.
            if version.new.strip("0") and len(version.olds) >= max(len(version.parents), 1)
        ]
        for path, versions in written.items()
    }
    return {
        approval.path: _endorsement(
            repository, approval, versions_by_path.get(approval.path, []), policy
        )
        for approval in approvals
    }


@frozen
class _RecordVersion:
    """A version of a record: the commit that wrote it, the agent behind that, and its blob."""

    commit: RawCommit
    agent: str | None
    blob: str
    signed: bool


def _endorsement(
    repository: Repository,
    approval: Approval,
    versions: Sequence[_RecordVersion],
    policy: _ApprovalPolicy,
) -> Endorsement:
    """Say what of a record counts; `versions` are its own, newest first."""
    if not versions:
        why = "it is not committed yet" if policy.approvers else ""
        return Endorsement(
            counts=not policy.approvers,
            why_not=why,
            records=() if policy.approvers else (approval,),
        )
    newest = versions[0]
    if not policy.approvers:
        return _endorsed(newest, (approval,), "")
    counting = list(_counting_versions(approval, versions, policy))
    if not counting:
        author = newest.commit.author.shown
        why = f"written by {author}, who is not in `approvers`"
        return _endorsed(
            newest, (), f"written by the agent {newest.agent}" if newest.agent else why
        )
    blobs = {str(number): version.blob for number, version in enumerate(counting)}
    texts = log.texts(repository, blobs)
    records = tuple(
        record
        for text in texts.values()
        if (record := read_approval(approval.path, text.encode("utf-8"))) is not None
    )
    return _endorsed(counting[0], records, "" if records else "nothing can be read in it")


def _counting_versions(
    approval: Approval, versions: Sequence[_RecordVersion], policy: _ApprovalPolicy
) -> Iterator[_RecordVersion]:
    """Yield the versions that count: as an approver last wrote it, and as it is at the base."""
    by_people = (version for version in versions if version.agent is None)
    approvers = policy.approvers
    last = next((own for own in by_people if may_approve(own.commit.author, approvers)), None)
    if last is not None:
        yield last
    at_base = policy.base.sources.get(approval.path) if policy.base is not None else None
    if at_base is not None:
        same = (version for version in versions if version.blob == at_base.blob)
        standing = next(same, None)
        if standing is not None and standing.agent is None and standing is not last:
            yield standing


def _endorsed(version: _RecordVersion, records: tuple[Approval, ...], why_not: str) -> Endorsement:
    return Endorsement(
        author=version.commit.author,
        agent=version.agent,
        counts=not why_not,
        why_not=why_not,
        signed=version.signed,
        records=records,
    )


def _committers(repository: Repository, history: History, tip: str) -> tuple[Identity, ...]:
    """Return who has committed since adoption, up to the snapshot's commit."""
    since = [history.adopted] if history.adopted is not None else []
    raws = log.commits(repository, [tip], since)
    return tuple(dict.fromkeys(raw.author for raw in raws))
