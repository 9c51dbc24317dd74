"""The paths that `.gitignore` files of the snapshot ignore, where a build may create files.

Read here, because Git only knows the ignore files of its working tree. The format is that of
gitignore(5).
"""

from collections.abc import Callable
from functools import cache

from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.patterns.ignores import ignoring

LARGEST = 200_000


def ignored_in(snapshot: Snapshot) -> Callable[[str], bool]:
    """Return a function that says whether the snapshot's `.gitignore` files ignore a path.

    The nearest file with a pattern for the path decides. Only those above a path that is asked
    about are read.
    """

    @cache
    def deciding(folder: str) -> Callable[[str], bool | None] | None:
        path = f"{folder}.gitignore"
        if path not in snapshot.sources:
            return None
        try:
            return ignoring(snapshot.read(path, LARGEST).decode("utf-8", "replace").splitlines())
        except (Unreadable, ValueError):
            return None

    def ignored(path: str) -> bool:
        folder = path
        while folder:
            folder = folder[: folder.rstrip("/").rfind("/") + 1]
            decides = deciding(folder)
            decision = None if decides is None else decides(path[len(folder) :])
            if decision is not None:
                return decision
        return False

    return ignored
