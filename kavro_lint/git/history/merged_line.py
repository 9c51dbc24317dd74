"""The commits merged since adoption at one commit of a line after the other, each read once."""

from collections.abc import Sequence

from kavro_lint.git import log
from kavro_lint.git.history.commit_facts import read_commits
from kavro_lint.git.history.message_conventions import SHORTEST_SHA
from kavro_lint.git.repository import Repository
from kavro_lint.model.history import Commit
from kavro_lint.patterns.linear import IdPattern


class MergedLine:
    """Remembers what a line has merged: the next commit of it only adds what it brings.

    Whoever asks goes forward along first parents; another adoption, other conventions or a commit
    that is not ahead start again.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._conventions: object = None
        self._tip: str | None = None
        self._merged: tuple[Commit, ...] = ()
        self._by_sha: dict[str, Commit] = {}
        self._by_beginning: dict[str, list[Commit]] = {}

    def merged(
        self,
        tip: str,
        adopted: str,
        ids: IdPattern,
        agents: Sequence[str],
        bots: Sequence[str],
    ) -> tuple[Commit, ...]:
        """Return the commits up to `tip` that descend from `adopted`, as `read_history` does.

        A commit that comes after the last `tip` along first parents has all that it had, and what
        it brings stands before that in Git's topological order.
        """
        conventions = adopted, ids, tuple(agents), tuple(bots)
        if self._tip == tip and self._conventions == conventions:
            return self._merged
        is_ahead = self._tip is not None and self._conventions == conventions
        if not is_ahead:
            self._merged, self._by_sha, self._by_beginning = (), {}, {}
        begin = self._tip if is_ahead and self._tip is not None else adopted
        raws = log.commits(self._repository, [tip], [begin])
        descending = {adopted}
        for raw in reversed(raws):
            if any(parent in descending or parent in self._by_sha for parent in raw.parents):
                descending.add(raw.sha)
        brought = read_commits(
            [raw for raw in raws if raw.sha in descending],
            ids,
            agents,
            bots,
            lambda revision: log.one_commit(self._repository, revision),
            known=self._known,
        )
        self._note(brought)
        self._conventions, self._tip = conventions, tip
        self._merged = (*brought, *self._merged)
        return self._merged

    def _known(self, revision: str) -> Commit | None:
        candidates = self._by_beginning.get(revision[:SHORTEST_SHA], ())
        return next((commit for commit in candidates if commit.sha.startswith(revision)), None)

    def _note(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            self._by_sha[commit.sha] = commit
            self._by_beginning.setdefault(commit.sha[:SHORTEST_SHA], []).append(commit)
