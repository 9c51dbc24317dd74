"""Commits since adoption, and those before the blueprint was approved."""

from collections.abc import Collection, Iterator

from kavro_lint.architecture.approvals import APPROVED
from kavro_lint.architecture.scope import governs
from kavro_lint.architecture.workflow import Workflow
from kavro_lint.artifacts import read_plan
from kavro_lint.git import log
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.agreement import Approval
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import Commit, History
from kavro_lint.pipeline.history.history_settings import conventions_of
from kavro_lint.pipeline.survey import Survey


def with_adoption(survey: Survey, history: History, tip: str) -> History:
    """Add what single rules ask of the commits since adoption."""
    history = _since_adoption(survey, history, survey.workflow(history), tip)
    if history.judged and history.adopted:
        history = replace(history, judged=_descendants_of_adoption(survey.repository, history, tip))
        history = replace(
            history, early=frozenset(_committed_before_approval(survey, history, tip))
        )
    return history


def _since_adoption(survey: Survey, history: History, workflow: Workflow, tip: str) -> History:
    """Add what commits touched, as far as a complete task asks for it (KV740)."""
    complete = [task for _, task in workflow.all_tasks() if task.state == "complete" and task.scope]
    if history.adopted is None or not complete:
        return history
    repository = survey.repository
    target = tip if survey.snapshot.kind == "commit" else None
    changes = log.changes_between(repository, history.adopted, target)
    fresh = (path for path, source in survey.snapshot.sources.items() if source.blob is None)
    touched = {path for change in changes for path in change.paths}
    old = commit_snapshot(repository, history.adopted)
    touched.update(path for path in fresh if path not in old.sources)
    if all(_is_touched(workflow, task.id, touched) for task in complete):
        return replace(history, touched=frozenset(touched))
    touched |= log.touched(repository, tip, history.adopted)
    settings = survey.settings
    adopted_plan = read_plan(old, settings.artifacts, settings.task_id, settings.decisions)
    settled = {
        task.id for plan in adopted_plan.all() for task in plan.tasks if task.state == "complete"
    }
    return replace(history, touched=frozenset(touched), settled=frozenset(settled))


def _is_touched(workflow: Workflow, task: str, paths: Collection[str]) -> bool:
    scope = workflow.scopes[task]
    return scope is None or any(scope.names(path) for path in paths)


def _descendants_of_adoption(
    repository: Repository, history: History, tip: str
) -> tuple[Commit, ...]:
    """Return the judged commits that descend from adoption: others are never judged."""
    adopted, judged = history.adopted, history.judged or ()
    if adopted is None or adopted not in {commit.sha for commit in judged}:
        return judged
    since = log.descending(repository, adopted, tip)
    return tuple(commit for commit in judged if commit.sha in since)


def _committed_before_approval(survey: Survey, history: History, tip: str) -> Iterator[str]:
    """Yield the judged commits that no approval of the blueprint came before (KV737).

    None, where there was governed source at adoption already.
    """
    repository, adopted = survey.repository, history.adopted
    if adopted is None or history.judged is None:
        return
    at_adoption = commit_snapshot(repository, adopted)
    if any(governs(survey.architecture, path) for path in at_adoption.sources):
        return
    adding = [
        commit.sha
        for commit in history.judged
        if any(
            change.status in "AC" and governs(survey.architecture, change.path)
            for change in commit.files
        )
    ]
    if not adding:
        return
    may_approve = _approving_commits(survey, tip)
    approved = [sha for sha in may_approve if _is_approved_at(survey, history, sha)]
    for sha in adding:
        if not any(
            approval != sha and log.is_ancestor(repository, approval, sha) for approval in approved
        ):
            yield sha


def _approving_commits(survey: Survey, tip: str) -> tuple[str, ...]:
    """Return the commits that may have approved the blueprint, oldest first."""
    folder = survey.settings.artifacts
    paths = [*conventions_of(survey).blueprints, f"{folder}/approvals"]
    return tuple(reversed(log.touching(survey.repository, tip, paths)))


def _is_approved_at(survey: Survey, history: History, sha: str) -> bool:
    """Whether the blueprint was approved in the tree of a commit."""
    snapshot = commit_snapshot(survey.repository, sha)
    settings = survey.settings
    plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    counting = any(
        _counts(history, approval) for approval in plan.approvals if approval.subject == "blueprint"
    )
    return counting or (not history.approvers and plan.status.startswith(APPROVED))


def _counts(history: History, approval: Approval) -> bool:
    endorsement = history.endorsements.get(approval.path)
    return endorsement.counts if endorsement is not None else not history.approvers
