"""The answer to a command line, where it is known: of this state, or of one that adds nothing."""

import os
import sys
import time
from collections.abc import Iterator, Sequence

from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.current_tree import look_at
from kavro_lint.cache.folder import clock, digest, folder_of, mark_used
from kavro_lint.cache.inputs import Place, find, read_inputs, tool_digest
from kavro_lint.cache.known_paths import FIELDS, TIME, Tree, Unsure, is_settled
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
from kavro_lint.cache.tree_file import save_tree

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.neutral import Neutral


def recall(
    request: CheckRequest | None, facts_digest: FactsDigest, neutral: "Neutral | None" = None
) -> CachedRun | None:
    """Return a run with what was answered of the same state, None where nothing can be known.

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
) -> CachedRun | None:
    tool = tool_digest()
    run = CachedRun(request, place, now, tool)
    run.inputs = read_inputs(place, run.around, tool)
    if run.inputs is None or not look_at(run):
        return None
    run.answer = _holding(load_answer(run.answer_place), run, facts_digest, neutral)
    return run


def recall_beside(
    run: CachedRun, request: CheckRequest, facts_digest: FactsDigest, neutral: "Neutral"
) -> CachedRun:
    """Return a run of another question about the state that a run has looked at."""
    other = run.asking(request)
    try:
        other.answer = _holding(load_answer(other.answer_place), other, facts_digest, neutral)
    except (Unsure, OSError):
        other.answer = None
    return other


def _holding(
    answer: Answer | None, run: CachedRun, facts_digest: FactsDigest, neutral: "Neutral | None"
) -> Answer | None:
    """Return an answer that still holds, or the one after it; None where there is none."""
    if answer is None or not _may_hold(answer, run, facts_digest):
        return None
    if run.tree is not None and answer.facts != digest(run.tree.facts):
        return None if neutral is None else _after(run, run.tree, answer, neutral)
    mark_used(run.answer_place)
    if run.tree is not None and (run.changed or not run.is_as_watched):
        _keep(run, run.tree)
    return answer


def _may_hold(answer: Answer, run: CachedRun, facts_digest: FactsDigest) -> bool:
    """Whether all that an answer depends on is the same, but for the facts of sources."""
    if answer.state != run.state(history=answer.history):
        return False
    if run.tree is None:
        return True
    if answer.kinds != run.kinds:
        return False
    return reads_are_the_same(answer, run.tree, run.changed, _contents(run), facts_digest)


def _contents(run: CachedRun) -> Contents:
    """Return what reads the files of a run's state, each once. It raises Unsure."""
    top = run.top()
    read = in_objects(run.place.top) if top is None else on_disk(top)

    def contents(tree: Tree, numbers: Sequence[int]) -> Iterator[bytes]:
        new = [number for number in numbers if number not in run.seen]
        run.seen.update(zip(new, read(tree, new), strict=True))
        return map(run.seen.__getitem__, numbers)

    return contents


def _after(run: CachedRun, tree: Tree, answer: Answer, neutral: "Neutral") -> Answer | None:
    """Return the answer after changes that add nothing to report, None where there are others."""
    # Most answers hold as they are, and need nothing of this.
    from kavro_lint.cache.contributions import encoded
    from kavro_lint.cache.neutral import after_neutral_change, save_contributions

    known = after_neutral_change(run, answer, tree, _contents(run), neutral)
    if known is None:
        return None
    after, contributions = known
    run.added = contributions
    if _keep(run, tree):
        try:
            save_contributions(run.added_place, after, encoded(contributions))
            save_answer(run.answer_place, after)
        except OSError:
            # Then it is made again the next time.
            return after
    return after


def _keep(run: CachedRun, tree: Tree) -> bool:
    """Keep a tree once what changed in it is old enough to be believed."""
    if not _is_worth_keeping(run, tree):
        return False
    from kavro_lint.cache.hashing import blob_id
    from kavro_lint.cache.watching import with_watch

    for number, content in run.seen.items():
        tree.set_id(number, blob_id(content))
    try:
        save_tree(run.tree_place, run.tool, with_watch(run, tree))
    except OSError:
        # Then the files are read again the next time.
        return False
    return True


def _is_worth_keeping(run: CachedRun, tree: Tree) -> bool:
    """Whether the next run need not look at something that this one had to look at."""
    changed = (tree.stats[number * FIELDS + TIME] for number in run.changed)
    if run.top() is None or any(is_settled(time, run.now) for time in changed):
        return True
    if run.is_as_watched or run.inputs is None or not run.inputs.settled_index(run.now):
        return False
    return all(is_settled(time, run.now) for time in tree.folders[TIME::FIELDS])
