"""What judged commits change, put down as intervals and rows and written to a store."""

import itertools
from collections.abc import Sequence

from kavro_lint.cache.memory import Memory
from kavro_lint.commands.history.attribution import Authors, one_task
from kavro_lint.commands.history.causes import Causes, Transition
from kavro_lint.commands.history.drift_records import Brought, Drift, Interval, Numbers, Row, State
from kavro_lint.commands.history.intervals import FINDING, Intervals
from kavro_lint.commands.history.store import Batch, Store, key_text
from kavro_lint.git.log.mainline_steps import LineCommit
from kavro_lint.git.repository import Repository
from kavro_lint.model.frozen import replace

JUDGED = "judged"


class Recorder:
    """Collects what is to be written; `intervals` are those that are open now."""

    def __init__(self, repository: Repository, store: Store, memory: Memory) -> None:
        self._repository = repository
        self._store = store
        self._memory = memory
        self.intervals = Intervals(store.find_dead)
        self._rows: list[Row] = []
        self._brought: list[Brought] = []

    def restore(self, state: State) -> bool:
        """Take up the open intervals of the store; whether they are those of a state.

        They are for the same kavro-lint, unless somebody changed the store.
        """
        by_text = {key_text(key): key for key in state.drifts}
        for interval, text in self._store.open_intervals():
            if interval.kind != FINDING:
                self.intervals.facts[interval.kind, interval.source or ""] = interval
                continue
            key = by_text.pop(text, None)
            if key is None:
                return False
            self.intervals.open[key] = interval
            self.intervals.keys[interval.id] = key
        self.intervals.drifts = dict(state.drifts)
        return not by_text

    def plant(self, seam: int, state: State) -> tuple[Interval, ...]:
        """Begin with what is open at a state inside of a line, and return it as intervals.

        Ids are below zero. The `value` of a finding is its key; whoever joins both parts of the
        line puts the interval of that key in its place.
        """
        ids = itertools.count(-1, -1)
        for key, drift in state.drifts.items():
            interval = Interval(
                id=next(ids),
                kind=FINDING,
                rule=drift.rule,
                fingerprint=drift.fingerprint,
                path=drift.path,
                born=seam,
                severity=drift.severity,
                source=drift.source,
                target=drift.target,
                value=key_text(key),
            )
            self.intervals.open[key] = interval
            self.intervals.keys[interval.id] = key
        for fact in state.facts:
            self.intervals.facts[fact.kind, fact.name] = Interval(
                id=next(ids), kind=fact.kind, rule="", fingerprint="", path=fact.path, born=seam,
                source=fact.name, value=fact.value,
            )  # fmt: skip
        self.intervals.drifts = dict(state.drifts)
        return *self.intervals.open.values(), *self.intervals.facts.values()

    def record(
        self,
        number: int,
        transition: Transition,
        brought: Sequence[Brought],
        events: Sequence[Drift],
    ) -> None:
        """Put down what a judged commit changes, and which commit brought it."""
        before, now = transition.before, transition.now
        new = self.intervals.step(number, before, now, Causes(transition), transition.moved)
        authors = Authors(self._repository, brought, self._memory) if new else None
        drifts = {interval.id: now.drifts[self.intervals.keys[interval.id]] for interval in new}
        for interval in new:
            author = authors.author(drifts[interval.id]) if authors is not None else None
            self.intervals.amend(_attributed(interval, author, brought))
        for drift in events:
            event = self.intervals.event(number, drift)
            self.intervals.amend(_attributed(event, None, brought))

    def add_row(
        self,
        number: int,
        commit: LineCommit,
        why_not: str,
        state: State,
        brought: Sequence[Brought],
    ) -> None:
        """Put down a commit of the line, and all that it brought."""
        numbers = Numbers() if why_not else state.numbers
        row = Row(
            number=number,
            sha=commit.sha,
            moment=commit.moment,
            status=why_not or JUDGED,
            numbers=numbers,
            open=len(self.intervals.open),
            waived=len(state.waived),
        )
        self._rows.append(row)
        self._brought += brought

    def write(self) -> None:
        """Write what was put down since the last time."""
        if not self._rows:
            return
        intervals = [
            (interval, key_text(key) if (key := self.intervals.keys.get(interval.id)) else "")
            for interval in self.intervals.changed.values()
        ]
        self._store.write(Batch(self._rows, self._brought, intervals))
        self._rows, self._brought = [], []
        self.intervals.forget_changes()


def _attributed(interval: Interval, author: Brought | None, brought: Sequence[Brought]) -> Interval:
    """Return an interval with the task and the agent of who wrote it.

    Where nobody on the branch is known to have written it, the commit of the line brought it; of
    its task all commits of the branch tell, of an agent only where all of them are by the same.
    """
    if not brought:
        return interval
    line_commit = brought[0]
    if author is not None:
        task = author.task or line_commit.task
        authored = author.sha if author.sha != line_commit.sha else ""
        return replace(interval, authored=authored, task=task, agent=author.agent)
    written = [commit for commit in brought if not commit.merge] or [line_commit]
    agents = {commit.agent for commit in written}
    return replace(
        interval,
        task=line_commit.task or one_task(written),
        agent=agents.pop() if len(agents) == 1 else "",
    )
