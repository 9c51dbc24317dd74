"""What was read from a file's bytes, kept by their hash: never wrong, at worst not there."""

from kavro_lint.cache.contents import clear, kept
from kavro_lint.cache.database import FactCache, place_below

__all__ = ["FactCache", "clear", "kept", "place_below"]
