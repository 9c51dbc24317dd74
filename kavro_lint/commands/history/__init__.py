"""Drift over time: every commit of the mainline judged, and each finding an interval.

See docs/contract.md#61-kavro-lint-history.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from kavro_lint.architecture.exempting import policy_of
from kavro_lint.cache.folder import folder_of
from kavro_lint.cache.recent import RecentFacts
from kavro_lint.cache.tool import contents_digest
from kavro_lint.commands.history.divided_walk import DividedWalk
from kavro_lint.commands.history.line_walk import Walk
from kavro_lint.commands.history.state_contract import Contract, remembering
from kavro_lint.commands.history.store import Store
from kavro_lint.config.settings import Settings, read_settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.history import HistoryMissing, find_mainline
from kavro_lint.git.log import is_shallow
from kavro_lint.git.log.mainline_steps import LineCommit, first_parent_line
from kavro_lint.git.repository import Repository, open_repository
from kavro_lint.git.revisions import commit, find_commit
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.model.agreement import fingerprint
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.pipeline.request import Request
from kavro_lint.pipeline.survey import read

THEN, NOW = "then", "now"
CONTRACTS = (THEN, NOW)
Progress = Callable[[int, int], None]


@frozen(eq=False)
class Judged:
    """A line of commits, all judged: `store` has them. `remarks` are what a reader must know."""

    repository: Repository
    settings: Settings
    line: Sequence[LineCommit]
    store: Store
    contract: str
    remarks: tuple[str, ...] = ()


def judge_line(
    directory: Path,
    contract: str = THEN,
    tip: str | None = None,
    progress: Progress = lambda done, of: None,
    *,
    mainline: str | None = None,
    keep: str | None = None,
    divided: bool = True,
) -> Judged:
    """Judge the mainline, or the first-parent line of `tip`; what is known is not judged again.

    `mainline` names the branch where the setting does not; `keep` is the folder of the store, the
    repository's own by default. A long line is `divided` between two processes, where that is of
    use. Raises CannotJudge.
    """
    repository = open_repository(directory)
    head = _newest(repository, tip)
    settings = read_settings(commit_snapshot(repository, head))
    main = _mainline(repository, mainline or settings.mainline)
    sha = commit(repository, tip) if tip is not None else main
    if sha is None:
        name = mainline or settings.mainline
        raise CannotJudge(
            f"the mainline `{name}` does not exist here"
            if name
            else "no mainline is known here: neither origin/HEAD nor main nor master",
            "name a revision, or the branch in the setting `mainline`",
        )
    line = first_parent_line(repository, sha)
    today = contract_of_today(directory, repository, sha) if contract == NOW else None
    # Only the mainline is kept: another line would take its place each time.
    folder = keep or folder_of(os.fspath(repository.common_dir))
    folder = folder if sha == main else ""
    store = Store(folder, contract, _judged_by(settings, today))
    memory = RecentFacts()

    def begin(store: Store) -> Walk:
        return Walk(repository, line, store, settings, today, memory=memory)

    # Of today's contract in a bare repository both processes would ask the same Git.
    if divided and (today is None or repository.top is not None):
        DividedWalk(line, store, begin).run(progress)
    else:
        begin(store).run(progress)
    return Judged(repository, settings, line, store, contract, tuple(_remarks(repository)))


def _newest(repository: Repository, tip: str | None) -> str:
    """Return the commit whose settings count: the one that is checked out, else the newest."""
    sha = find_commit(repository, "HEAD") or (find_commit(repository, tip) if tip else None)
    sha = sha or _mainline(repository, None)
    if sha is None:
        raise CannotJudge("there is no commit yet", "commit something, and run again")
    return sha


def _mainline(repository: Repository, setting: str | None) -> str | None:
    try:
        return find_mainline(repository, setting)
    except HistoryMissing:
        return None


def contract_of_today(directory: Path, repository: Repository, sha: str) -> Contract:
    """Return the contract of the working tree; of a bare repository, that of the line's end."""
    rev = sha if repository.top is None else None
    survey = read(Request(directory, rev=rev))
    settings, snapshot = survey.settings, survey.snapshot
    contract = Contract(
        settings,
        survey.rules,
        survey.architecture.plan,
        remembering(policy_of(snapshot, settings)),
        snapshot,
    )
    if not contract.exists:
        raise CannotJudge("there is no blueprint to judge by", "draft one with `kavro-lint init`")
    return contract


def _judged_by(settings: Settings, today: Contract | None) -> str:
    """Return what the findings of a commit depend on beside the commit itself."""
    parts = [contents_digest().hex(), repr((settings.agents, settings.bots, settings.task_id))]
    if today is not None:
        plans = today.plan.all()
        parts.append(repr(replace(today.settings, places={})))
        parts += [plan.documents.get(plan.blueprint or "", "") for plan in plans]
        parts.append(repr(_attributes(today.attributes)))
    return fingerprint(*parts)


def _attributes(snapshot: Snapshot) -> list[bytes]:
    return [
        snapshot.read(path)
        for path in snapshot.sources
        if path.rpartition("/")[2] == ".gitattributes"
    ]


def _remarks(repository: Repository) -> list[str]:
    if is_shallow(repository):
        return ["this clone is shallow: earlier commits are missing"]
    return []
