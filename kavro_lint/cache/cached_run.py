"""One command line: answered from memory, or run and then remembered.

What an answer was computed from is what it is stored for: paths, stat data, the index, references,
configuration and the day are read once, before the run, and the run is given the same. A run that
finds them changed at its end stores nothing.
"""

import os
import sys
import time
from array import array
from collections.abc import Mapping, Sequence

from kavro_lint.cache.answers import (
    Answer,
    FactsDigest,
    in_objects,
    is_unchanged,
    load_answer,
    on_disk,
    save_answer,
)
from kavro_lint.cache.folder import ANSWER, TREE, clock, digest, mark_used
from kavro_lint.cache.inputs import (
    Inputs,
    Place,
    find,
    is_index_listed_whole,
    read_inputs,
    tool_digest,
)
from kavro_lint.cache.places import folder_of
from kavro_lint.cache.requests import CheckRequest, is_elsewhere
from kavro_lint.cache.tree import (
    FIELDS,
    ID,
    TIME,
    Tree,
    Unsure,
    differences,
    folders_of,
    index_tree,
    modes_of,
    stats_of,
    take_over,
    without_racy,
    worktree_tree,
)
from kavro_lint.cache.tree_file import load_tree, save_tree
from kavro_lint.git.command import spawn

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.recording import RecordingContents

_LISTED = ("ls-files", "-s", "-t", "-c", "-z", "--full-name")
# Questions whose answers the state of the index, or the working tree, determines.
_OF_STATE = ("ls-files", "cat-file")


class CachedRun:
    """What was there before a run, and what the run has looked at.

    A run is given `listing` (what Git printed of the paths), `modes` and `known_blobs`. It notes
    what it reads, sets `sources` (blob and digest of the facts by path), `commit` and `limit`, and
    sets `uncacheable` where its answer depends on more.
    """

    def __init__(self, request: CheckRequest, place: Place, now: int, tool: bytes) -> None:
        self.request = request
        self.place = place
        self.now = now
        self.tool = tool
        self.around = request.around
        where = (request.arguments, os.getcwd(), os.path.realpath(request.directory), place)
        folder = folder_of(place.common)
        self.answer_place = f"{folder}/{ANSWER}{_key(repr((where, tool)), self.around)}"
        self.tree_place = f"{folder}/{TREE}{request.kind}-{_key(repr(place))}"
        self.tree: Tree | None = None
        self.listing = b""
        self.inputs: Inputs | None = None
        self.kinds = b""
        self.contents: RecordingContents | None = None
        self.sources: Mapping[str, tuple[str, bytes]] = {}
        self.commit: str | None = None
        self.limit = 0
        self.uncacheable = False

    def is_in(self, *folders: "os.PathLike[str] | None") -> bool:
        """Whether Git names the same working tree, Git folder and common folder."""
        mine = (self.place.top, self.place.git_dir, self.place.common)
        return all(
            folder is not None and os.path.realpath(folder) == os.path.realpath(own)
            for folder, own in zip(folders, mine, strict=True)
        )

    def known_blobs(self) -> Mapping[str, str]:
        """Return the hashes of contents of the working tree that need not be read again."""
        tree = self.tree
        if tree is None or self.top() is None:
            return {}
        return {
            os.fsdecode(path): blob.hex()
            for number, path in enumerate(tree.paths)
            if (blob := tree.id(number))
        }

    def modes(self) -> Mapping[str, int] | None:
        """Return the modes of the working tree's paths and folders; None for another state."""
        return None if self.tree is None or self.top() is None else modes_of(self.tree)

    def top(self) -> str | None:
        """Return the working tree's root, None for the index."""
        return self.place.top if self.request.kind == "worktree" else None

    def state(self, history: bool) -> bytes:
        """Return the digest of what an answer depends on, with history or without."""
        if self.inputs is None:
            raise Unsure
        parts = [self.inputs.always]
        if self.tree is not None:
            parts.append(self.tree.listing if history else self.tree.names)
        parts.append(self.inputs.history if history else b"%d" % self.inputs.has_commits)
        return digest(*parts)

    @property
    def reads(self) -> Mapping[str, str]:
        """The hash of each file that was read for something else than its facts."""
        return self.contents.reads if self.contents is not None else {}

    def remember(self, output: bytes, code: int, questions: Sequence[tuple[str, ...]]) -> None:
        """Keep the answer of a run that asked Git these questions, if there is a place for it."""
        if self.uncacheable or (self.contents is not None and self.contents.is_unsure):
            return
        names_commit = (self.commit or "-")[:7].encode() in output
        history = self.tree is None or names_commit or not all(map(_is_of_state, questions))
        try:
            if self._has_changed():
                return
            facts = b""
            if self.tree is not None:
                learned = self._learned(self.tree)
                facts = digest(learned.facts)
                save_tree(self.tree_place, self.tool, learned)
            reads = {os.fsencode(path): blob.encode() for path, blob in self.reads.items()}
            state = self.state(history)
            answer = Answer(state, self.kinds, facts, reads, self.limit, history, code, output)
            save_answer(self.answer_place, answer)
        except (OSError, Unsure):
            # Not kept: the next run is a whole one again.
            return

    def _has_changed(self) -> bool:
        """Whether what was there when the run began is something else now."""
        if read_inputs(self.place, self.around, tool_digest()) != self.inputs:
            return True
        return self.tree is not None and self.tree.kinds(self.top()) != self.kinds

    def _learned(self, tree: Tree) -> Tree:
        """Return the tree with what the run has learned of it."""
        learned = tree.with_stats(without_racy(tree.stats, self.now), tree.folders)
        learned.facts[:] = bytes(len(learned.facts))
        for path, blob in self.reads.items():
            learned.set_id(_number(learned, path), bytes.fromhex(blob))
        for path, (blob, facts) in self.sources.items():
            number = _number(learned, path)
            learned.set_id(number, bytes.fromhex(blob))
            learned.set_digest(number, facts)
        return learned


def begin(request: CheckRequest | None, facts_digest: FactsDigest) -> CachedRun | Answer | None:
    """Return the answer where it is known, else what to remember it by, None for neither."""
    known = recall(request, facts_digest)
    if known is None:
        return None
    run, answer = known
    return answer or run


def recall(
    request: CheckRequest | None, facts_digest: FactsDigest
) -> tuple[CachedRun, Answer | None] | None:
    """Return a run and what was answered of the same state, None where nothing can be known."""
    # A closed output is what a whole run complains about.
    is_closed = sys.stdout is None or sys.stdout.closed
    if request is None or is_closed or is_elsewhere(os.environ):
        return None
    try:
        place = find(request.directory)
        if place is None:
            return None
        now = clock(folder_of(place.common))
        if now is None:
            return None
        return _begin(request, place, min(now, time.time_ns()), facts_digest)
    except (Unsure, OSError):
        return None


def _begin(
    request: CheckRequest, place: Place, now: int, facts_digest: FactsDigest
) -> tuple[CachedRun, Answer | None] | None:
    # Before Git lists: what changes meanwhile is seen at the end.
    tool = tool_digest()
    run = CachedRun(request, place, now, tool)
    run.inputs = read_inputs(place, run.around, tool)
    others = ("-o", "--exclude-standard") if request.kind == "worktree" else ()
    answer_of_git = spawn((*_LISTED, *others), place.top)
    # While Git lists what is there, we look at what was there the last time.
    before = load_tree(run.tree_place, tool) if request.kind != "commit" else None
    stats = None
    if before is not None and request.kind == "worktree":
        stats = stats_of(place.top, before.paths)
    answer = load_answer(run.answer_place)
    code, run.listing, complaint = answer_of_git()
    if code or complaint or run.inputs is None:
        return None
    if request.kind == "index" and not is_index_listed_whole(place):
        return None
    changed: list[int] = []
    if request.kind != "commit":
        run.tree, changed = _tree(run, before, stats)
        run.kinds = run.tree.kinds(run.top())
    if answer is None or not _still_holds(answer, run, changed, facts_digest):
        return run, None
    mark_used(run.answer_place)
    if run.tree is not None and changed:
        _keep(run, run.tree, changed)
    return run, answer


def _tree(
    run: CachedRun, before: Tree | None, stats: "array[int] | None"
) -> tuple[Tree, list[int]]:
    """Return the state as it is, and which of its paths are not known to be as before."""
    listed, top = digest(run.listing), run.top()
    same = before is not None and before.listing == listed
    if before is not None and same and top is None:
        return before, []
    if before is not None and same and top is not None and stats is not None:
        tree = before.with_stats(stats, folders_of(top, before.above))
        changed = differences(tree.stats, before.stats)
        for number in changed:
            tree.set_id(number, bytes(ID))
        return tree, changed
    if top is None:
        tree = index_tree(run.listing, listed)
    else:
        tree = worktree_tree(top, run.listing, listed)
    if before is None:
        return tree, list(range(len(tree.paths)))
    return tree, take_over(tree, before, by_content=top is None)


def _still_holds(
    answer: Answer, run: CachedRun, changed: Sequence[int], facts_digest: FactsDigest
) -> bool:
    if answer.state != run.state(answer.history):
        return False
    tree, top = run.tree, run.top()
    if tree is None:
        return True
    if answer.kinds != run.kinds:
        return False
    contents = in_objects(run.place.top) if top is None else on_disk(top)
    return is_unchanged(answer, tree, changed, contents, facts_digest)


def _keep(run: CachedRun, tree: Tree, changed: Sequence[int]) -> None:
    """Keep a tree whose changed files were read anew, once they are old enough to be believed."""
    settled = without_racy(tree.stats, run.now)
    is_old = any(settled[number * FIELDS + TIME] != -1 for number in changed)
    if run.top() is not None and not is_old:
        return
    try:
        save_tree(run.tree_place, run.tool, tree.with_stats(settled, tree.folders))
    except OSError:
        # Then the files are read again the next time.
        return


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


def _key(text: str, more: bytes = b"") -> str:
    return digest(text.encode("utf-8", "surrogatepass"), more).hex()
