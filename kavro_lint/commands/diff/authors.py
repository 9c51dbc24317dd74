"""The commit of a change that added or removed an import.

Each version of a file in the range is read as a source (facts are kept by blob), so statements
over several lines and moved lines are followed.
"""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.architecture import BaseTree
from kavro_lint.commands.diff.records import Origin
from kavro_lint.git import log
from kavro_lint.git.history import read_commits
from kavro_lint.git.log import Version
from kavro_lint.git.objects import ObjectContents
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.sources import SourceReader
from kavro_lint.model import Commit, Import, Snapshot, Source, Unreadable
from kavro_lint.pipeline.history import conventions_of
from kavro_lint.pipeline.survey import Survey

# More files than this are not named to git one by one.
MAX_NAMED = 300
UNCOMMITTED = "not committed yet"
NOBODY = "no single commit of this change"

# Whether a version of a file, by its path and blob, has what is looked for.
Has = Callable[[str, str], bool]


class Authors:
    """Finds the commits of a change, from the base to the snapshot's commit."""

    def __init__(self, survey: Survey, before: BaseTree, base_tip: str) -> None:
        self._survey = survey
        self._tip = survey.snapshot.commit
        self._excluded = tuple(dict.fromkeys((before.commit, base_tip)))
        self._contents = ObjectContents(survey.repository)
        self._raws: dict[tuple[str, str], frozenset[tuple[str, str | None]]] = {}

    def of(self, added: Sequence[Import], removed: Sequence[Import]) -> Mapping[Import, Origin]:
        """Return where each import comes from; of `removed` ones, what took it out."""
        if self._tip is None:
            return {each: Origin(unknown=UNCOMMITTED) for each in (*added, *removed)}
        paths = {path for each in (*added, *removed) for path in (each.importer, each.target)}
        named = sorted(path for path in paths if path and not path.endswith("/"))
        listed = named if len(named) <= MAX_NAMED else []
        versions = log.versions(self._survey.repository, self._tip, self._excluded, listed)
        tip = self._committed()
        found: dict[Import, str] = {}
        for each in added:
            found[each] = self._brought(each, versions, tip)
        for each in removed:
            found[each] = self._taken_out(each, versions, tip)
        commits = _commits(self._survey, {sha for sha in found.values() if " " not in sha})
        return {
            each: Origin(commits[sha]) if sha in commits else Origin(unknown=sha)
            for each, sha in found.items()
        }

    def _committed(self) -> Mapping[str, Source]:
        """Return the files of the snapshot's commit."""
        snapshot = self._survey.snapshot
        if snapshot.kind == "commit" or snapshot.commit is None:
            return snapshot.sources
        return commit_snapshot(self._survey.repository, snapshot.commit).sources

    def _brought(
        self, each: Import, versions: Mapping[str, Sequence[Version]], tip: Mapping[str, Source]
    ) -> str:
        """Return the newest commit that gave the importing file the import, or the file."""
        if not self._is_committed(each, tip):
            return UNCOMMITTED
        brought = self._turned(
            each.importer, versions, lambda blob: self._has(each, each.importer, blob)
        )
        if brought is not None:
            return brought
        # The import was there already: what it leads to is what came.
        if each.target and not each.target.endswith("/") and each.target not in tip:
            return UNCOMMITTED
        return self._turned(each.target, versions, _is_file) or NOBODY

    def _taken_out(
        self, each: Import, versions: Mapping[str, Sequence[Version]], tip: Mapping[str, Source]
    ) -> str:
        """Return the newest commit that took the import out of its file, or what it led to."""
        if not self._is_committed(each, tip):
            without = self._turned(
                each.importer, versions, lambda blob: not self._has(each, each.importer, blob)
            )
            return without or NOBODY
        gone = each.target is not None and each.target not in tip
        without = self._turned(each.target, versions, lambda b: not _is_file(b)) if gone else None
        return without or (NOBODY if self._survey.snapshot.kind == "commit" else UNCOMMITTED)

    def _is_committed(self, each: Import, tip: Mapping[str, Source]) -> bool:
        """Whether the snapshot's commit has the import."""
        source = tip.get(each.importer)
        return source is not None and self._has(each, each.importer, source.blob or "")

    def _turned(
        self,
        path: str | None,
        versions: Mapping[str, Sequence[Version]],
        has: Callable[[str], bool],
    ) -> str | None:
        """Return the newest commit since which the blob at a path has it."""
        found = (each.sha for each in versions.get(path or "", ()) if self._begins(each, has))
        return next(found, None)

    def _begins(self, version: Version, has: Callable[[str], bool]) -> bool:
        """Whether a commit's version has it and that of none of its parents does."""
        # A parent with the very same file is not among those that differ.
        whole = len(version.olds) >= max(len(version.parents), 1)
        return whole and has(version.new) and not any(has(old) for old in version.olds)

    def _has(self, each: Import, path: str, blob: str) -> bool:
        key = (path, blob)
        if key not in self._raws:
            self._raws[key] = self._read(path, blob)
        return (each.raw.specifier, each.raw.name) in self._raws[key]

    def _read(self, path: str, blob: str) -> frozenset[tuple[str, str | None]]:
        language = language_of(path)
        if language is None or not blob.strip("0"):
            return frozenset()
        state = Snapshot("commit", None, {path: Source(path, blob)}, self._contents)
        limit = self._survey.settings.max_file_size
        try:
            facts = SourceReader(state, limit, self._survey.cache).read(path, language)
        except Unreadable:
            # KV002 says so of the snapshot's; an older version has nothing to say here.
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
        lambda named: log.one_commit(repository, named),
    )
    return {commit.sha: commit for commit in commits}
