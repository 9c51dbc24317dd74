"""The folders on the way to a path."""

from collections.abc import Iterator


def ancestors(path: str) -> Iterator[str]:
    """Yield the folders above a path, the nearest first; the root is `""`."""
    while path:
        path = path.rpartition("/")[0]
        yield f"{path}/" if path else ""


def shared_folders(one: str, other: str) -> int:
    """Return how many folders two paths begin with alike."""
    count = 0
    for part, match in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if part != match:
            break
        count += 1
    return count
