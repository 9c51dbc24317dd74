"""What was read from a file's bytes, kept by their hash: never wrong, at worst not there."""

from importlib import import_module

# As type checkers know it; importing `typing` takes longer than an answer from memory.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.contents import clear, kept
    from kavro_lint.cache.database import FactCache, place_below

__all__ = ["FactCache", "clear", "kept", "place_below"]

_HOMES = {
    "clear": "contents",
    "kept": "contents",
    "FactCache": "database",
    "place_below": "database",
}


def __getattr__(name: str) -> object:
    """Import what is asked for: one changed file needs its encoding and nothing else of this."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
