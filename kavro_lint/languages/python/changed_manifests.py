"""Two versions of a manifest of Python → whether anything that is read of it differs."""

from functools import lru_cache

from kavro_lint.languages.python.listed_distributions import (
    Dependencies,
    is_list,
    read_dependencies,
)
from kavro_lint.languages.python.manifests import MANIFESTS, Manifest, read_manifest


def names_in_manifest(path: str, old: bytes, new: bytes) -> frozenset[str] | None:
    """Return no names where both say the same, else None: any import may lead elsewhere."""
    return frozenset() if _contents(path, old) == _contents(path, new) else None


# A walk over commits asks of each version twice: as the new one, and then as the old one.
@lru_cache(maxsize=16)
def _contents(path: str, content: bytes) -> tuple[Manifest | None, Dependencies | bytes | None]:
    name = path.rpartition("/")[2]
    manifest = None
    if name in MANIFESTS:
        manifest = read_manifest("", lambda other: content if other == name else None)
    # A list of any other name is one that another list includes.
    return manifest, read_dependencies(path, content) if is_list(path) else content
