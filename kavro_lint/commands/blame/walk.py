"""The walk from a commit to its first parents, for what each commit brought in."""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.commands.blame.states import (
    Key,
    States,
    files_of,
    is_of_code,
    is_standard,
    is_there,
)
from kavro_lint.commands.blame.tree import REGULAR, Tree
from kavro_lint.config.settings import FILES
from kavro_lint.git import log
from kavro_lint.git.log import BlobChange, Step
from kavro_lint.git.renames import renames
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.languages.registry import is_manifest, is_source
from kavro_lint.model import Finding
from kavro_lint.pipeline.survey import Survey

BATCH = 2_000
_SETTINGS = (*FILES, ".gitattributes")

Progress = Callable[[int, int], None]


class Walk:
    """The walk from the snapshot's commit to its first parents."""

    def __init__(
        self,
        survey: Survey,
        findings: Sequence[Finding],
        statements: Mapping[Key, int],
        progress: Progress,
    ) -> None:
        self._survey = survey
        self.statements = statements
        self.repository = survey.repository
        self._progress = progress
        self._pending = list(findings)
        self._found: dict[int, tuple[str, str]] = {}
        self._states = States(survey)
        self._aside = States(survey)
        self._moved: Mapping[str, str] = {}
        # Path in the state → path in the snapshot, for files that were elsewhere.
        self._now: dict[str, str] = {}
        # The files that `_wanted_of` is about, None for all.
        self._wanted: frozenset[str] | None = None
        self._wanted_of: list[Finding] | None = None

    def origins(self) -> Mapping[int, tuple[str, str]]:
        """Return the commits that brought each finding in: on the line, and as authored."""
        tip = self._survey.snapshot.commit
        if tip is None:
            return {}
        self._of_commits()
        snapshot = commit_snapshot(self.repository, tip)
        if self._survey.snapshot.kind != "commit":
            self._moved = renames(
                self.repository, snapshot, self._survey.snapshot, self._survey.cache
            )
            self._now = dict(self._moved)
        keys = self._states.keys(snapshot, self._now, self._pending)
        absent = [each for each in self._pending if not is_there(each, keys, self.statements)]
        self._pending = [each for each in self._pending if is_there(each, keys, self.statements)]
        if self._survey.snapshot.kind == "commit":
            self._by_file(absent, tip)
        self._walk_back(tip, Tree(self.repository, snapshot))
        return self._found

    def _of_commits(self) -> None:
        """Settle the findings that are about a commit."""
        for finding in self._pending:
            if finding.commit:
                self._found[id(finding)] = (finding.commit, finding.commit)
        self._pending = [each for each in self._pending if id(each) not in self._found]

    def _by_file(self, findings: Sequence[Finding], tip: str) -> None:
        """Settle what no state shows by itself by the last change of the file it stands in."""
        for finding in findings:
            changed = log.touching(self.repository, tip, [finding.location.path])
            if changed:
                self._found[id(finding)] = (changed[0], changed[0])

    def _walk_back(self, tip: str, tree: Tree) -> None:
        count = done = 0
        sha: str | None = tip
        while sha is not None and self._pending:
            batch = list(log.first_parents(self.repository, sha, BATCH))
            count += len(batch)
            sha = None
            for step in batch:
                done += 1
                self._progress(done, count)
                parent = next(iter(step.parents), None)
                sha = parent
                if not self._pending:
                    return
                if parent is None:
                    self._settle(step, self._pending)
                    return
                self._step_back(step, parent, tree)

    def _step_back(self, step: Step, parent: str, tree: Tree) -> None:
        """Step to the parent, and settle what was not there."""
        self._follow(step)
        matters = self._matters(step, tree)
        tree.step_back(parent, step.changes)
        if matters:
            keys = self._states.keys(tree.snapshot, self._now, self._pending)
            gone = [each for each in self._pending if not is_there(each, keys, self.statements)]
            self._settle(step, gone)

    def _follow(self, step: Step) -> None:
        """Follow files to where they were before a commit."""
        if any(each.change.status in "RA" for each in step.changes):
            self._wanted_of = None
        for each in step.changes:
            change = each.change
            if change.status == "R" and change.old is not None:
                self._now[change.old] = self._now.pop(change.path, change.path)
            elif change.status == "A":
                self._now.pop(change.path, None)

    def _matters(self, step: Step, tree: Tree) -> bool:
        """Whether a commit may change what is pending: else its states are not judged."""
        artifacts = any(not is_of_code(each) for each in self._pending)
        return any(
            is_manifest(path)
            or change.new_mode not in REGULAR
            or (artifacts and self._is_of_artifacts(path))
            or (is_source(path) and self._changes_code(change, path, tree))
            for change in step.changes
            for path in change.change.paths
        )

    def _is_of_artifacts(self, path: str) -> bool:
        folder = f"{self._survey.settings.artifacts}/"
        return path.startswith(folder) or path.rpartition("/")[2] in _SETTINGS

    def _changes_code(self, change: BlobChange, path: str, tree: Tree) -> bool:
        """Whether a changed source is one that findings are about, and imports something else."""
        if change.change.status != "M":
            return True
        if self._wanted_of is not self._pending:
            self._wanted_of = self._pending
            self._wanted = files_of(self._pending, self._now)
        if self._wanted is not None and path not in self._wanted:
            return False
        now = self._now.get(path, path)
        if any(is_standard(each) and each.location.path == now for each in self._pending):
            return True
        before, after = (tree.with_blob(path, blob) for blob in (change.old_blob, change.new_blob))
        return not self._states.import_the_same(path, before, after)

    def _settle(self, step: Step, findings: Sequence[Finding]) -> None:
        cut = log.is_shallow(self.repository) and not step.parents
        if findings and not cut:
            side = _Side(self, step, findings)
            for finding in findings:
                self._found[id(finding)] = (step.sha, side.author(finding))
        settled = {id(finding) for finding in findings}
        self._pending = [each for each in self._pending if id(each) not in settled]

    def keys_at(self, sha: str, findings: Sequence[Finding]) -> frozenset[Key]:
        """Return what a commit off the line has of what findings are about."""
        tip = self._survey.snapshot.commit or sha
        moved = {
            change.old: self._moved.get(change.path, change.path)
            for change in log.changes_between(self.repository, sha, tip)
            if change.status == "R" and change.old is not None
        }
        snapshot = commit_snapshot(self.repository, sha)
        return self._aside.keys(snapshot, {**self._moved, **moved}, findings)


class _Side:
    """The commits that a merge brought, looked at for what it settles."""

    def __init__(self, walk: Walk, merge: Step, findings: Sequence[Finding]) -> None:
        self._walk = walk
        self._merge = merge
        self._findings = findings
        self._keys: dict[str, frozenset[Key]] = {}
        self._parents = (
            {
                raw.sha: raw.parents
                for raw in log.commits(walk.repository, merge.parents[1:], merge.parents[:1])
            }
            if len(merge.parents) > 1
            else {}
        )

    def author(self, finding: Finding) -> str:
        """Return the commit before which, on its own branch, the finding was not there."""
        sha, parents = self._merge.sha, self._merge.parents[1:]
        while True:
            there = [each for each in parents if each in self._parents and self._has(each, finding)]
            if not there:
                return sha
            sha = there[0]
            parents = self._parents[sha]

    def _has(self, sha: str, finding: Finding) -> bool:
        if sha not in self._keys:
            self._keys[sha] = self._walk.keys_at(sha, self._findings)
        return is_there(finding, self._keys[sha], self._walk.statements)
