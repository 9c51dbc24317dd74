"""The tree of a commit, taken forward along a line of commits change by change."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kavro_lint.git.log import BlobChange, Step
from kavro_lint.git.repository import Repository
from kavro_lint.git.snapshot import commit_with_links
from kavro_lint.git.symbolic_links import links_into
from kavro_lint.languages.snapshot_changes import Changes
from kavro_lint.model.facts import Snapshot, Source
from kavro_lint.model.frozen import replace

REGULAR = frozenset(("100644", "100755", "100664", "000000"))


class Tree:
    """A tree that steps forward; a snapshot of it is made only when somebody looks at it."""

    def __init__(self, repository: Repository, sha: str) -> None:
        """Begin with the whole tree of a commit. Raises CannotJudge."""
        self._repository = repository
        self._begin(sha)

    def _begin(self, sha: str) -> None:
        # Links with their targets as written, and those that lead to something, with what that is.
        self._snapshot, self._written = commit_with_links(self._repository, sha)
        self._links = self._snapshot.links
        self._sources = dict(self._snapshot.sources)
        self._folders = _folders(self._sources)
        self._commit = sha
        self._is_sorted = True

    def step(self, step: Step) -> Changes:
        """Go to the next commit of the line, and return what it changes."""
        if not all(_is_regular(change) for change in step.changes):
            return self._read_again(step)
        self._commit = step.sha
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
        if present and self._written:
            leading_elsewhere = self._follow_links()
            paths |= leading_elsewhere
            present |= leading_elsewhere
            folders |= bool(leading_elsewhere)
        return Changes(frozenset(paths), frozenset(present), folders, self._moved(step))

    def _follow_links(self) -> set[str]:
        """Follow the links among the files that there are now; return those that lead elsewhere."""
        before = self._links
        self._links = links_into(
            self._written, lambda path: path in self._sources or self._folders[path] > 0
        )
        return {link for link in self._written if before.get(link) != self._links.get(link)}

    def _read_again(self, step: Step) -> Changes:
        """Read the whole tree: links and submodules are in it."""
        before = self._sources
        links, submodules = self._written, set(self._snapshot.submodules)
        self._begin(step.sha)
        differing = {
            path
            for path in before.keys() | self._sources.keys()
            if before.get(path) != self._sources.get(path)
        }
        every_link = links.keys() | self._written.keys()
        submodules ^= set(self._snapshot.submodules)
        present = frozenset((before.keys() ^ self._sources.keys()) | every_link | submodules)
        return Changes(frozenset(differing | present), present, True, self._moved(step))

    def _moved(self, step: Step) -> Mapping[str, str]:
        moved = {
            change.change.old: change.change.path
            for change in step.changes
            if change.change.status == "R" and change.change.old is not None
        }
        return _with_folders(moved, self._sources)

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
                self._snapshot,
                commit=self._commit,
                sources=dict(self._sources),
                links=self._links,
                dead_links=tuple(sorted(self._written.keys() - self._links)),
            )
        return self._snapshot


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
