"""Repository → history: the commits since adoption, and those of a change."""

from collections.abc import Mapping, Sequence

from kavro_lint.git import log
from kavro_lint.git.history.commit_facts import read_commits, with_changes
from kavro_lint.git.history.mainline import DEEPEN, Base, HistoryMissing, find_mainline
from kavro_lint.git.history.merged_line import MergedLine
from kavro_lint.git.repository import Repository
from kavro_lint.git.revisions import Memory, find_commit
from kavro_lint.model.frozen import frozen
from kavro_lint.model.history import Blindness, Commit, History
from kavro_lint.patterns.linear import IdPattern

NOTES = "refs/notes/kavro"
# Where tools note which lines of a commit an agent wrote (git-ai).
AGENT_NOTES = "refs/notes/ai"


@frozen
class Conventions:
    """What the settings say of history. `blueprints` are paths the blueprint may have had."""

    ids: IdPattern
    blueprints: tuple[str, ...]
    mainline: str | None = None
    adopted: str | None = None
    agents: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()


def find_adopted(repository: Repository, tip: str, conventions: Conventions) -> str | None:
    """Return the commit since which history counts, None where no blueprint was ever committed.

    The setting, else the commit that first added the blueprint. Raises HistoryMissing.
    """
    if conventions.adopted is not None:
        sha = find_commit(repository, conventions.adopted)
        if sha is None:
            raise HistoryMissing(
                f"the commit {conventions.adopted} (setting `adopted`) is not in this clone"
            )
        return sha
    added = log.adding_commits(repository, tip, conventions.blueprints)
    candidates = {sha for shas in added.values() for sha in shas}
    if not candidates:
        return None
    first = _oldest(repository, tip, candidates)
    if first in log.cut_off(repository):
        raise HistoryMissing(
            "this clone is shallow: the commit that added the blueprint is missing"
        )
    return first


def _oldest(repository: Repository, tip: str, candidates: set[str]) -> str:
    if len(candidates) == 1:
        return next(iter(candidates))
    ordered = log.ordered(repository, sorted(candidates))
    return ordered[-1]


@frozen
class HistoryRequest:
    """Which history is asked for: what is merged since adoption, and since which base.

    `memory` keeps what git answers about commits, for the next run. `mainline_at` is the commit
    that the mainline is taken to be at, None for where it is; `line` remembers what was merged up
    to a commit before it.
    """

    merged: bool
    base: Base | None = None
    memory: Memory | None = None
    mainline_at: str | None = None
    line: MergedLine | None = None


def read_history(
    repository: Repository, tip: str | None, conventions: Conventions, request: HistoryRequest
) -> History:
    """Return the history of the commit `tip`: of a branch without commits, nothing."""
    if tip is None:
        return History()
    blind: list[Blindness] = []
    mainline = adopted = None
    merged: tuple[Commit, ...] = ()
    is_adoption_known = False
    if request.merged:
        try:
            mainline = request.mainline_at or find_mainline(repository, conventions.mainline)
            adopted = find_adopted(repository, tip, conventions)
            is_adoption_known = True
            if adopted is not None and request.line is not None:
                ids, agents, bots = conventions.ids, conventions.agents, conventions.bots
                merged = request.line.merged(mainline, adopted, ids, agents, bots)
            elif adopted is not None:
                merged = _read_range(
                    repository, conventions, [mainline], [adopted], "--ancestry-path"
                )
        except HistoryMissing as missing:
            blind.append(Blindness(str(missing), "merged", missing.remedy))
    judged: tuple[Commit, ...] | None = None
    if request.base is not None:
        # What came before adoption is never judged; without one, nothing is.
        since = [adopted] if adopted is not None else [tip] if is_adoption_known else []
        judged = _read_range(repository, conventions, [tip], [request.base.tip, *since])
        shas = [commit.sha for commit in judged]
        judged = with_changes(judged, log.changes_of(repository, shas, request.memory))
        if any(commit.sha in log.cut_off(repository) for commit in judged):
            reason = "this clone is shallow: commits between the base and the snapshot are missing"
            blind.append(Blindness(reason, "range", DEEPEN))
    return History(
        mainline=mainline,
        adopted=adopted,
        merged=merged,
        judged=judged,
        notes=_notes(repository, (*merged, *(judged or ()))) if request.merged else {},
        blind=tuple(blind),
    )


def _read_range(
    repository: Repository,
    conventions: Conventions,
    include: Sequence[str],
    exclude: Sequence[str],
    *options: str,
) -> tuple[Commit, ...]:
    raws = log.commits(repository, include, exclude, *options)
    return read_commits(
        raws,
        conventions.ids,
        conventions.agents,
        conventions.bots,
        lambda sha: log.one_commit(repository, sha),
    )


def _notes(repository: Repository, commits: Sequence[Commit]) -> Mapping[str, str]:
    blobs = log.notes(repository, NOTES)
    shas = {commit.sha for commit in commits}
    blobs_of_commits = {sha: blob for sha, blob in blobs.items() if sha in shas}
    return log.texts(repository, blobs_of_commits)


def agent_notes(repository: Repository, shas: Sequence[str]) -> Mapping[str, str]:
    """Return what Git notes say of the authorship of commits."""
    blobs = log.notes(repository, AGENT_NOTES)
    return log.texts(repository, {sha: blobs[sha] for sha in shas if sha in blobs})
