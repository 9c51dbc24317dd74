"""git → snapshot."""

from pathlib import Path

from kavro_lint.repository.attributes import ungoverned_by_attributes
from kavro_lint.repository.git import Repository, environment, ignored, locate
from kavro_lint.repository.history import Memory
from kavro_lint.repository.renames import renames
from kavro_lint.repository.snapshot import (
    commit_snapshot,
    index_snapshot,
    is_whole,
    worktree_snapshot,
)

__all__ = [
    "Memory",
    "Repository",
    "commit_snapshot",
    "ignored",
    "index_snapshot",
    "is_whole",
    "open_repository",
    "renames",
    "ungoverned_by_attributes",
    "worktree_snapshot",
]


def open_repository(directory: Path) -> Repository:
    """Return the repository around a directory. Raises CannotJudge where there is none."""
    return locate(directory, environment())
