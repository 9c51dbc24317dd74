"""The folders of paths, and paths as they are once `..` is followed."""

from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.model.places import normal_path

_ABSOLUTE = expression(r"[A-Za-z]:|[/\\]")


def ancestors(path: str) -> Iterator[str]:
    """Yield the folders above a path, the nearest first; the root is `""`."""
    while path:
        path = path.rpartition("/")[0]
        yield f"{path}/" if path else ""


def shared_folders(path: str, other: str) -> int:
    """Return how many folders two paths begin with alike."""
    count = 0
    for part, match in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if part != match:
            break
        count += 1
    return count


def folder_of(path: str) -> str:
    """Return the folder of a file, ending in `/`; the root is `""`."""
    return path[: path.rfind("/") + 1]


def joined(folder: str, path: str) -> str | None:
    """Return the path that one written in a folder leads to; None out of the repository.

    Folders end in `/`, the root is `""`; the result has no `/` at its end.
    """
    return None if _ABSOLUTE.match(path) else normal_path(folder + path.replace("\\", "/"))
