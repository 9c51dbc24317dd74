"""Snapshot → what resolution may know of it: paths, also those through links, and manifests."""

from collections.abc import Mapping

from kavro_lint.languages.protocol import Project
from kavro_lint.model import Snapshot, SourceSettings, Unreadable

DEFAULTS = SourceSettings()


def project_of(snapshot: Snapshot, settings: SourceSettings = DEFAULTS) -> Project:
    """Return what resolution may know of a snapshot."""
    files = {path: path for path in snapshot.sources}
    files.update(_through_links(snapshot))
    folders = {""}
    for path in files:
        folder = path.rpartition("/")[0]
        while folder and folder + "/" not in folders:
            folders.add(folder + "/")
            folder = folder.rpartition("/")[0]

    def read(path: str) -> bytes | None:
        try:
            return snapshot.read(files[path])
        except (KeyError, Unreadable):
            return None

    return Project(files, frozenset(folders), read, settings, snapshot.submodules)


# More paths than this through links, and the links are a maze rather than a layout.
MAX_LINKED = 100_000


def _through_links(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the paths that exist only through a symbolic link, with the files they are."""
    linked: dict[str, str] = {}
    for link, target in snapshot.links.items():
        if target in snapshot.sources:
            linked[link] = target
            continue
        folder = target.rstrip("/") + "/"
        for path in snapshot.sources:
            if path.startswith(folder) and len(linked) < MAX_LINKED:
                linked[f"{link}/{path[len(folder) :]}"] = path
    return linked
