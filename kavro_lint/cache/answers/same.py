"""Whether a state still says what an answer was given for."""

import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

from kavro_lint.cache.answers.store import Answer
from kavro_lint.cache.answers.tree import DIGEST, LARGEST, Tree, Unsure, blob_id
from kavro_lint.git.command import command_line, spawn
from kavro_lint.git.safety import environment

# With more changed files than this a whole run is not much slower.
MOST_CHANGED = 100
# To import what gives git many questions at once takes as long as to ask so many one by one.
FEW = 3

Contents = Callable[[Tree, Sequence[int]], Iterator[bytes]]
# The digest of what a source of these bytes says; None where it says nothing for sure.
FactsDigest = Callable[[str, bytes], bytes | None]


def is_same(
    answer: Answer,
    tree: Tree,
    changed: Sequence[int],
    contents: Contents,
    facts_digest: FactsDigest,
) -> bool:
    """Whether the facts and the files that an answer depends on are as they were.

    Changed files are read by `contents`; what is learned of them is written on the tree. Raises
    Unsure.
    """
    wanted = [
        number
        for number in changed
        if tree.is_file(number) and (any(tree.digest(number)) or tree.paths[number] in answer.reads)
    ]
    if len(wanted) > MOST_CHANGED:
        return False
    for number, content in zip(wanted, contents(tree, wanted), strict=True):
        tree.set_id(number, blob_id(content))
        if any(tree.digest(number)):
            digest = facts_digest(os.fsdecode(tree.paths[number]), content)
            if digest is None:
                return False
            tree.set_digest(number, digest)
    if answer.facts != blake2b(tree.facts, digest_size=DIGEST).digest():
        return False
    for path, found in answer.reads.items():
        place = tree.index(path)
        if place is None or tree.id(place).hex().encode() != found:
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
        asked = b"".join(b"%b\n" % tree.id(number).hex().encode() for number in numbers)
        import subprocess

        done = subprocess.run(  # noqa: S603
            command_line(("cat-file", "--batch")), cwd=top, env=environment(), input=asked,
            capture_output=True, check=False,
        )  # fmt: skip
        rest = done.stdout
        for _ in numbers:
            head, _, rest = rest.partition(b"\n")
            words = head.split()
            if len(words) != 3:
                raise Unsure
            size = int(words[2])
            yield _small(rest[:size])
            rest = rest[size + 1 :]

    return contents


def _small(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise Unsure
    return content
