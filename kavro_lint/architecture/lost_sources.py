"""Sources that were governed in one state and exist ungoverned in another."""

from collections.abc import Collection, Iterator, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.model.facts import Snapshot

# Names that many files have, which say nothing of one.
_COMMON = frozenset(
    "__init__ __main__ index main mod lib doc types utils test conftest setup".split()
)
_MINIFIED = (".min", ".bundle", "-min")


def lost_sources(
    now: Architecture, governed: Collection[str], moved: Mapping[str, str], before: Snapshot
) -> tuple[str, ...]:
    """Return the sources that are no longer governed, where they are now.

    `governed` are the files that are governed now, `moved` maps those that were to their new
    places, `before` is the state that they were in.
    """
    # Only what is compared with another state asks.
    from kavro_lint.languages.unread import unread_files

    snapshot, facts = now.snapshot, now.facts
    unread = unread_files(snapshot, facts.foreign, facts.imports)
    loaded = {path for paths in unread.values() for path in paths}
    loaded |= {failure.location.path for failure in facts.failures}
    replaced = frozenset((*snapshot.links, *snapshot.dead_links, *snapshot.submodules))
    lost: set[str] = set()
    removed: list[str] = []
    for old, path in moved.items():
        if path in snapshot.sources:
            # A link in its place leads to it. What tools load under another suffix is no deletion.
            is_loaded = facts.is_source(path) or path in loaded
            lost |= {path} if path not in governed and is_loaded else set()
        elif _is_below(path, replaced):
            lost |= {path} if snapshot.links.get(path) not in governed else set()
        else:
            removed.append(old)
    return tuple(sorted({*lost, *_hidden(now, governed, removed, before)}))


def _is_below(path: str, places: Collection[str]) -> bool:
    """Whether a path is one of several places, or below one."""
    while places and path:
        if path in places:
            return True
        path = path.rpartition("/")[0]
    return False


def _hidden(
    now: Architecture, governed: Collection[str], removed: Collection[str], before: Snapshot
) -> Iterator[str]:
    """Yield new files that nobody governs and that have the names of files that are gone.

    A file that is moved and changed so much that Git sees no move is still the same module.
    """
    names = {_name_of(path) for path in removed}
    if not names:
        return
    for path in now.snapshot.sources:
        is_new = path not in governed and path not in before.sources
        if is_new and now.facts.is_source(path) and _name_of(path) in names:
            yield path


def _name_of(path: str) -> str:
    """Return the name of a module, with its folder where many modules have that name."""
    folders, _, name = path.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    for ending in _MINIFIED:
        stem = stem.removesuffix(ending)
    around = folders.rpartition("/")[2] if stem in _COMMON else ""
    return f"{around}/{stem}.{suffix}"
