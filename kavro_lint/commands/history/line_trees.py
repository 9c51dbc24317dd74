"""The tree of a commit, taken forward along a line of commits change by change."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kavro_lint.git.log import BlobChange, Step
from kavro_lint.git.path_listing import tree_entries
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_snapshot
from kavro_lint.languages.snapshot_changes import Changes
from kavro_lint.model import Snapshot, Source
from kavro_lint.model.frozen import replace

REGULAR = frozenset(("100644", "100755", "100664", "000000"))


class Tree:
    """A tree that steps forward; a snapshot of it is made only when somebody looks at it."""

    def __init__(self, repository: Repository, sha: str) -> None:
        """Begin with the whole tree of a commit. Raises CannotJudge."""
        self._repository = repository
        self._snapshot = commit_snapshot(repository, sha)
        self._sources = dict(self._snapshot.sources)
        self._folders = _folders(self._sources)
        self._commit = sha
        self._is_sorted = True
        self._has_links = _has_links(repository, sha)

    def step(self, step: Step) -> Changes:
        """Go to the next commit of the line, and return what it changes."""
        self._commit = step.sha
        # Where links lead depends on which files there are.
        is_layout = self._has_links and any(entry.change.status in "ADR" for entry in step.changes)
        if is_layout or not all(_is_regular(change) for change in step.changes):
            return self._read_again(step)
        paths: set[str] = set()
        present: set[str] = set()
        folders = False
        for blob_change in step.changes:
            change = blob_change.change
            paths.add(change.path)
            if change.status in "DR":
                old = change.old or change.path
                paths.add(old)
                present.add(old)
                if self._sources.pop(old, None) is not None:
                    folders |= self._leave(old)
        for blob_change in step.changes:
            change = blob_change.change
            if change.status != "D":
                if change.path not in self._sources:
                    present.add(change.path)
                    self._is_sorted = False
                    folders |= self._enter(change.path)
                self._sources[change.path] = Source(change.path, blob_change.new_blob)
        moved = {
            change.change.old: change.change.path
            for change in step.changes
            if change.change.status == "R" and change.change.old is not None
        }
        return Changes(
            frozenset(paths), frozenset(present), folders, _with_folders(moved, self._sources)
        )

    def _read_again(self, step: Step) -> Changes:
        """Read the whole tree: links and submodules are in it."""
        before = self._sources
        links, submodules = self._snapshot.links, set(self._snapshot.submodules)
        self._snapshot = commit_snapshot(self._repository, step.sha)
        self._sources = dict(self._snapshot.sources)
        self._folders, self._is_sorted = _folders(self._sources), True
        self._has_links = _has_links(self._repository, step.sha)
        differing = {
            path
            for path in before.keys() | self._sources.keys()
            if before.get(path) != self._sources.get(path)
        }
        every_link = links.keys() | self._snapshot.links.keys()
        moved = {
            change.change.old: change.change.path
            for change in step.changes
            if change.change.status == "R" and change.change.old is not None
        }
        submodules ^= set(self._snapshot.submodules)
        present = frozenset((before.keys() ^ self._sources.keys()) | every_link | submodules)
        paths = frozenset(differing | present)
        return Changes(paths, present, True, _with_folders(moved, self._sources))

    def _enter(self, path: str) -> bool:
        is_new = False
        for folder in _above(path):
            self._folders[folder] += 1
            is_new |= self._folders[folder] == 1
        return is_new

    def _leave(self, path: str) -> bool:
        is_gone = False
        for folder in _above(path):
            self._folders[folder] -= 1
            is_gone |= self._folders[folder] == 0
        return is_gone

    @property
    def snapshot(self) -> Snapshot:
        """The tree as it is now."""
        if self._snapshot.commit != self._commit:
            if not self._is_sorted:
                self._sources, self._is_sorted = dict(sorted(self._sources.items())), True
            self._snapshot = replace(
                self._snapshot, commit=self._commit, sources=dict(self._sources)
            )
        return self._snapshot


def _has_links(repository: Repository, sha: str) -> bool:
    return any(entry.is_link for entry in tree_entries(repository, sha))


def _is_regular(blob_change: BlobChange) -> bool:
    return blob_change.old_mode in REGULAR and blob_change.new_mode in REGULAR


def _above(path: str) -> Iterable[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _folders(sources: Iterable[str]) -> Counter[str]:
    return Counter(folder for path in sources for folder in _above(path))


def _with_folders(moved: dict[str, str], sources: Mapping[str, Source]) -> Mapping[str, str]:
    """Add the folders, ending in `/`, all of whose files went to one other folder."""
    if not moved:
        return {}
    places: dict[str, set[str]] = {}
    for old, new in moved.items():
        places.setdefault(_folder(old), set()).add(_folder(new))
    staying = {_folder(path) for path in sources} if places else set()
    folders = {
        old: next(iter(new))
        for old, new in places.items()
        if len(new) == 1 and old not in new and old not in staying
    }
    return {**moved, **folders}


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"
