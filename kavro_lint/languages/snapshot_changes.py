"""The difference between two snapshots: contents, paths and folders."""

from collections.abc import Iterable, Mapping

from kavro_lint.languages.visible_files import folders_of
from kavro_lint.model.facts import Snapshot
from kavro_lint.model.frozen import field, frozen


@frozen
class Changes:
    """What differs from the state before.

    `paths` are those whose content, or presence, is another; `present` are those of them that came,
    went, are links or submodules; `folders` says that folders came or went. `moved` maps old paths,
    and folders ending in `/`, to new ones.
    """

    paths: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    folders: bool = False
    moved: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def everything(cls, paths: Iterable[str]) -> "Changes":
        """Return the changes by which a tree comes that nothing came before."""
        every = frozenset(paths)
        return cls(every, every, True)

    @property
    def layout(self) -> bool:
        """Whether paths came or went."""
        return bool(self.present)

    def then(self, later: "Changes") -> "Changes":
        """Return these changes and the later ones as one."""
        moved = {old: later.moved.get(new, new) for old, new in self.moved.items()}
        moved |= {old: new for old, new in later.moved.items() if old not in self.moved.values()}
        return Changes(
            self.paths | later.paths,
            self.present | later.present,
            self.folders or later.folders,
            {old: new for old, new in moved.items() if old != new},
        )


def changes_between(before: Snapshot, now: Snapshot) -> Changes:
    """Return what differs between two snapshots whose contents have known hashes.

    Where links are in one of them, all links count as changed: where they lead depends on the
    paths that there are. No file is taken for one that moved.
    """
    old, new = before.sources, now.sources
    paths = {path for path in new if _differs(path, before, now)}
    present = old.keys() ^ new.keys()
    present |= set(before.submodules) ^ set(now.submodules)
    folders = bool(present) and folders_of(old) != folders_of(new)
    if present or before.links != now.links:
        links = {*before.links, *now.links}
        present |= links
        folders = folders or bool(links)
    return Changes(frozenset(paths | present), frozenset(present), folders)


def _differs(path: str, before: Snapshot, now: Snapshot) -> bool:
    """Whether a file is not known to hold the same bytes in both."""
    old, new = before.sources.get(path), now.sources[path]
    if old is None:
        return True
    if old is new and new.blob is not None:
        return False
    blob = new.blob or now.ids.get(path)
    return blob is None or blob != (old.blob or before.ids.get(path))
