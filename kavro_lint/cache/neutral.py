"""From a known answer to that of a state whose changed sources add nothing to report."""

import os
from collections.abc import Callable

from kavro_lint.cache.contributions import Contributions, decoded
from kavro_lint.cache.folder import DIGEST, digest, load, save
from kavro_lint.cache.hashing import blob_id
from kavro_lint.cache.known_paths import Tree, differing
from kavro_lint.cache.stored_answers import MOST_CHANGED, Answer, Contents

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kavro_lint.cache.cached_run import CachedRun


class ChangedSources:
    """Sources by number that are not as they were, with the tree that they are in.

    `limit` is the largest size of a source; `read` reads the bytes of a path, None for what is not
    there.
    """

    __slots__ = ("contents", "limit", "read", "tree")

    def __init__(
        self,
        tree: Tree,
        limit: int,
        contents: "Mapping[int, bytes]",
        read: Callable[[str], bytes | None],
    ) -> None:
        self.tree = tree
        self.limit = limit
        self.contents = contents
        self.read = read

    def number(self, path: str) -> int | None:
        """Return the number of a path, None where there is none."""
        return self.tree.index(os.fsencode(path))


# From an answer, what files added to it, and the sources that differ: the output and the exit code
# now, None where the state must be judged.
Neutral = Callable[[Answer, Contributions, ChangedSources], tuple[bytes, int] | None]


def save_contributions(place: str, answer: Answer, contributions: bytes) -> None:
    """Keep what files add to an answer, and to no other. Raises OSError."""
    save(place, _mark(answer) + contributions)


def load_contributions(place: str, answer: Answer) -> Contributions | None:
    """Return what files add to an answer, None where that is not kept."""
    body = load(place)
    if body is None or body[:DIGEST] != _mark(answer):
        return None
    contributions = decoded(body[DIGEST:])
    if contributions is None or digest(contributions.digests) != answer.facts:
        return None
    return contributions


def _mark(answer: Answer) -> bytes:
    return digest(answer.state, answer.kinds, answer.facts, answer.output)


def after_neutral_change(
    run: "CachedRun", answer: Answer, tree: Tree, contents: Contents, neutral: Neutral
) -> tuple[Answer, Contributions] | None:
    """Return the answer for a tree, and what files add to it, from those of an earlier state.

    `run` has looked at the tree, `contents` reads its files. None where the difference must be
    judged. Raises Unsure.
    """
    contributions = load_contributions(run.added_place, answer)
    if contributions is None:
        return None
    changed = differing(contributions.digests, bytes(tree.facts), DIGEST)
    if not 0 < len(changed) <= MOST_CHANGED:
        return None
    others = [number for number in changed if number not in run.seen]
    sources = dict(zip(changed, contents(tree, changed), strict=True))
    if any(blob_id(sources[number]) != tree.id(number) for number in others):
        return None
    reads = dict(answer.reads)

    def read(path: str) -> bytes | None:
        """Return a manifest that resolution asks for; what it is, the answer depends on."""
        number = tree.index(os.fsencode(path))
        if number is None or not tree.is_file(number):
            return None
        content = next(iter(contents(tree, [number])))
        reads[tree.paths[number]] = blob_id(content).hex().encode()
        return content

    known_reads = answer.reads.items()
    changed_sources = ChangedSources(tree, answer.limit, sources, read)
    try:
        rendered = neutral(answer, contributions, changed_sources)
    except OverflowError:
        # Counts that no run has written.
        return None
    if rendered is None or any(reads[known_path] != blob for known_path, blob in known_reads):
        return None
    contributions.digests = bytes(tree.facts)
    output, code = rendered
    after = Answer(
        answer.state, answer.kinds, digest(tree.facts), reads, answer.limit, history=answer.history,
        code=code, output=output,
    )  # fmt: skip
    return after, contributions
