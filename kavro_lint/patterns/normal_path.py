"""Paths as they are once `.` and `..` are followed."""


def normal_path(path: str) -> str | None:
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
