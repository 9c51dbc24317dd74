"""Answers that were given, and whether they still hold."""

import os
from collections.abc import Callable, Iterator, Sequence

from kavro_lint.cache.folder import load, save
from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.known_paths import LARGEST, Tree, Unsure
from kavro_lint.git.command import command_line, spawn
from kavro_lint.git.safety import environment

# With more changed files than this a run from the stored imports is not much slower.
MOST_CHANGED = 100
# Importing what asks git many questions at once takes as long as asking so many one by one.
FEW = 3

Contents = Callable[[Tree, Sequence[int]], Iterator[bytes]]
# The digest of what a source of these bytes says; None where it says nothing for sure.
FactsDigest = Callable[[str, bytes], bytes | None]


class Answer:
    """What was printed and the exit code, with all that it was computed from.

    `state` and `kinds` are digests; `facts` that of all sources' facts; `reads` maps paths that
    were read for other things than facts to the hash of their content; `limit` is the largest
    size of a source; `history` says whether Git was asked about more than the state.
    """

    __slots__ = ("code", "facts", "history", "kinds", "limit", "output", "reads", "state")

    def __init__(
        self,
        state: bytes,
        kinds: bytes,
        facts: bytes,
        reads: dict[bytes, bytes],
        limit: int,
        *,
        history: bool,
        code: int,
        output: bytes,
    ) -> None:
        self.state = state
        self.kinds = kinds
        self.facts = facts
        self.reads = reads
        self.limit = limit
        self.history = history
        self.code = code
        self.output = output


def load_answer(place: str) -> Answer | None:
    """Return an answer; None where there is none, or it is damaged."""
    body = load(place)
    if body is None:
        return None
    try:
        state, kinds, facts, limit, history, code, count, rest = body.split(b"\n", 7)
        *pairs, output = rest.split(b"\0", int(count) * 2)
        reads = dict(zip(pairs[::2], pairs[1::2], strict=True))
        return Answer(
            _digest(state), _digest(kinds), _digest(facts), reads, int(limit),
            history=history == b"1", code=int(code), output=output,
        )  # fmt: skip
    except (ValueError, TypeError):
        return None


def _digest(word: bytes) -> bytes:
    return bytes.fromhex(word.decode())


def save_answer(place: str, answer: Answer) -> None:
    """Keep an answer. Raises OSError."""
    reads = b"".join(b"%b\0%b\0" % pair for pair in answer.reads.items())
    digests = [mark.hex().encode() for mark in (answer.state, answer.kinds, answer.facts)]
    numbers = (answer.limit, answer.history, answer.code, len(answer.reads))
    head = b"\n".join((*digests, *(b"%d" % number for number in numbers), reads))
    save(place, head + answer.output)


def reads_are_the_same(
    answer: Answer,
    tree: Tree,
    changed: Sequence[int],
    contents: Contents,
    facts_digest: FactsDigest,
) -> bool:
    """Whether the files that an answer depends on otherwise than by their facts are as they were.

    Changed files are read by `contents`; what is learned of them is written on the tree. Raises
    Unsure.
    """
    to_read = [
        number
        for number in changed
        if tree.is_file(number) and (tree.is_source(number) or tree.paths[number] in answer.reads)
    ]
    if len(to_read) > MOST_CHANGED:
        return False
    for number, content in zip(to_read, contents(tree, to_read), strict=True):
        if tree.paths[number] in answer.reads:
            tree.set_id(number, blob_id(content))
        if tree.is_source(number):
            facts = facts_digest(os.fsdecode(tree.paths[number]), content)
            if facts is None or len(content) > answer.limit:
                return False
            tree.set_digest(number, facts)
    for path, blob in answer.reads.items():
        place = tree.index(path)
        if place is None or tree.id(place).hex().encode() != blob:
            return False
    return True


def on_disk(top: str) -> Contents:
    """Return what reads files of the working tree, never through a link. It raises Unsure."""

    def contents(tree: Tree, numbers: Sequence[int]) -> Iterator[bytes]:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_BINARY", 0)
        for number in numbers:
            place = os.fsencode(top) + b"/" + tree.paths[number]
            try:
                with os.fdopen(os.open(place, flags), "rb") as file:
                    yield _small(file.read(LARGEST + 1))
            except OSError:
                raise Unsure from None

    return contents


def in_objects(top: str) -> Contents:
    """Return what reads the blobs of an index: a few one by one, many at once. It raises Unsure."""

    def contents(tree: Tree, numbers: Sequence[int]) -> Iterator[bytes]:
        if len(numbers) <= FEW:
            for number in numbers:
                code, content, _ = spawn(("cat-file", "blob", tree.id(number).hex()), top)()
                if code:
                    raise Unsure
                yield _small(content)
            return
        yield from _in_one_process(top, [tree.id(number).hex() for number in numbers])

    return contents


def _in_one_process(top: str, blobs: Sequence[str]) -> Iterator[bytes]:
    import subprocess

    done = subprocess.run(  # noqa: S603
        command_line(("cat-file", "--batch")), cwd=top, env=environment(),
        input=b"".join(b"%b\n" % blob.encode() for blob in blobs), capture_output=True, check=False,
    )  # fmt: skip
    rest = done.stdout
    for _ in blobs:
        head, _, rest = rest.partition(b"\n")
        words = head.split()
        if len(words) != 3:
            raise Unsure
        size = int(words[2])
        yield _small(rest[:size])
        rest = rest[size + 1 :]


def _small(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise Unsure
    return content
