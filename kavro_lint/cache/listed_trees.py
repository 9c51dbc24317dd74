"""The listing of Git → the tree of a state, with what earlier runs know of it."""

from array import array
from collections.abc import Iterable

from kavro_lint.cache.folder import DIGEST
from kavro_lint.cache.hashing import blake2b
from kavro_lint.cache.known_paths import FIELDS, ID, Tree, Unsure, stats_of


def read_listing(listing: bytes) -> tuple[list[bytes], list[bytes], bytes]:
    """Read `git ls-files -s -t -c -o -z`.

    Return the paths, each once, what stands before each ("H 100644 <blob> 0", or "?"), and a
    digest of both without the hashes.
    """
    entries: dict[bytes, bytes] = {}
    names = blake2b(digest_size=DIGEST)
    for record in listing.split(b"\0")[:-1]:
        entry, _, path = record.partition(b"\t")
        if record[:2] == b"? ":
            entry, path = b"?", record[2:]
        names.update(b"%b\0%b\0" % (entry if entry[:1] == b"S" else entry[:8] + entry[-2:], path))
        entries.setdefault(path.rstrip(b"/"), entry)
    return list(entries), list(entries.values()), names.digest()


def index_tree(listing: bytes, listed: bytes) -> Tree:
    """Return the tree of the index. Raises Unsure for hashes of another kind."""
    paths, entries, names = read_listing(listing)
    words = [entry.split(b" ") for entry in entries]
    if any(len(blob) != ID * 2 for _, _, blob, _ in words):
        raise Unsure
    stats = array("q", bytes(len(paths) * FIELDS * 8))
    stats[::FIELDS] = array("q", (int(mode, 8) for _, mode, _, _ in words))
    ids = bytearray(bytes.fromhex(b"".join(blob for _, _, blob, _ in words).decode("ascii")))
    return Tree(listed, names, paths, stats, ids=ids)


def worktree_tree(top: str, listing: bytes, listed: bytes) -> Tree:
    """Return the tree that is on the disk. Raises Unsure for what cannot be looked at."""
    paths, _, names = read_listing(listing)
    above = folders_above(paths)
    return Tree(listed, names, paths, stats_of(top, paths), above, stats_of(top, above))


def folders_above(paths: Iterable[bytes]) -> list[bytes]:
    """Return the folders that paths are in, the top among them."""
    names = {path[: path.rfind(b"/")] for path in paths if b"/" in path}
    waiting = list(names)
    while waiting:
        above = waiting.pop().rpartition(b"/")[0]
        if above and above not in names:
            names.add(above)
            waiting.append(above)
    return [b".", *sorted(names)]


def take_over(tree: Tree, before: Tree, *, by_content: bool) -> list[int]:
    """Take over what is known of what is the same as before, and return all other places.

    The same is what has the same hash (`by_content`), or the same stat data.
    """
    changed: list[int] = []
    for number, path in enumerate(tree.paths):
        old = before.index(path)
        if old is None or (
            tree.id(number) != before.id(old)
            if by_content
            else tree.stat(number) != before.stat(old)
        ):
            changed.append(number)
            # What was a source before is one again, with facts that are not known.
            tree.set_digest(number, bytes(DIGEST) if old is None else before.digest(old))
            continue
        tree.set_id(number, bytes(before.ids[old * ID : old * ID + ID]))
        tree.set_digest(number, before.digest(old))
    return changed
