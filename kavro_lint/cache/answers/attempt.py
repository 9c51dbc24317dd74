"""One command line: answered from memory, or run and then remembered."""

import os
import sys
import time
from array import array
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from kavro_lint.cache.answers import state
from kavro_lint.cache.answers.same import FactsDigest, in_objects, is_same, on_disk
from kavro_lint.cache.answers.store import (
    PREFIX,
    Answer,
    clock,
    load_answer,
    load_tree,
    save_answer,
    save_tree,
)
from kavro_lint.cache.answers.tree import (
    DIGEST,
    FIELDS,
    ID,
    TIME,
    Tree,
    Unsure,
    blob_id,
    differences,
    folders_of,
    index_tree,
    stats_of,
    take_over,
    without_racy,
    worktree_tree,
)
from kavro_lint.cache.places import folder_of
from kavro_lint.git.command import spawn

_LISTED = ("ls-files", "-s", "-t", "-c", "-z", "--full-name")
# Questions whose answers the state of the index, or the working tree, determines.
_OF_STATE = ("ls-files", "cat-file")
_DAY = 86_400


class Attempt:
    """What was there before a run, and what the run has looked at.

    `known` maps paths to the hashes of contents that need not be read again. A run fills
    `reads` (hashes of what was read) and `sources` (hash and digest of the facts), `commit`, and
    calls itself `spoiled` when its answer depends on more.
    """

    def __init__(
        self, wanted: state.Asked, place: state.Place, now: int, tool: bytes, answer_place: str
    ) -> None:
        self.wanted = wanted
        self.place = place
        self.now = now
        self.tool = tool
        self.answer_place = answer_place
        self.tree_place = f"{_folder(place)}/{PREFIX}{wanted.kind}-{_key(repr(place))}"
        self.tree: Tree | None = None
        self.references = b""
        self.surroundings = b""
        self.reads: dict[str, str] = {}
        self.sources: dict[str, tuple[str, bytes]] = {}
        self.commit: str | None = None
        self.spoiled = False

    @property
    def known(self) -> Mapping[str, str]:
        """The hashes of contents of the working tree that need not be read again."""
        tree = self.tree
        if tree is None or self.wanted.kind != "worktree":
            return {}
        return {
            os.fsdecode(path): found.hex()
            for number, path in enumerate(tree.paths)
            if (found := tree.id(number))
        }

    def state(self, history: bool) -> bytes:
        """Return the digest of what an answer depends on, with history or without."""
        parts = [self.surroundings, b"%d" % (time.time() // _DAY)]
        if self.tree is not None:
            parts.append(self.tree.listing if history else self.tree.names)
        parts.append(self.references if history else b"%d" % state.has_commits(self.place))
        return _digest(*parts)

    def top(self) -> str | None:
        """Return the working tree's root, None for the index."""
        return self.place.top if self.wanted.kind == "worktree" else None

    def note(self, path: str, content: bytes) -> None:
        """Note that a file was read for something else than its facts."""
        self.note_id(path, blob_id(content).hex())

    def note_id(self, path: str, found: str) -> None:
        """Note by its hash what was read."""
        self.spoiled |= self.reads.setdefault(path, found) != found

    def remember(self, output: bytes, code: int, questions: Sequence[tuple[str, ...]]) -> None:
        """Keep the answer of a run that asked Git these questions, if there is a place for it."""
        if self.spoiled:
            return
        named = (self.commit or "-")[:7].encode() in output
        history = self.tree is None or named or not all(map(_is_of_state, questions))
        try:
            kinds = facts = b""
            if self.tree is not None:
                kinds = self.tree.kinds(self.top())
                learned = self._learned(self.tree)
                facts = blake2b(learned.facts, digest_size=DIGEST).digest()
                save_tree(self.tree_place, self.tool, learned)
            reads = {os.fsencode(path): found.encode() for path, found in self.reads.items()}
            answer = Answer(self.state(history), kinds, facts, reads, history, code, output)
            save_answer(self.answer_place, answer)
        except (OSError, Unsure):
            # Not kept: the next run is a whole one again.
            return

    def _learned(self, tree: Tree) -> Tree:
        """Return the tree with what the run has learned of it."""
        learned = tree.again(without_racy(tree.stats, self.now), tree.folders)
        learned.facts[:] = bytes(len(learned.facts))
        for path, found in self.reads.items():
            learned.set_id(_number(learned, path), bytes.fromhex(found))
        for path, (found, digest) in self.sources.items():
            number = _number(learned, path)
            learned.set_id(number, bytes.fromhex(found))
            learned.set_digest(number, digest)
        return learned


def begin(wanted: state.Asked | None, facts_digest: FactsDigest) -> Attempt | Answer | None:
    """Return the answer where it is known, else what to remember it by, None for neither."""
    # A closed output is what a whole run complains about.
    if sys.stdout is None or sys.stdout.closed or state.is_elsewhere(os.environ):
        return None
    place = state.find(wanted.directory) if wanted is not None else None
    if wanted is None or place is None:
        return None
    now = clock(_folder(place))
    if now is None:
        return None
    try:
        return _begin(wanted, place, min(now, time.time_ns()), facts_digest)
    except (Unsure, OSError):
        return None


def _begin(
    wanted: state.Asked, place: state.Place, now: int, facts_digest: FactsDigest
) -> Attempt | Answer | None:
    others = ("-o", "--exclude-standard") if wanted.kind == "worktree" else ()
    answer_of_git = spawn((*_LISTED, *others), place.top)
    # While git lists what is there, we look at what was there the last time.
    references = state.references(place)
    tool = _digest(state.tool())
    around = state.surroundings(os.environ)
    key = _key(repr((wanted.arguments, os.getcwd(), place, tool)), around)
    attempt = Attempt(wanted, place, now, tool, f"{_folder(place)}/{PREFIX}{key}")
    before = load_tree(attempt.tree_place, tool) if wanted.kind != "commit" else None
    stats = None
    if before is not None and wanted.kind == "worktree":
        stats = stats_of(place.top, before.paths)
    code, listing, said = answer_of_git()
    if code or said or references is None or _is_partial(place):
        return None
    if wanted.kind == "index" and not state.is_index_listed_whole(place):
        return None
    attempt.references = references
    attempt.surroundings = _digest(around, *state.configuration(place))
    changed: list[int] = []
    if wanted.kind != "commit":
        attempt.tree, changed = _tree(attempt, listing, before, stats)
    answer = load_answer(attempt.answer_place)
    if answer is None or not _still_holds(answer, attempt, changed, facts_digest):
        return attempt
    try:
        os.utime(attempt.answer_place)
        if attempt.tree is not None and changed:
            _keep(attempt, attempt.tree, changed)
    except OSError:
        # Then it is only not known that it was used.
        return answer
    return answer


def _tree(
    attempt: Attempt, listing: bytes, before: Tree | None, stats: "array[int] | None"
) -> tuple[Tree, list[int]]:
    """Return the state as it is, and which of its paths are not known to be as before."""
    listed = blake2b(listing, digest_size=DIGEST).digest()
    top = attempt.top()
    same = before is not None and before.listing == listed
    if before is not None and same and top is None:
        return before, []
    if before is not None and same and top is not None and stats is not None:
        tree = before.again(stats, folders_of(top, before.above))
        changed = differences(tree.stats, before.stats)
        for number in changed:
            tree.set_id(number, bytes(ID))
        return tree, changed
    tree = index_tree(listing, listed) if top is None else worktree_tree(top, listing, listed)
    if before is None:
        return tree, list(range(len(tree.paths)))
    return tree, take_over(tree, before, by_content=top is None)


def _still_holds(
    answer: Answer, attempt: Attempt, changed: Sequence[int], facts_digest: FactsDigest
) -> bool:
    if answer.state != attempt.state(answer.history):
        return False
    tree, top = attempt.tree, attempt.top()
    if tree is None:
        return True
    contents = in_objects(attempt.place.top) if top is None else on_disk(top)
    if answer.kinds != tree.kinds(top):
        return False
    return is_same(answer, tree, changed, contents, facts_digest)


def _keep(attempt: Attempt, tree: Tree, changed: Sequence[int]) -> None:
    """Keep a tree whose changed files were read anew, once they are old enough to be believed."""
    settled = without_racy(tree.stats, attempt.now)
    if attempt.top() is None or any(settled[number * FIELDS + TIME] != -1 for number in changed):
        save_tree(attempt.tree_place, attempt.tool, tree.again(settled, tree.folders))


def _is_of_state(question: tuple[str, ...]) -> bool:
    """Whether the index and the working tree alone determine what Git answers."""
    where = question[:2] == ("rev-parse", "--absolute-git-dir")
    head = question[0] == "rev-parse" and question[-1] == "HEAD^{commit}"
    return where or head or question[0] in _OF_STATE


def _number(tree: Tree, path: str) -> int:
    number = tree.index(os.fsencode(path))
    if number is None:
        raise Unsure
    return number


def _folder(place: state.Place) -> str:
    return folder_of(place.common)


def _is_partial(place: state.Place) -> bool:
    try:
        packs = os.listdir(f"{place.common}/objects/pack")
    except FileNotFoundError:
        return False
    return any(name.endswith(".promisor") for name in packs)


def _key(text: str, more: bytes = b"") -> str:
    return _digest(text.encode("utf-8", "surrogatepass"), more).hex()


def _digest(*parts: bytes) -> bytes:
    found = blake2b(digest_size=DIGEST)
    for part in parts:
        found.update(b"%d:" % len(part) + part)
    return found.digest()
