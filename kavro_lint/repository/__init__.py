"""git → snapshot."""

from importlib import import_module

# As type checkers know it; importing `typing` takes longer than an answer from memory.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.repository.attributes import ungoverned_by_attributes
    from kavro_lint.repository.git import Repository, ignored, open_repository
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


_HOMES = {
    "attributes": ("ungoverned_by_attributes",),
    "git": ("Repository", "ignored", "open_repository"),
    "history": ("Memory",),
    "renames": ("renames",),
    "snapshot": ("commit_snapshot", "index_snapshot", "is_whole", "worktree_snapshot"),
}


def __getattr__(name: str) -> object:
    """Import what is asked for: an answer from memory runs git and needs nothing else of this."""
    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = found
            return found
    if name == "history":
        return import_module(f"{__name__}.history")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
