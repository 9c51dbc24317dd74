"""The commit of a change that added or removed an import.

Each version of a file in the range is read as a source (facts are kept by blob), so statements
over several lines and moved lines are followed.
"""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.architecture.case import BaseTree
from kavro_lint.commands.diff.change_records import Origin
from kavro_lint.git import log
from kavro_lint.git.history import read_commits
from kavro_lint.git.log import Version
from kavro_lint.git.objects import ObjectContents
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.sources import SourceReader
from kavro_lint.model.facts import Snapshot, Source, Unreadable
from kavro_lint.model.history import Commit
from kavro_lint.model.imports import Import
from kavro_lint.pipeline.history import conventions_of
from kavro_lint.pipeline.survey import Survey

# Git is given at most this many paths; for more, it reads all.
MAX_NAMED = 300
UNCOMMITTED = "not committed yet"
NOBODY = "no single commit of this change"


class Authors:
    """Finds the commits of a change, from the base to the snapshot's commit."""

    def __init__(self, survey: Survey, before: BaseTree, base_tip: str) -> None:
        self._survey = survey
        self._tip = survey.snapshot.commit
        self._excluded = tuple(dict.fromkeys((before.commit, base_tip)))
        self._contents = ObjectContents(survey.repository)
        self._raws: dict[tuple[str, str], frozenset[tuple[str, str | None]]] = {}

    def of(self, added: Sequence[Import], removed: Sequence[Import]) -> Mapping[Import, Origin]:
        """Return the commit that added each import; of `removed` ones, that removed it."""
        if self._tip is None:
            return {import_: Origin(unknown=UNCOMMITTED) for import_ in (*added, *removed)}
        paths = {
            path for import_ in (*added, *removed) for path in (import_.importer, import_.target)
        }
        files = sorted(path for path in paths if path and not path.endswith("/"))
        listed = files if len(files) <= MAX_NAMED else []
        versions = log.versions(self._survey.repository, self._tip, self._excluded, listed)
        tip = self._committed()
        shas: dict[Import, str] = {}
        for import_ in added:
            shas[import_] = self._adding_commit(import_, versions, tip)
        for import_ in removed:
            shas[import_] = self._removing_commit(import_, versions, tip)
        commits = _commits(self._survey, {sha for sha in shas.values() if " " not in sha})
        return {
            import_: Origin(commits[sha]) if sha in commits else Origin(unknown=sha)
            for import_, sha in shas.items()
        }

    def _committed(self) -> Mapping[str, Source]:
        """Return the files of the snapshot's commit."""
        snapshot = self._survey.snapshot
        if snapshot.kind == "commit" or snapshot.commit is None:
            return snapshot.sources
        return commit_snapshot(self._survey.repository, snapshot.commit).sources

    def _adding_commit(
        self, import_: Import, versions: Mapping[str, Sequence[Version]], tip: Mapping[str, Source]
    ) -> str:
        """Return the newest commit that added the import to its file, or the imported file."""
        if not self._is_committed(import_, tip):
            return UNCOMMITTED
        sha = self._newest_commit_with(
            import_.importer, versions, lambda blob: self._has(import_, import_.importer, blob)
        )
        if sha is not None:
            return sha
        # The file had the import before: the commit added what it leads to.
        if import_.target and not import_.target.endswith("/") and import_.target not in tip:
            return UNCOMMITTED
        return self._newest_commit_with(import_.target, versions, _is_file) or NOBODY

    def _removing_commit(
        self, import_: Import, versions: Mapping[str, Sequence[Version]], tip: Mapping[str, Source]
    ) -> str:
        """Return the newest commit that removed the import from its file, or the imported file."""
        if not self._is_committed(import_, tip):
            sha = self._newest_commit_with(
                import_.importer,
                versions,
                lambda blob: not self._has(import_, import_.importer, blob),
            )
            return sha or NOBODY
        target_is_gone = import_.target is not None and import_.target not in tip
        sha = (
            self._newest_commit_with(import_.target, versions, lambda blob: not _is_file(blob))
            if target_is_gone
            else None
        )
        return sha or (NOBODY if self._survey.snapshot.kind == "commit" else UNCOMMITTED)

    def _is_committed(self, import_: Import, tip: Mapping[str, Source]) -> bool:
        """Whether the snapshot's commit has the import."""
        source = tip.get(import_.importer)
        return source is not None and self._has(import_, import_.importer, source.blob or "")

    def _newest_commit_with(
        self,
        path: str | None,
        versions: Mapping[str, Sequence[Version]],
        condition: Callable[[str], bool],
    ) -> str | None:
        """Return the newest commit since which the blob at a path meets the condition."""
        shas = (
            version.sha
            for version in versions.get(path or "", ())
            if self._is_first_with(version, condition)
        )
        return next(shas, None)

    def _is_first_with(self, version: Version, condition: Callable[[str], bool]) -> bool:
        """Whether a commit's version meets the condition and that of none of its parents does."""
        # A parent with the very same file is not among those that differ.
        differs_from_all = len(version.olds) >= max(len(version.parents), 1)
        return (
            differs_from_all
            and condition(version.new)
            and not any(condition(old) for old in version.olds)
        )

    def _has(self, import_: Import, path: str, blob: str) -> bool:
        key = (path, blob)
        if key not in self._raws:
            self._raws[key] = self._read(path, blob)
        return (import_.raw.specifier, import_.raw.name) in self._raws[key]

    def _read(self, path: str, blob: str) -> frozenset[tuple[str, str | None]]:
        language = language_of(path)
        if language is None or not blob.strip("0"):
            return frozenset()
        state = Snapshot("commit", None, {path: Source(path, blob)}, self._contents)
        limit = self._survey.settings.max_file_size
        try:
            facts = SourceReader(state, limit, self._survey.cache).read(path, language)
        except Unreadable:
            # KV002 reports it in the snapshot; an older version counts as one without imports.
            return frozenset()
        return frozenset((raw.specifier, raw.name) for raw in facts.imports)


def _is_file(blob: str) -> bool:
    return bool(blob.strip("0"))


def _commits(survey: Survey, shas: set[str]) -> Mapping[str, Commit]:
    """Return the commits with what they say."""
    conventions = conventions_of(survey)
    repository: Repository = survey.repository
    raws = log.commits(repository, sorted(shas), (), "--no-walk=unsorted")
    commits = read_commits(
        raws,
        conventions.ids,
        conventions.agents,
        conventions.bots,
        lambda revision: log.one_commit(repository, revision),
    )
    return {commit.sha: commit for commit in commits}
