"""Snapshot → what resolution may know of it: paths, also those through links, and manifests."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping

from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Snapshot, SourceSettings, Unreadable

DEFAULTS = SourceSettings()


def project_of(
    snapshot: Snapshot,
    settings: SourceSettings = DEFAULTS,
    folders: frozenset[str] | None = None,
) -> Project:
    """Return what resolution may know of a snapshot; `folders` are those that its files are in.

    None where nobody knows them yet.
    """
    files = {path: path for path in snapshot.sources}
    linked = _through_links(snapshot)
    folders = folders_of(files) if folders is None else folders
    if linked:
        folders |= folders_of(linked)
        files.update(linked)

    def read(path: str) -> bytes | None:
        try:
            return snapshot.read(files[path])
        except (KeyError, Unreadable):
            return None

    return Project(files, folders, read, settings, snapshot.submodules)


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Return every folder that paths are in, each ending in `/`, the root as `""`."""
    folders = {path[: path.rfind("/") + 1] for path in paths} | {""}
    waiting = list(folders)
    while waiting:
        folder = waiting.pop()[:-1]
        above = folder[: folder.rfind("/") + 1]
        if above not in folders:
            folders.add(above)
            waiting.append(above)
    return frozenset(folders)


def with_links(snapshot: Snapshot, paths: Collection[str]) -> Collection[str]:
    """Return paths, and those that they have through links to the folders around them."""
    places = [
        (f"{target}/", f"{link}/")
        for link, target in snapshot.links.items()
        if target not in snapshot.sources
    ]
    if not places:
        return paths
    linked = {
        f"{link}{path[len(folder) :]}"
        for folder, link in places
        for path in paths
        if path.startswith(folder)
    }
    return linked.union(paths)


# More paths than this through links, and the links are a maze rather than a layout.
MAX_LINKED = 100_000


def _through_links(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the paths that exist only through a symbolic link, with the files they are."""
    linked: dict[str, str] = {}
    paths: list[str] = []
    for link, target in snapshot.links.items():
        if target in snapshot.sources:
            linked[link] = target
            continue
        folder = target.rstrip("/") + "/"
        paths = paths or sorted(snapshot.sources)
        # No path stands between those in the folder: "0" follows "/".
        start, end = bisect_left(paths, folder), bisect_left(paths, f"{folder[:-1]}0")
        for path in paths[start : min(end, start + MAX_LINKED - len(linked))]:
            linked[f"{link}/{path[len(folder) :]}"] = path
    return linked
