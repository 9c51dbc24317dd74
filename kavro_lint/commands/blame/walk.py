"""The walk from a commit to its first parents, and the findings that each commit introduced."""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.commands.blame.states import (
    Key,
    States,
    files_of,
    is_in_state,
    is_of_code,
    is_standard,
)
from kavro_lint.commands.blame.tree import REGULAR, Tree
from kavro_lint.commands.blame.witnesses import Witnesses
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
        self._shas: dict[int, tuple[str, str]] = {}
        self._states = States(survey)
        self._witnesses = Witnesses(self._states.steps)
        # The pending findings without witnesses, as `_may_matter` was last asked about them.
        self._unwitnessed: list[Finding] = []
        self._side_states = States(survey)
        self._moved: Mapping[str, str] = {}
        # Path in the state → path in the snapshot, for files that were elsewhere.
        self._new_paths: dict[str, str] = {}
        # The files that `_relevant_to` is about, None for all.
        self._relevant_files: frozenset[str] | None = None
        self._relevant_to: list[Finding] | None = None

    def origins(self) -> Mapping[int, tuple[str, str]]:
        """Return the two commits that introduced each finding: on the line, and as authored."""
        tip = self._survey.snapshot.commit
        if tip is None:
            return {}
        self._settle_by_commit()
        snapshot = commit_snapshot(self.repository, tip)
        if self._survey.snapshot.kind != "commit":
            self._moved = renames(
                self.repository, snapshot, self._survey.snapshot, self._survey.cache
            )
            self._new_paths = dict(self._moved)
        keys = self._states.keys(snapshot, self._new_paths, self._pending)
        absent = [
            finding for finding in self._pending if not is_in_state(finding, keys, self.statements)
        ]
        self._pending = [
            finding for finding in self._pending if is_in_state(finding, keys, self.statements)
        ]
        if self._survey.snapshot.kind == "commit":
            self._settle_by_file(absent, tip)
        self._renew_witnesses(self._pending)
        self._walk_back(tip, Tree(self.repository, snapshot))
        return self._shas

    def _settle_by_commit(self) -> None:
        """Settle the findings that are about a commit."""
        for finding in self._pending:
            if finding.commit:
                self._shas[id(finding)] = (finding.commit, finding.commit)
        self._pending = [finding for finding in self._pending if id(finding) not in self._shas]

    def _settle_by_file(self, findings: Sequence[Finding], tip: str) -> None:
        """Settle findings that no state shows by the last change of their file."""
        for finding in findings:
            changed = log.touching(self.repository, tip, [finding.location.path])
            if changed:
                self._shas[id(finding)] = (changed[0], changed[0])

    def _walk_back(self, tip: str, tree: Tree) -> None:
        count = steps_done = 0
        sha: str | None = tip
        while sha is not None and self._pending:
            batch = list(log.first_parents(self.repository, sha, BATCH))
            count += len(batch)
            sha = None
            for step in batch:
                steps_done += 1
                self._progress(steps_done, count)
                parent = next(iter(step.parents), None)
                sha = parent
                if not self._pending:
                    return
                if parent is None:
                    self._settle(step, self._pending)
                    return
                self._step_back(step, parent, tree)

    def _step_back(self, step: Step, parent: str, tree: Tree) -> None:
        """Step to the parent, and settle the findings that it does not have."""
        self._follow_renames(step)
        in_doubt = self._witnesses.in_doubt(step.changes, tree)
        if self._unwitnessed and self._may_matter(step, tree):
            in_doubt += self._unwitnessed
        tree.step_back(parent, step.changes)
        if in_doubt:
            keys = self._states.keys(tree.snapshot, self._new_paths, in_doubt)
            absent = [
                finding for finding in in_doubt if not is_in_state(finding, keys, self.statements)
            ]
            self._settle(step, absent)
            gone = set(map(id, absent))
            self._renew_witnesses([finding for finding in in_doubt if id(finding) not in gone])

    def _renew_witnesses(self, findings: Sequence[Finding]) -> None:
        """Find what shows that findings are in the state that was judged last."""
        self._witnesses.renew(findings, self._states.architecture, self._new_paths)
        covers = self._witnesses.covers
        self._unwitnessed = [finding for finding in self._pending if not covers(finding)]

    def _follow_renames(self, step: Step) -> None:
        """Follow files to where they were before a commit."""
        if any(blob_change.change.status in "RA" for blob_change in step.changes):
            self._relevant_to = None
        for blob_change in step.changes:
            change = blob_change.change
            if change.status == "R" and change.old is not None:
                self._new_paths[change.old] = self._new_paths.pop(change.path, change.path)
            elif change.status == "A":
                self._new_paths.pop(change.path, None)

    def _may_matter(self, step: Step, tree: Tree) -> bool:
        """Whether a commit may change a finding without witnesses; if not, none is judged."""
        artifacts = any(not is_of_code(finding) for finding in self._unwitnessed)
        return any(
            is_manifest(path)
            or blob_change.new_mode not in REGULAR
            or (artifacts and self._is_of_artifacts(path))
            or (is_source(path) and self._changes_code(blob_change, path, tree))
            for blob_change in step.changes
            for path in blob_change.change.paths
        )

    def _is_of_artifacts(self, path: str) -> bool:
        folder = f"{self._survey.settings.artifacts}/"
        return path.startswith(folder) or path.rpartition("/")[2] in _SETTINGS

    def _changes_code(self, blob_change: BlobChange, path: str, tree: Tree) -> bool:
        """Whether a changed source is one that findings are about, and imports something else."""
        if blob_change.change.status != "M":
            return True
        if self._relevant_to is not self._unwitnessed:
            self._relevant_to = self._unwitnessed
            self._relevant_files = files_of(self._unwitnessed, self._new_paths)
        if self._relevant_files is not None and path not in self._relevant_files:
            return False
        new_path = self._new_paths.get(path, path)
        if any(
            is_standard(finding) and finding.location.path == new_path
            for finding in self._unwitnessed
        ):
            return True
        before, after = (
            tree.with_blob(path, blob) for blob in (blob_change.old_blob, blob_change.new_blob)
        )
        return not self._states.import_the_same(path, before, after)

    def _settle(self, step: Step, findings: Sequence[Finding]) -> None:
        cut = log.is_shallow(self.repository) and not step.parents
        if findings and not cut:
            side = _MergedCommits(self, step, findings)
            for finding in findings:
                self._shas[id(finding)] = (step.sha, side.author(finding))
        settled = {id(finding) for finding in findings}
        self._witnesses.forget(findings)
        self._pending = [finding for finding in self._pending if id(finding) not in settled]

    def keys_at(self, sha: str, findings: Sequence[Finding]) -> frozenset[Key]:
        """Return which rules and atoms of the findings a commit off the line has."""
        tip = self._survey.snapshot.commit or sha
        moved = {
            change.old: self._moved.get(change.path, change.path)
            for change in log.changes_between(self.repository, sha, tip)
            if change.status == "R" and change.old is not None
        }
        snapshot = commit_snapshot(self.repository, sha)
        return self._side_states.keys(snapshot, {**self._moved, **moved}, findings)


class _MergedCommits:
    """The commits of a merged branch, searched for the authors of the merge's findings."""

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
        """Return the commit on the branch whose parents do not have the finding."""
        sha, parents = self._merge.sha, self._merge.parents[1:]
        while True:
            containing = [
                parent
                for parent in parents
                if parent in self._parents and self._has(parent, finding)
            ]
            if not containing:
                return sha
            sha = containing[0]
            parents = self._parents[sha]

    def _has(self, sha: str, finding: Finding) -> bool:
        if sha not in self._keys:
            self._keys[sha] = self._walk.keys_at(sha, self._findings)
        return is_in_state(finding, self._keys[sha], self._walk.statements)
