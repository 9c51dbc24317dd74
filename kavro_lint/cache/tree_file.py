"""Trees as files in the cache's folder."""

from array import array

from kavro_lint.cache.folder import DIGEST, load, save
from kavro_lint.cache.tree import FIELDS, ID, Tree


def load_tree(place: str, tool: bytes) -> Tree | None:
    """Return a tree that the same kavro-lint has seen; None where there is none."""
    body = load(place)
    if body is None or body[:DIGEST] != tool:
        return None
    listing, names = body[DIGEST : DIGEST * 2], body[DIGEST * 2 : DIGEST * 3]
    try:
        count, paths, above, folders, rest = body[DIGEST * 3 :].split(b"\n", 4)
        sizes = [int(paths), int(above), int(folders)]
        sizes += [int(count) * size for size in (FIELDS * 8, ID, DIGEST)]
    except ValueError:
        return None
    if sum(sizes) != len(rest):
        return None
    parts: list[bytes] = []
    at = 0
    for size in sizes:
        parts.append(rest[at : at + size])
        at += size
    stats = array("q")
    stats.frombytes(parts[3])
    known = parts[0].split(b"\0") if int(count) else []
    if len(known) != int(count):
        return None
    places = parts[1].split(b"\0") if parts[1] else []
    arrays = (bytearray(parts[4]), bytearray(parts[5]))
    return Tree(listing, names, known, stats, places, parts[2], *arrays)


def save_tree(place: str, tool: bytes, tree: Tree) -> None:
    """Keep a tree. Raises OSError."""
    paths = b"\0".join(tree.paths)
    above = b"\0".join(tree.above)
    lengths = (len(tree.paths), len(paths), len(above), len(tree.folders))
    sizes = b"%d\n%d\n%d\n%d\n" % lengths
    digests = tool + tree.listing + tree.names
    arrays = (tree.stats.tobytes(), tree.ids, tree.facts)
    save(place, b"".join((digests, sizes, paths, above, tree.folders, *arrays)))
