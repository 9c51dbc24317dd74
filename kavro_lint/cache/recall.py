"""The answer to a command line, where it is known: of this state, or of one that adds nothing."""

import os
import sys
import time
from array import array
from collections.abc import Sequence

from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.folder import clock, digest, mark_used
from kavro_lint.cache.inputs import (
    MISSING,
    Place,
    content,
    find,
    read_inputs,
    tool_digest,
)
from kavro_lint.cache.known_paths import (
    FIELDS,
    ID,
    TIME,
    Tree,
    Unsure,
    differences,
    folders_of,
    stats_of,
    without_racy,
)
from kavro_lint.cache.location import folder_of
from kavro_lint.cache.requests import CheckRequest, is_elsewhere
from kavro_lint.cache.stored_answers import (
    Answer,
    Contents,
    FactsDigest,
    in_objects,
    load_answer,
    on_disk,
    reads_are_the_same,
    save_answer,
)
from kavro_lint.cache.tree_file import load_tree, save_tree
from kavro_lint.git.command import spawn

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.neutral import Neutral

_LISTED = ("ls-files", "-s", "-t", "-c", "-z", "--full-name")


def begin(
    request: CheckRequest | None, facts_digest: FactsDigest, neutral: "Neutral"
) -> CachedRun | Answer | None:
    """Return the answer where it is known, else what to remember it by, None for neither."""
    known = recall(request, facts_digest, neutral)
    if known is None:
        return None
    run, answer = known
    return answer or run


def recall(
    request: CheckRequest | None, facts_digest: FactsDigest, neutral: "Neutral | None" = None
) -> tuple[CachedRun, Answer | None] | None:
    """Return a run and what was answered of the same state, None where nothing can be known.

    `neutral` makes the answer of a state whose sources differ, where they add nothing to report.
    """
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
        return _recall(request, place, min(now, time.time_ns()), facts_digest, neutral)
    except (Unsure, OSError):
        return None


def _recall(
    request: CheckRequest,
    place: Place,
    now: int,
    facts_digest: FactsDigest,
    neutral: "Neutral | None",
) -> tuple[CachedRun, Answer | None] | None:
    # Before Git lists: what changes meanwhile is seen at the end.
    tool = tool_digest()
    run = CachedRun(request, place, now, tool)
    run.inputs = read_inputs(place, run.around, tool)
    untracked_options = ("-o", "--exclude-standard") if request.kind == "worktree" else ()
    answer_of_git = spawn((*_LISTED, *untracked_options), place.top)
    # While Git lists what is there, we look at what was there the last time.
    before = load_tree(run.tree_place, tool) if request.kind != "commit" else None
    stats = None
    if before is not None and request.kind == "worktree":
        stats = stats_of(place.top, before.paths)
    kept = load_answer(run.answer_place)
    code, run.listing, complaint = answer_of_git()
    if code or complaint or run.inputs is None:
        return None
    if request.kind == "index" and not _is_listed_whole(place):
        return None
    if request.kind != "commit":
        run.tree, run.changed = _tree(run, before, stats)
        run.kinds = run.tree.kinds(run.top())
    return run, _holding(kept, run, facts_digest, neutral)


def recall_beside(
    run: CachedRun, request: CheckRequest, facts_digest: FactsDigest, neutral: "Neutral"
) -> tuple[CachedRun, Answer] | None:
    """Return what is kept of another question about the state that a run has looked at."""
    other = run.asking(request)
    try:
        answer = _holding(load_answer(other.answer_place), other, facts_digest, neutral)
    except (Unsure, OSError):
        return None
    return None if answer is None else (other, answer)


def _holding(
    answer: Answer | None, run: CachedRun, facts_digest: FactsDigest, neutral: "Neutral | None"
) -> Answer | None:
    """Return an answer that still holds, or the one after it; None where there is none."""
    if answer is None or not _may_hold(answer, run, run.changed, facts_digest):
        return None
    if run.tree is not None and answer.facts != digest(run.tree.facts):
        return None if neutral is None else _after(run, run.tree, answer, run.changed, neutral)
    mark_used(run.answer_place)
    if run.tree is not None and run.changed:
        _keep(run, run.tree, run.changed)
    return answer


def _is_listed_whole(place: Place) -> bool:
    """Whether `git ls-files` lists all that an index says: not what is only intended to be added.

    Such entries need the third version of the format (gitformat-index(5)).
    """
    if any(name.startswith("sharedindex.") for name in os.listdir(place.git_dir)):
        return False
    begin = content(f"{place.git_dir}/index")[:8]
    return begin in (MISSING, b"DIRC\0\0\0\2")


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
    # Mostly Git lists what it did before.
    from kavro_lint.cache.listed_trees import index_tree, take_over, worktree_tree

    if top is None:
        tree = index_tree(run.listing, listed)
    else:
        tree = worktree_tree(top, run.listing, listed)
    if before is None:
        return tree, list(range(len(tree.paths)))
    return tree, take_over(tree, before, by_content=top is None)


def _may_hold(
    answer: Answer, run: CachedRun, changed: Sequence[int], facts_digest: FactsDigest
) -> bool:
    """Whether all that an answer depends on is the same, but for the facts of sources."""
    if answer.state != run.state(answer.history):
        return False
    if run.tree is None:
        return True
    if answer.kinds != run.kinds:
        return False
    return reads_are_the_same(answer, run.tree, changed, _contents(run), facts_digest)


def _contents(run: CachedRun) -> Contents:
    top = run.top()
    return in_objects(run.place.top) if top is None else on_disk(top)


def _after(
    run: CachedRun, tree: Tree, answer: Answer, changed: Sequence[int], neutral: "Neutral"
) -> Answer | None:
    """Return the answer after changes that add nothing to report, None where there are others."""
    # Most answers hold as they are, and need nothing of this.
    from kavro_lint.cache.neutral import after_neutral_change, save_contributions

    known = after_neutral_change(run.added_place, answer, tree, _contents(run), neutral)
    if known is None:
        return None
    after, contributions = known
    if _keep(run, tree, changed):
        try:
            save_contributions(run.added_place, after, contributions)
            save_answer(run.answer_place, after)
        except OSError:
            # Then it is made again the next time.
            return after
    return after


def _keep(run: CachedRun, tree: Tree, changed: Sequence[int]) -> bool:
    """Keep a tree whose changed files were read anew, once they are old enough to be believed."""
    settled = without_racy(tree.stats, run.now)
    is_old = any(settled[number * FIELDS + TIME] != -1 for number in changed)
    if run.top() is not None and not is_old:
        return False
    try:
        save_tree(run.tree_place, run.tool, tree.with_stats(settled, tree.folders))
    except OSError:
        # Then the files are read again the next time.
        return False
    return True
