"""Paths as includes write them."""


def normal(path: str) -> str | None:
    """Return a path without `.`, `..` and empty parts; None where it leads above the top."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def folder_of(path: str) -> str:
    """Return the folder of a file, ending in `/`; the root is `""`."""
    return path[: path.rfind("/") + 1]
