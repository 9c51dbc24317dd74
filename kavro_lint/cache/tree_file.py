"""Trees as they are kept, and whether Git would list the same paths again.

Git looks into each folder for what it does not track. A folder in which nothing came or went has
the times that it had; where all have, and what says which paths are ignored is the same, Git would
print what it printed. Git's own untracked cache rests on the same (gitformat-index(5)).
"""

import os
from array import array

from kavro_lint.cache.folder import DIGEST, digest, joined, load, numbers_of, save, split
from kavro_lint.cache.inputs import Inputs, Place, content
from kavro_lint.cache.known_paths import FIELDS, ID, Tree, stats_of


class Watch:
    """What the listing of a tree depends on, beside the folders above its paths.

    `untracked` is what Git printed of paths that it does not track. `index` is the stamp of the
    index, empty where that is not to be believed; `excludes` the user's own file of patterns, and
    `rules` a digest of it and of what else tells Git what to ignore. `beside` are `.gitignore`
    files, and folders that Git looks into and lists nothing of, with their stat data in `stats`;
    `ignored` are the folders that it does not look into.
    """

    __slots__ = ("beside", "excludes", "ignored", "index", "rules", "stats", "untracked")

    def __init__(
        self,
        untracked: bytes,
        index: bytes,
        excludes: bytes,
        rules: bytes,
        beside: list[bytes],
        ignored: list[bytes],
        stats: "array[int]",
    ) -> None:
        self.untracked = untracked
        self.index = index
        self.excludes = excludes
        self.rules = rules
        self.beside = beside
        self.ignored = ignored
        self.stats = stats

    def holds(self, place: Place, inputs: Inputs) -> bool:
        """Whether all of it is as it was, but for the index. Raises Unsure."""
        try:
            is_same = self.rules == rules_of(place, inputs, self.excludes)
        except OSError:
            return False
        return is_same and stats_of(place.top, self.beside) == self.stats

    def with_index(self, index: bytes) -> "Watch":
        """Return a copy with another stamp of the index."""
        known = (self.excludes, self.rules, self.beside, self.ignored, self.stats)
        return Watch(self.untracked, index, *known)


def rules_of(place: Place, inputs: Inputs, excludes: bytes) -> bytes:
    """Return a digest of what says which paths are ignored, beside the tree. Raises OSError."""
    shared = content(f"{place.common}/info/exclude")
    return digest(inputs.configuration, shared, excludes, content(os.fsdecode(excludes)))


def split_listing(listing: bytes) -> tuple[bytes, bytes]:
    """Return what Git printed of paths that it tracks, and what, before it, of others."""
    at = 0
    while listing.startswith(b"? ", at):
        at = listing.index(b"\0", at) + 1
    return listing[at:], listing[:at]


def load_tree(place: str, tool: bytes) -> Tree | None:
    """Return a tree that the same kavro-lint has seen; None where there is none."""
    body = load(place)
    if body is None or body[:DIGEST] != tool:
        return None
    try:
        listing, names, paths, above, folders, stats, ids, facts, *watch = split(body, DIGEST)
        known = _paths(paths) if stats else []
        tree = Tree(
            listing, names, known, numbers_of(stats, "q"), _paths(above),
            numbers_of(folders, "q"), bytearray(ids), bytearray(facts),
        )  # fmt: skip
        tree.watch = _watch(watch)
    except ValueError:
        return None
    count, folder_count = len(known), len(tree.above)
    lengths = len(tree.stats), len(tree.folders), len(ids), len(facts)
    if lengths != (count * FIELDS, folder_count * FIELDS, count * ID, count * DIGEST):
        return None
    return tree


def _paths(joined_paths: bytes) -> list[bytes]:
    return joined_paths.split(b"\0") if joined_paths else []


def _watch(parts: list[bytes]) -> Watch | None:
    if not parts:
        return None
    untracked, index, excludes, rules, beside, ignored, stats = parts
    lists = _paths(beside), _paths(ignored), numbers_of(stats, "q")
    if len(lists[2]) != len(lists[0]) * FIELDS:
        raise ValueError("the cache holds other files")
    return Watch(untracked, index, excludes, rules, *lists)


def save_tree(place: str, tool: bytes, tree: Tree) -> None:
    """Keep a tree. Raises OSError."""
    paths = b"\0".join(tree.paths), b"\0".join(tree.above)
    arrays = tree.folders.tobytes(), tree.stats.tobytes(), bytes(tree.ids), bytes(tree.facts)
    watch: tuple[bytes, ...] = ()
    if tree.watch is not None:
        known = tree.watch
        marks = known.untracked, known.index, known.excludes, known.rules
        lists = b"\0".join(known.beside), b"\0".join(known.ignored)
        watch = (*marks, *lists, known.stats.tobytes())
    save(place, tool + joined((tree.listing, tree.names, *paths, *arrays, *watch)))
