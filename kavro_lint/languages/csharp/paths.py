"""Paths and patterns of paths, as project files of .NET write them."""

from functools import lru_cache

from kavro_lint.expressions import expression
from kavro_lint.model.places import normal_path
from kavro_lint.patterns.globs import Glob

_OWN_FOLDER = expression(r"\$\((?:MSBuildThisFileDirectory|MSBuildProjectDirectory)\)/?")


def joined(folder: str, name: str) -> str | None:
    """Return the path in the repository that a file names, None where it is not known."""
    plain = _OWN_FOLDER.sub("", name)
    if "$(" in plain or "%(" in plain or plain.startswith("/") or ":" in plain:
        return None
    return normal_path(folder + plain)


def matches(pattern: str, path: str) -> bool:
    """Whether a path is what a pattern names: `**` stands for folders, `*` for a part of a name."""
    glob = _glob(pattern)
    return glob is not None and glob.matches(path.split("/"))


@lru_cache(maxsize=10_000)
def _glob(pattern: str) -> Glob | None:
    try:
        return Glob(pattern.split("/"))
    except ValueError:
        return None
