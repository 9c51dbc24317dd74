"""Trees as files in the cache's folder."""

from kavro_lint.cache.folder import DIGEST, joined, load, numbers_of, save, split
from kavro_lint.cache.known_paths import FIELDS, ID, Tree


def load_tree(place: str, tool: bytes) -> Tree | None:
    """Return a tree that the same kavro-lint has seen; None where there is none."""
    body = load(place)
    if body is None or body[:DIGEST] != tool:
        return None
    try:
        listing, names, paths, above, folders, stats, ids, facts = split(body, DIGEST)
        known = paths.split(b"\0") if stats else []
        folders_above = above.split(b"\0") if above else []
        fields = numbers_of(stats, "q")
    except ValueError:
        return None
    count = len(known)
    if (len(fields), len(ids), len(facts)) != (count * FIELDS, count * ID, count * DIGEST):
        return None
    arrays = (bytearray(ids), bytearray(facts))
    return Tree(listing, names, known, fields, folders_above, folders, *arrays)


def save_tree(place: str, tool: bytes, tree: Tree) -> None:
    """Keep a tree. Raises OSError."""
    paths = b"\0".join(tree.paths), b"\0".join(tree.above)
    arrays = tree.stats.tobytes(), bytes(tree.ids), bytes(tree.facts)
    save(place, tool + joined((tree.listing, tree.names, *paths, tree.folders, *arrays)))
