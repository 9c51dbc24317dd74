"""Paths that a tool names → paths of the repository, and which of them are the contract's own."""

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

_APPROVE = re.compile(
    r"(?:^|[\s;&|(`'\"/\\])kavro[-_]lint(?:\.exe)?['\"]?(?:\s+-C\s+\S+)?\s+approve(?:\s|$)"
)
_AS_MODULE = re.compile(r"python[\d.]*(?:\s+-\w+)*\s+-m\s+kavro_lint\b")
# What runs hooks, whatever its name; all other files of the contract have one of these endings.
_FOLDERS = (".git/", ".github/hooks/", ".husky/")
# The names of files beside a tool's settings that can switch its hooks off.
_SWITCHES = ("settings.", "hooks.", "config.")
_SUFFIXES = (".md", ".toml", ".json", ".yaml")
# A command line is looked at no further.
LONGEST_COMMAND = 20_000


def inside(top: Path, folder: str, named: Iterable[str]) -> Mapping[str, str]:
    """Return the paths in the repository of what a tool names; what lies outside is left out.

    Links are followed as an editor would: a file behind a link is judged where it really is.
    """
    root = os.path.realpath(top)
    paths = {}
    for path in named:
        if "\0" in path:
            continue
        real = os.path.realpath(Path(folder or root, path))
        if real.startswith(root.rstrip(os.sep) + os.sep):
            paths[path] = os.path.relpath(real, root).replace(os.sep, "/")
    return paths


def read_file(top: Path, path: str, limit: int) -> bytes | None:
    """Return the bytes of a file of the working tree; None for no regular file, or a larger one."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(top / path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            content = file.read(limit + 1)
    except OSError:
        # Not there, or not to be read: the tool itself will say so.
        return None
    return content if len(content) <= limit else None


def is_approval(path: str, artifacts: str) -> bool:
    """Whether a path is that of an approval; `artifacts` is the folder of the plan."""
    return path.startswith(f"{artifacts}/approvals/")


def is_of_the_contract(path: str, artifacts: str) -> bool:
    """Whether a path is the blueprint, an approval, the settings, or a file that runs hooks."""
    if not path.endswith(_SUFFIXES):
        return path.startswith(_FOLDERS)
    from kavro_lint.agents.dialects import dialect, names
    from kavro_lint.model.plan import BLUEPRINTS, SETTINGS

    spoken = [dialect(name) for name in names()]
    folder, _, name = path.rpartition("/")
    return (
        is_approval(path, artifacts)
        or path in {f"{artifacts}/{name}" for name in BLUEPRINTS}
        or any(path == tool.SETTINGS for tool in spoken)
        or (name.startswith(_SWITCHES) and any(folder == tool.FOLDER for tool in spoken))
        or path in (".pre-commit-config.yaml", *SETTINGS)
        or path.startswith(_FOLDERS)
    )


def runs_approve(command: str) -> bool:
    """Whether a shell command runs `kavro-lint approve`."""
    plain = _AS_MODULE.sub("kavro-lint", command[:LONGEST_COMMAND])
    return _APPROVE.search(plain) is not None


def own_table(content: bytes | None) -> object:
    """Return what a pyproject.toml says to kavro-lint, None for nothing or what cannot be read."""
    import tomllib

    try:
        document = tomllib.loads((content or b"").decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    tool = document.get("tool")
    return tool.get("kavro-lint") if isinstance(tool, dict) else None
