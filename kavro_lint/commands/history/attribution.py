"""Who and what brought a finding: task, agent, and the commit of a merged branch that wrote it."""

from collections.abc import Iterable, Mapping, Sequence

from kavro_lint.artifacts import id_pattern
from kavro_lint.cache.memory import Memory
from kavro_lint.commands.history.drift_records import Brought, Drift
from kavro_lint.config.settings import Settings
from kavro_lint.git import log
from kavro_lint.git.history import agent_behind, agent_notes, read_commits
from kavro_lint.git.history.identities import AGENTS
from kavro_lint.git.log import BlobChange, Step
from kavro_lint.git.log.mainline_steps import blob_changes_of
from kavro_lint.git.objects import ObjectContents
from kavro_lint.git.repository import Repository
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.sources import SourceReader
from kavro_lint.model.facts import Snapshot, Source, Unreadable
from kavro_lint.model.history import RawCommit

# An agent that only the setting `agents` names has a name that may be a person's.
OTHER_AGENT = "other agent"


def brought_by(
    repository: Repository, line: Sequence[Step], settings: Settings, first: int
) -> Mapping[int, tuple[Brought, ...]]:
    """Return, by the number of a commit of the line, all commits that it brought, newest first.

    `first` is the number of the first of them.
    """
    if not line:
        return {}
    raws = log.commits(repository, [line[-1].sha], line[0].parents[:1])
    by_sha = {raw.sha: raw for raw in raws}
    ids = id_pattern(settings.task_id)
    commits = {
        commit.sha: commit
        for commit in read_commits(
            raws,
            ids,
            settings.agents,
            settings.bots,
            lambda revision: log.one_commit(repository, revision),
        )
    }
    notes = agent_notes(repository, list(by_sha))
    claimed: set[str] = set()
    order = {sha: place for place, sha in enumerate(by_sha)}
    brought: dict[int, tuple[Brought, ...]] = {}
    for number, step in enumerate(line, first):
        shas = sorted(_reached(step.sha, by_sha, claimed), key=order.__getitem__)
        claimed |= set(shas)
        brought[number] = tuple(
            Brought(
                sha=sha,
                number=number,
                agent=tool_behind(by_sha[sha], settings.agents, notes.get(sha, "")),
                task=" ".join(commits[sha].tasks),
                bot=commits[sha].bot,
                merge=len(by_sha[sha].parents) > 1,
            )
            for sha in shas
        )
    return brought


def tool_behind(commit: RawCommit, agents: Sequence[str], note: str) -> str:
    """Return the name of the agent tool behind a commit, "" where nothing says that there is one.

    Who only the setting `agents` names is called by no name.
    """
    name = agent_behind(commit, agents, note)
    if name is None:
        return ""
    known = agent_behind(commit, (), note)
    return known if known is not None and known in AGENTS else OTHER_AGENT


def _reached(start: str, by_sha: Mapping[str, RawCommit], claimed: set[str]) -> set[str]:
    """Return a commit and those that it reaches and no commit before it did."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        sha = waiting.pop()
        if sha in by_sha and sha not in claimed and sha not in reached:
            reached.add(sha)
            waiting += by_sha[sha].parents
    return reached


class Authors:
    """The commits of one merged branch, searched for the one that wrote each finding."""

    def __init__(self, repository: Repository, brought: Sequence[Brought], memory: Memory) -> None:
        self._contents = ObjectContents(repository)
        self._memory = memory
        # Of one commit there is nothing to search.
        written = [commit for commit in brought if not commit.merge] if len(brought) > 1 else []
        changes = blob_changes_of(repository, [commit.sha for commit in written]) if written else {}
        self._touching: dict[str, list[tuple[Brought, BlobChange]]] = {}
        for commit in written:
            for change in changes.get(commit.sha, ()):
                self._touching.setdefault(change.change.path, []).append((commit, change))
        self._only = brought[0] if len(brought) == 1 else None

    def author(self, drift: Drift) -> Brought | None:
        """Return the newest commit that wrote the statement of a finding, or changed its file."""
        touching = self._touching.get(drift.path, [])
        for commit, change in touching:
            if self._says(drift, change.new_blob) and not self._says(drift, change.old_blob):
                return commit
        return touching[0][0] if touching else self._only

    def _says(self, drift: Drift, blob: str) -> bool:
        """Whether a version of a file has the statement that a finding stands at."""
        language = language_of(drift.path)
        if language is None or not blob.strip("0") or not drift.text:
            return False
        source = Source(drift.path, blob)
        snapshot = Snapshot("commit", None, {drift.path: source}, self._contents)
        try:
            facts = SourceReader(snapshot, 5_000_000, self._memory).read(drift.path, language)
        except Unreadable:
            return False
        return any(statement.text == drift.text for *_, statement in facts.statements)


def one_task(commits: Iterable[Brought]) -> str:
    """Return the task that commits name, "" where they name none or several."""
    tasks = {commit.task for commit in commits if commit.task}
    return next(iter(tasks)) if len(tasks) == 1 else ""
