"""Answers and trees on the disk: one file each, whole or not there."""

import os
from array import array
from hashlib import blake2b

from kavro_lint.cache.answers.tree import DIGEST, FIELDS, ID, Tree
from kavro_lint.cache.regular_files import read_regular

# Grows when a file means something else.
FORMAT = 1
PREFIX = "seen-"
# Of command lines and terminals; the least recently used go first.
MOST_FILES = 40
MOST_BYTES = 128_000_000


class Answer:
    """What was printed and the exit code, with all that it depends on.

    `state` and `kinds` are digests; `facts` that of all sources' facts; `reads` maps paths that
    were read for other things than facts to the hash of their content; `history` says whether
    Git was asked about more than the state.
    """

    __slots__ = ("code", "facts", "history", "kinds", "output", "reads", "state")

    def __init__(
        self,
        state: bytes,
        kinds: bytes,
        facts: bytes,
        reads: dict[bytes, bytes],
        history: bool,
        code: int,
        output: bytes,
    ) -> None:
        self.state = state
        self.kinds = kinds
        self.facts = facts
        self.reads = reads
        self.history = history
        self.code = code
        self.output = output


def load_answer(place: str) -> Answer | None:
    """Return an answer; None where there is none, or it is damaged."""
    body = _load(place)
    if body is None:
        return None
    try:
        state, kinds, facts, history, code, count, rest = body.split(b"\n", 6)
        *pairs, output = rest.split(b"\0", int(count) * 2)
        reads = dict(zip(pairs[::2], pairs[1::2], strict=True))
        one, two, three = (bytes.fromhex(each.decode()) for each in (state, kinds, facts))
        return Answer(one, two, three, reads, history == b"1", int(code), output)
    except ValueError:
        return None


def save_answer(place: str, answer: Answer) -> None:
    """Keep an answer. Raises OSError."""
    reads = b"".join(b"%b\0%b\0" % pair for pair in answer.reads.items())
    digests = [each.hex().encode() for each in (answer.state, answer.kinds, answer.facts)]
    head = (*digests, b"%d" % answer.history, b"%d" % answer.code, b"%d" % len(answer.reads))
    _save(place, b"\n".join((*head, reads + answer.output)))
    _evict(os.path.dirname(place))


def load_tree(place: str, tool: bytes) -> Tree | None:
    """Return a tree that the same kavro-lint has seen; None where there is none."""
    body = _load(place)
    if body is None or body[:DIGEST] != tool:
        return None
    listing, names = body[DIGEST : DIGEST * 2], body[DIGEST * 2 : DIGEST * 3]
    try:
        count, paths, above, folders, rest = body[DIGEST * 3 :].split(b"\n", 4)
        sizes = [int(paths), int(above), int(folders)]
        sizes += [int(count) * each for each in (FIELDS * 8, ID, DIGEST)]
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
    rest_of = (bytearray(parts[4]), bytearray(parts[5]))
    return Tree(listing, names, known, stats, places, parts[2], *rest_of)


def save_tree(place: str, tool: bytes, tree: Tree) -> None:
    """Keep a tree. Raises OSError."""
    paths = b"\0".join(tree.paths)
    above = b"\0".join(tree.above)
    lengths = (len(tree.paths), len(paths), len(above), len(tree.folders))
    sizes = b"%d\n%d\n%d\n%d\n" % lengths
    digests = tool + tree.listing + tree.names
    arrays = (tree.stats.tobytes(), tree.ids, tree.facts)
    _save(place, b"".join((digests, sizes, paths, above, tree.folders, *arrays)))


def _load(place: str) -> bytes | None:
    """Return what was saved, None for a file that is not whole or of another format."""
    try:
        content = read_regular(place)
    except OSError:
        return None
    body = content[DIGEST:]
    return body if content[:DIGEST] == _checksum(body) else None


def _save(place: str, body: bytes) -> None:
    """Write a file beside its place and put it there whole."""
    beside = f"{place}.{os.getpid()}.new"
    try:
        with open(beside, "xb") as file:
            file.write(_checksum(body) + body)
        os.replace(beside, place)
    except FileExistsError:
        # What a killed process of this number left.
        os.unlink(beside)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def _checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=DIGEST, salt=b"%d" % FORMAT).digest()


def _evict(folder: str) -> None:
    """Remove the answers that were not used for longest, and what killed processes left."""
    kept = [entry for entry in os.scandir(folder) if entry.name.startswith(PREFIX)]
    if len(kept) < MOST_FILES // 2:
        return
    oldest = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in kept)
    size = sum(each[1] for each in oldest)
    if len(kept) <= MOST_FILES and size <= MOST_BYTES:
        return
    # The latest stays, however large it is.
    for number, (_, its_size, path) in enumerate(oldest[:-1]):
        if len(oldest) - number <= MOST_FILES // 2 and size <= MOST_BYTES // 2:
            break
        size -= its_size
        os.unlink(path)


def clock(folder: str) -> int | None:
    """Return what the file system says the time is, in nanoseconds; None for one that is read-only.

    A file server has a clock of its own, and stat data are by that one.
    """
    marker = os.path.join(folder, "clock")
    try:
        if not os.path.isdir(folder):
            os.makedirs(folder, 0o700)
        # Never through a link, which may have come with the repository; nothing is emptied, and
        # nobody waits for the reader of a pipe.
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        flags |= getattr(os, "O_NONBLOCK", 0)
        os.close(os.open(marker, flags, 0o666))
        os.utime(marker)
        return os.stat(marker).st_mtime_ns
    except OSError:
        return None
