"""The walk along a mainline by two processes: one from its first commit, one from its end."""

from collections.abc import Iterable, Iterator, Sequence

from kavro_lint.commands.history.line_walk import Progress, Walk
from kavro_lint.commands.history.store import Store
from kavro_lint.commands.history.stretches import (
    BeginWalk,
    Stretch,
    join,
    judged_stretch,
    packed,
    unpacked,
)
from kavro_lint.git.log.mainline_steps import LineCommit
from kavro_lint.languages.second_process import SIZE
from kavro_lint.languages.second_process import begin as begin_second

# A line is cut into so many parts, each of at least and at most so many commits.
PARTS, SMALLEST, LARGEST = 12, 200, 500
# The second process is given no more parts than this.
MOST_PARTS = 4_000

Part = tuple[int, int]


class DividedWalk:
    """Judges what a store does not know of a line yet.

    `begin` makes a walk that nothing else uses, for a store.
    """

    def __init__(self, line: Sequence[LineCommit], store: Store, begin: BeginWalk) -> None:
        self._line = line
        self._store = store
        self._begin = begin
        # So many commits the second process has judged.
        self._elsewhere = 0

    def run(self, progress: Progress) -> None:
        """Judge what is not judged yet. Raises CannotJudge where Git fails.

        The first process judges parts of the line in turn. Those that the second one takes, from
        the last on, are joined to the line when it has reached them.
        """
        last = self._store.last()
        parts = list(parts_of(0 if last is None else last.number + 1, len(self._line)))
        missing = [part for part in parts if self._stretch(part) is None]
        second = begin_second(missing, self._judge_parts) if len(missing) > 1 else None
        walk = self._begin(self._store)
        try:
            walk.begin()
            if second is not None:
                for _, end in second.remaining():
                    walk.go_to(end, lambda done, of: progress(done + self._elsewhere, of))
                    self._keep(second.sent())
                second.wait()
                self._keep(second.sent())
        finally:
            if second is not None:
                second.end()
        self._join(walk, parts, progress)

    def _join(self, first_walk: Walk, parts: Sequence[Part], progress: Progress) -> None:
        """Go on to the end of the line; stretches are joined where it reaches them."""
        walk: Walk | None = first_walk
        reached, total = first_walk.next, len(self._line)
        for part in parts:
            stretch = self._stretch(part) if part[0] >= reached else None
            if stretch is None:
                continue
            begins_at = stretch.rows[0].number
            if reached < begins_at:
                walk = walk or self._begun()
                walk.go_to(begins_at, progress)
                reached = walk.next
            if join(self._store, stretch):
                walk, reached = None, part[1]
        if reached < total:
            (walk or self._begun()).go_to(total, progress)
        if parts:
            self._store.forget_stretches()

    def _begun(self) -> Walk:
        walk = self._begin(self._store)
        walk.begin()
        return walk

    def _stretch(self, part: Part) -> Stretch | None:
        """Return the stretch that is kept of a part, if it ends at the same commit."""
        start, end = part
        body = self._store.stretch(start)
        stretch = unpacked(body) if body is not None else None
        if stretch is None or not stretch.rows:
            return None
        last = stretch.rows[-1]
        is_same = (last.number, last.sha) == (end - 1, self._line[end - 1].sha)
        return stretch if is_same and stretch.rows[0].number >= start else None

    def _judge_parts(self, parts: Iterable[Part]) -> Iterator[bytes]:
        """Judge parts of the line, each by itself, and yield them: in the second process."""
        for start, end in parts:
            stretch = judged_stretch(self._begin, start, end)
            if stretch is not None:
                yield start.to_bytes(SIZE, "little") + packed(stretch)

    def _keep(self, bodies: Iterable[bytes]) -> None:
        for body in bodies:
            start = int.from_bytes(body[:SIZE], "little")
            self._store.keep_stretch(start, body[SIZE:])
            self._elsewhere += size_of_parts(len(self._line))


def size_of_parts(total: int) -> int:
    """Return how many commits a part of a line has."""
    return max(SMALLEST, min(LARGEST, total // PARTS), total // MOST_PARTS + 1)


def parts_of(first: int, total: int) -> Iterator[Part]:
    """Yield the parts of a line from a commit on, the same ones wherever a run goes on."""
    size = size_of_parts(total)
    while first < total:
        end = min(first - first % size + size, total)
        yield first, end
        first = end
