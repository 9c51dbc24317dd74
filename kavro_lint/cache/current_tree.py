"""The tree of a state as it is now: of what Git lists, or of what it listed the last time."""

import os

from kavro_lint.cache.folder import digest
from kavro_lint.cache.inputs import MISSING, Place, content
from kavro_lint.cache.known_paths import FIELDS, ID, Tree, differing, stats_of
from kavro_lint.cache.tree_file import load_tree, split_listing
from kavro_lint.git.command import spawn

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    from kavro_lint.cache.cached_run import CachedRun
    from kavro_lint.git.command import Answer

_TRACKED = ("ls-files", "-s", "-t", "-c", "-z", "--full-name")
_ALL = (*_TRACKED, "-o", "--exclude-standard")


def look_at(run: "CachedRun") -> bool:
    """Give a run the tree of its state; False where Git cannot list it. Raises Unsure, OSError."""
    if run.request.kind == "commit":
        return True
    tree = _of_index(run) if run.request.kind == "index" else _of_worktree(run)
    if tree is None:
        return False
    run.tree, run.kinds = tree, tree.kinds(run.top())
    return True


def ask_again(run: "CachedRun", tree: Tree) -> bytes | None:
    """Return what Git prints of a tree's paths, None where they are others meanwhile."""
    listing = _printed(spawn(_ALL, run.place.top))
    return listing if listing is not None and _digest(listing) == tree.listing else None


def _of_index(run: "CachedRun") -> Tree | None:
    if not _is_listed_whole(run.place):
        return None
    waiting = spawn(_TRACKED, run.place.top)
    before = run.before = load_tree(run.tree_place, run.tool)
    run.listing = _printed(waiting)
    if run.listing is None:
        return None
    listed = _digest(run.listing)
    if before is not None and before.listing == listed:
        return before
    # Mostly Git lists what it did before.
    from kavro_lint.cache.listed_trees import index_tree

    return _with_what_is_known(run, index_tree(run.listing, listed), by_content=True)


def _of_worktree(run: "CachedRun") -> Tree | None:
    top, before = run.place.top, load_tree(run.tree_place, run.tool)
    run.before = before
    if before is None:
        return _listed_anew(run, _printed(spawn(_ALL, top)))
    folders = stats_of(top, before.above)
    if before.watch is not None and run.inputs is not None and folders == before.folders:
        run.watch = before.watch if before.watch.holds(run.place, run.inputs) else None
    watch, waiting = run.watch, None
    if watch is None or run.inputs is None or watch.index != run.inputs.index:
        run.is_as_watched = before.watch is None
        waiting = spawn(_ALL if watch is None else _TRACKED, top)
    # While Git lists what is there, we look at what was there the last time.
    stats = stats_of(top, before.paths)
    if waiting is None:
        return _seen_again(run, before, stats, folders)
    printed = _printed(waiting)
    if printed is not None and watch is not None:
        printed = watch.untracked + printed
    if printed is not None and _digest(printed) == before.listing:
        run.listing = printed
        return _seen_again(run, before, stats, folders)
    tree = _listed_anew(run, printed)
    if tree is not None and watch is not None and tree.names != before.names:
        # What was not tracked may be tracked now, and the other way round.
        run.watch = None
        return _listed_anew(run, _printed(spawn(_ALL, top)))
    return tree


def _seen_again(run: "CachedRun", before: Tree, stats: "array[int]", folders: "array[int]") -> Tree:
    tree = before.with_stats(stats, folders)
    run.changed = differing(tree.stats, before.stats, FIELDS)
    for number in run.changed:
        tree.set_id(number, bytes(ID))
    return tree


def _listed_anew(run: "CachedRun", listing: bytes | None) -> Tree | None:
    if listing is None:
        return None
    from kavro_lint.cache.listed_trees import worktree_tree

    run.listing = listing
    tree = worktree_tree(run.place.top, listing, _digest(listing))
    return _with_what_is_known(run, tree, by_content=False)


def _with_what_is_known(run: "CachedRun", tree: Tree, *, by_content: bool) -> Tree:
    from kavro_lint.cache.listed_trees import take_over

    run.changed = (
        list(range(len(tree.paths)))
        if run.before is None
        else take_over(tree, run.before, by_content=by_content)
    )
    return tree


def _printed(waiting: "Callable[[], Answer]") -> bytes | None:
    """Return what Git printed, None where it failed or complained."""
    code, printed, complaint = waiting()
    return None if code or complaint else printed


def _digest(listing: bytes) -> bytes:
    return digest(*split_listing(listing))


def _is_listed_whole(place: Place) -> bool:
    """Whether `git ls-files` lists all that an index says: not what is only intended to be added.

    Such entries need the third version of the format (gitformat-index(5)).
    """
    if any(name.startswith("sharedindex.") for name in os.listdir(place.git_dir)):
        return False
    begin = content(f"{place.git_dir}/index")[:8]
    return begin in (MISSING, b"DIRC\0\0\0\2")
