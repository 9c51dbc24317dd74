"""The paths that `.gitignore` files of the snapshot ignore, where a build may create files.

Read here, because Git only knows the ignore files of its working tree. The format is that of
gitignore(5).
"""

from collections.abc import Callable

from kavro_lint.model import Snapshot, Unreadable
from kavro_lint.patterns.ignores import ignoring

LARGEST = 200_000


def ignored_in(snapshot: Snapshot) -> Callable[[str], bool]:
    """Return a function that says whether the snapshot's `.gitignore` files ignore a path.

    The nearest file with a pattern for the path decides.
    """
    files: list[tuple[str, Callable[[str], bool | None]]] = []
    for path in snapshot.sources:
        folder, _, name = path.rpartition("/")
        if name == ".gitignore":
            try:
                lines = snapshot.read(path, LARGEST).decode("utf-8", "replace").splitlines()
                files.append((f"{folder}/" if folder else "", ignoring(lines)))
            except (Unreadable, ValueError):
                continue
    files.sort(key=lambda entry: len(entry[0]), reverse=True)

    def ignored(path: str) -> bool:
        for folder, is_ignored in files:
            if path.startswith(folder):
                decision = is_ignored(path[len(folder) :])
                if decision is not None:
                    return decision
        return False

    return ignored
