"""The walk from a commit to its first parents, and the findings that each commit introduced."""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.commands.blame.earlier_states import (
    Key,
    States,
    files_of,
    is_in_state,
    is_of_code,
    is_standard,
)
from kavro_lint.commands.blame.parent_trees import REGULAR, Tree
from kavro_lint.commands.blame.witnesses import Witnesses
from kavro_lint.config.settings import FILES
from kavro_lint.git import log
from kavro_lint.git.log import BlobChange, Step
from kavro_lint.git.renames import renames
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.languages.reach import is_known_by_name
from kavro_lint.languages.registry import is_source
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.findings import Finding
from kavro_lint.pipeline.survey import Survey

BATCH = 2_000
_SETTINGS = (*FILES, ".gitattributes")

Progress = Callable[[int, int], None]


class Walk:
    """A walk from a commit to its first parents.

    `inside` are the commits that it may reach, None for all. A branch that was merged is walked
    in the same way, from its tip, for the findings of the merge.
    """

    def __init__(
        self,
        survey: Survey,
        findings: Sequence[Finding],
        statements: Mapping[Key, int],
        outer: "Walk | None" = None,
        inside: frozenset[str] | None = None,
    ) -> None:
        self._survey = survey
        self._statements = statements
        self._repository = survey.repository
        self._progress: Progress = _in_silence
        self._inside = inside
        self._pending = list(findings)
        self._shas: dict[int, tuple[str, str]] = {}
        # Branches share what is known of files, apart from the line that they were merged to.
        self.side_states: States = outer.side_states if outer is not None else States(survey)
        self._states = self.side_states if outer is not None else States(survey)
        self._witnesses = Witnesses(self._states.statements, self._states.reading, statements)
        # The pending findings without witnesses, as `_may_matter` was last asked about them.
        self._unwitnessed: list[Finding] = []
        # Path in the commit → path in the snapshot, for files that the working tree moved.
        self._moved: Mapping[str, str] = outer._moved if outer is not None else {}
        # Path in the state → path in the snapshot, for files that were elsewhere.
        self._new_paths: dict[str, str] = {}
        # The files that `_relevant_to` is about, None for all.
        self._relevant_files: frozenset[str] | None = None
        self._relevant_to: list[Finding] | None = None

    def origins(self, progress: Progress) -> Mapping[int, tuple[str, str]]:
        """Return the two commits that introduced each finding: on the line, and as authored."""
        self._progress = progress
        tip = self._survey.snapshot.commit
        if tip is None:
            return {}
        self._settle_by_commit()
        snapshot = commit_snapshot(self._repository, tip)
        if self._survey.snapshot.kind != "commit":
            self._moved = renames(
                self._repository, snapshot, self._survey.snapshot, self._survey.cache
            )
            self._new_paths = dict(self._moved)
        absent = self._begin(snapshot)
        if self._survey.snapshot.kind == "commit":
            self._settle_by_file(absent, tip)
        self._walk_back(tip, Tree(self._repository, snapshot))
        return self._shas

    def authors_from(self, side: str) -> Mapping[int, str]:
        """Return the commit of a merged branch that introduced each finding that its tip has."""
        tip = self._survey.snapshot.commit or side
        moved = {
            change.old: self._moved.get(change.path, change.path)
            for change in log.changes_between(self._repository, side, tip)
            if change.status == "R" and change.old is not None
        }
        self._new_paths = {**self._moved, **moved}
        snapshot = commit_snapshot(self._repository, side)
        self._begin(snapshot)
        self._walk_back(side, Tree(self._repository, snapshot))
        return {key: author for key, (_, author) in self._shas.items()}

    def _begin(self, snapshot: Snapshot) -> list[Finding]:
        """Judge the state that the walk starts from, and return the findings that it lacks."""
        keys = self._states.keys(snapshot, self._new_paths, self._pending)
        present, absent = list[Finding](), list[Finding]()
        for finding in self._pending:
            is_there = is_in_state(finding, keys, self._statements)
            (present if is_there else absent).append(finding)
        self._pending = present
        self._renew_witnesses(present)
        return absent

    def _settle_by_commit(self) -> None:
        """Settle the findings that are about a commit."""
        for finding in self._pending:
            if finding.commit:
                self._shas[id(finding)] = (finding.commit, finding.commit)
        self._pending = [finding for finding in self._pending if id(finding) not in self._shas]

    def _settle_by_file(self, findings: Sequence[Finding], tip: str) -> None:
        """Settle findings that no state shows by the last change of their file."""
        for finding in findings:
            changed = log.touching(self._repository, tip, [finding.location.path])
            if changed:
                self._shas[id(finding)] = (changed[0], changed[0])

    def _walk_back(self, tip: str, tree: Tree) -> None:
        count = steps_done = 0
        sha: str | None = tip
        while sha is not None and self._pending:
            most = BATCH if self._inside is None else min(BATCH, len(self._inside))
            batch = list(log.first_parents(self._repository, sha, most))
            count += len(batch)
            sha = None
            for step in batch:
                steps_done += 1
                self._progress(steps_done, count)
                parent = next(iter(step.parents), None)
                sha = parent
                if not self._pending:
                    return
                if parent is None or not (self._inside is None or parent in self._inside):
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
                finding for finding in in_doubt if not is_in_state(finding, keys, self._statements)
            ]
            self._settle(step, absent)
            absent_ids = set(map(id, absent))
            self._renew_witnesses(
                [finding for finding in in_doubt if id(finding) not in absent_ids]
            )

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
            self._may_be_manifest(blob_change, path)
            or blob_change.new_mode not in REGULAR
            or (artifacts and self._is_of_artifacts(path))
            or (is_source(path) and self._changes_code(blob_change, path, tree))
            for blob_change in step.changes
            for path in blob_change.change.paths
        )

    def _may_be_manifest(self, blob_change: BlobChange, path: str) -> bool:
        is_new = blob_change.change.status != "M" and is_known_by_name(path)
        return is_new or self._states.reading.asks(path)

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
        cut = log.is_shallow(self._repository) and not step.parents
        if findings and not cut:
            authors = self._authors_in_merge(step, findings) if len(step.parents) > 1 else {}
            for finding in findings:
                self._shas[id(finding)] = (step.sha, authors.get(id(finding), step.sha))
        settled = {id(finding) for finding in findings}
        self._witnesses.forget(findings)
        self._pending = [finding for finding in self._pending if id(finding) not in settled]

    def _authors_in_merge(self, merge: Step, findings: Sequence[Finding]) -> Mapping[int, str]:
        """Return the commits of the merged branches that introduced findings of a merge."""
        first, *sides = merge.parents
        merged = log.reached(self._repository, sides, [first])
        inside = merged if self._inside is None else merged & self._inside
        authors: dict[int, str] = {}
        for side in sides:
            remaining = [finding for finding in findings if id(finding) not in authors]
            if remaining and side in inside:
                branch = Walk(self._survey, remaining, self._statements, self, inside)
                authors |= branch.authors_from(side)
        return authors


def _in_silence(done: int, total: int) -> None:
    """Show no progress: a branch is short."""
