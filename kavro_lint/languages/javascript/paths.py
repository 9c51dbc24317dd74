"""Paths of the repository: relative to its root, `/` between parts, folders ending in `/`."""

from functools import lru_cache


def folder_of(path: str) -> str:
    """Return the folder that a file, or a folder ending in `/`, is in; `""` is the root."""
    return path.rstrip("/").rpartition("/")[0] + "/" if "/" in path.rstrip("/") else ""


@lru_cache(maxsize=4096)
def above(folder: str) -> tuple[str, ...]:
    """Return a folder and all folders around it, the root last."""
    parts = folder.split("/")[:-1]
    return (*("/".join(parts[:depth]) + "/" for depth in range(len(parts), 0, -1)), "")


def join(folder: str, relative: str) -> str | None:
    """Return where a relative path leads from a folder, None for out of the repository.

    A folder keeps its final `/`; the root is `""`.
    """
    if ".." not in relative and "./" not in relative and "//" not in relative:
        return folder + relative if relative != "." else folder
    parts = folder.split("/")[:-1]
    last = ""
    for part in relative.split("/"):
        last = part
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    path = "/".join(parts)
    return path + "/" if path and last in ("", ".", "..") else path
