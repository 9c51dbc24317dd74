"""The tree of a base commit as the case that a snapshot is compared with."""

from collections.abc import Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.case import BaseTree, Case
from kavro_lint.config.settings import read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.frozen import replace
from kavro_lint.model.history import History
from kavro_lint.pipeline.survey import Survey, arrange, facts_of, rules_of


def read_base(case: Case, survey: Survey, commit: str, *, is_change: bool) -> BaseTree:
    """Read the tree of a base commit; `case` is the snapshot's own."""
    # Most runs compare with nothing.
    from kavro_lint.git.renames import moves

    snapshot = commit_snapshot(survey.repository, commit)
    followed = moves(survey.repository, snapshot, survey.snapshot, survey.cache)
    tree = base_tree(case, survey, snapshot, followed.paths)
    return replace(
        tree, commit=snapshot.commit or commit, is_change=is_change, remark=followed.remark
    )


def base_tree(case: Case, survey: Survey, snapshot: Snapshot, moved: Mapping[str, str]) -> BaseTree:
    """Return a tree under its own and the snapshot's policy; `moved` maps old to new paths."""
    from kavro_lint.artifacts import read_plan

    try:
        settings, broken = read_settings(snapshot), None
    except CannotJudge as error:
        settings, broken = survey.settings, str(error)
    facts = facts_of(snapshot, survey.settings, survey.cache)
    plan = read_plan(snapshot, settings.artifacts, settings.task_id, settings.decisions)
    own_architecture = arrange(snapshot, plan, facts, settings, snapshot)
    now = arrange(snapshot, survey.architecture.plan, facts, survey.settings, survey.snapshot)
    now = with_current_owners(now, survey.architecture, moved)
    history = _before_the_change(case.history)
    try:
        rules = rules_of(snapshot, settings)
    except CannotJudge:
        rules = case.rules
    own_case = replace(
        case, settings=settings, rules=rules, architecture=own_architecture, history=history
    )
    documents = None
    folders = tuple(dict.fromkeys((*settings.decisions, *survey.settings.decisions)))
    if folders != settings.decisions:
        more = read_plan(snapshot, settings.artifacts, settings.task_id, folders)
        documents = replace(own_case, architecture=replace(own_architecture, plan=more))
    return BaseTree(
        commit=snapshot.commit or "",
        own=own_case,
        now=replace(case, architecture=now, history=history),
        moved=moved,
        broken=broken,
        documents=documents,
    )


def with_current_owners(
    before: Architecture, now: Architecture, moved: Mapping[str, str]
) -> Architecture:
    """Give files whose old path no module declares any more their present module.

    So a folder that moves together with its row takes its debt with it, while a file that
    moves from one module to another does not.
    """
    ownership = before.ownership
    owners = dict(ownership.owners)
    undeclared = []
    for path in ownership.undeclared:
        owner = now.module(moved.get(path, path))
        if owner is None:
            undeclared.append(path)
        else:
            owners[path] = owner
    current = replace(ownership, owners=owners, undeclared=tuple(undeclared))
    return replace(before, ownership=current)


def _before_the_change(history: History) -> History:
    """Return the history before the base: without the commits that are judged now."""
    if history.judged is None:
        return replace(history, merged=())
    new = {commit.sha for commit in history.judged}
    merged = tuple(commit for commit in history.merged if commit.sha not in new)
    return replace(history, merged=merged, judged=None)
