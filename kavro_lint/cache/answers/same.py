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


def is_same(answer: Answer, tree: Tree, changed: Sequence[int], contents: Contents) -> bool:
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
            tree.set_digest(number, facts_digest(tree.paths[number], content))
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


def facts_digest(path: bytes, content: bytes) -> bytes:
    """Return the digest of the facts of a source. Raises Unsure where there are none."""
    from kavro_lint.cache.encoding import digest, encoded
    from kavro_lint.languages.protocol import LFS_POINTER
    from kavro_lint.languages.registry import language_of, suffix_of
    from kavro_lint.model import Unreadable

    name = os.fsdecode(path)
    language = language_of(name)
    if language is None or content.startswith(LFS_POINTER):
        raise Unsure
    try:
        return digest(encoded(len(content), language.extract(content, suffix_of(name))))
    except Unreadable:
        raise Unsure from None
