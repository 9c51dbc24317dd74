"""The walk along a mainline: each commit is judged, and what it changes is put down."""

import gc
import time
from collections.abc import Callable, Collection, Sequence

from kavro_lint.cache.memory import Memory
from kavro_lint.cache.recent import RecentFacts
from kavro_lint.commands.history.attribution import brought_by
from kavro_lint.commands.history.causes import Transition
from kavro_lint.commands.history.drift_records import Brought, Drift, Interval, Row, State
from kavro_lint.commands.history.line_trees import Tree
from kavro_lint.commands.history.past import Past, day_of
from kavro_lint.commands.history.recorder import Recorder
from kavro_lint.commands.history.state_contract import Contract, difference_between
from kavro_lint.commands.history.states import NO_HISTORY, StateJudge
from kavro_lint.commands.history.store import Store
from kavro_lint.config.settings import Settings
from kavro_lint.errors import CannotJudge
from kavro_lint.git.log import Step
from kavro_lint.git.log.mainline_steps import LineCommit, steps
from kavro_lint.git.repository import Repository
from kavro_lint.languages.kept_facts import packed
from kavro_lint.languages.snapshot_changes import Changes

Progress = Callable[[int, int], None]

# Commits whose changes are asked of Git at once. What is judged is written after them, and after so
# many seconds: so much is held, and is done again after an interruption.
BATCH = 400
WRITE_SECONDS = 3.0
# So many commits are tried to begin at inside of a line.
SEAMS = 20
NOTHING_YET = State(why_not="nothing was judged yet")


class Walk:
    """Judges the commits of a line that a store does not know yet, the oldest first.

    `today` is the contract that judges all of them, None for each by its own. `next` is the number
    of the first commit that is not judged yet.
    """

    def __init__(
        self,
        repository: Repository,
        line: Sequence[LineCommit],
        store: Store,
        settings: Settings,
        today: Contract | None = None,
        *,
        memory: Memory | None = None,
    ) -> None:
        self.next = 0
        self._repository = repository
        self._line = line
        self._store = store
        self._settings = settings
        self._today = today
        self._memory: Memory = memory or RecentFacts()
        self._past = Past(repository, self._memory)
        self._judge = StateJudge(self._memory, today)
        self._recorder = Recorder(repository, store, self._memory)
        self._tree: Tree | None = None
        # Of the last state that was judged, and what has changed since.
        self._state = NOTHING_YET
        self._contract: Contract | None = None
        self._last_judged = -1
        self._paths: Collection[str] = ()
        self._pending: Changes | None = None

    def run(self, progress: Progress) -> None:
        """Judge what is not judged yet. Raises CannotJudge where Git fails."""
        self.begin()
        self.go_to(len(self._line), progress)

    def begin(self) -> None:
        """Judge the last commit that the store knows, to go on from there. Raises CannotJudge."""
        self.next = self._resume()

    def begin_at(self, number: int, end: int) -> tuple[Interval, ...] | None:
        """Begin at a commit inside of the line, or at one that follows before an end.

        The commit before is judged by itself; where it cannot be judged, the next one is tried.
        Return what is open there, whenever it was born, and None where no commit can be judged.
        """
        for seam in range(number - 1, min(number - 1 + SEAMS, end - 1)):
            tree = self._enter(self._line[seam])
            state = self._judged(self._line[seam], tree, self._pending or Changes())
            if not state.why_not:
                self._settle(state, tree)
                self._last_judged, self.next = seam, seam + 1
                return self._recorder.plant(seam, state)
        return None

    def go_to(self, end: int, progress: Progress) -> None:
        """Judge the next commits, up to the one of a number without it. Raises CannotJudge.

        What the state at the end of the line says is kept for the next run.
        """
        first, total = self.next, len(self._line)
        written = time.monotonic()
        for start in range(first, end, BATCH):
            # What earlier states referred to in circles goes now; the command line seldom collects.
            gc.collect()
            stepped = list(steps(self._repository, self._line[start : min(start + BATCH, end)]))
            brought = brought_by(self._repository, stepped, self._settings, start)
            for number, step in enumerate(stepped, start):
                progress(number, total)
                self._step(number, step, brought[number])
                if time.monotonic() - written > WRITE_SECONDS:
                    self._recorder.write()
                    written = time.monotonic()
            self._recorder.write()
        self.next = max(first, end)
        kept = self._judge.kept()
        if first < end == total and kept is not None:
            self._store.keep_facts(self._last_judged, packed(kept))

    def _resume(self) -> int:
        """Return the number of the first commit to judge, with the state before it judged."""
        known = self._store.last()
        if known is not None and not self._is_on_line(known):
            # The mainline was rewritten, or the clone is deeper now.
            self._store.begin_anew()
            return 0
        if known is None or known.number + 1 == len(self._line):
            return 0 if known is None else len(self._line)
        last = self._store.last_judged()
        self._store.forget_after(-1 if last is None else last.number)
        if last is None:
            return 0
        if self._judge_again(last.number) and self._recorder.restore(self._state):
            return last.number + 1
        self._store.begin_anew()
        self.__init__(  # type: ignore[misc]
            self._repository, self._line, self._store, self._settings, self._today,
            memory=self._memory,
        )  # fmt: skip
        return 0

    def _is_on_line(self, row: Row) -> bool:
        return row.number < len(self._line) and self._line[row.number].sha == row.sha

    def _judge_again(self, number: int) -> bool:
        """Judge a commit that the store knows, to go on from there; whether it can be judged."""
        commit = self._line[number]
        tree = self._enter(commit)
        kept = self._store.facts_of(number)
        if kept is not None:
            self._judge.restore(kept)
        self._last_judged = number
        state = self._judged(commit, tree, self._pending or Changes())
        if state.why_not:
            return False
        self._settle(state, tree)
        return True

    def _enter(self, commit: LineCommit) -> Tree:
        """Begin with the whole tree of a commit."""
        self._tree = Tree(self._repository, commit.sha)
        self._pending = Changes.everything(self._tree.snapshot.sources)
        return self._tree

    def _step(self, number: int, step: Step, brought: Sequence[Brought]) -> None:
        """Go to the next commit, and put down what it changes."""
        commit = self._line[number]
        if self._tree is None:
            tree = self._enter(commit)
        else:
            tree, changes = self._tree, self._tree.step(step)
            self._pending = changes if self._pending is None else self._pending.then(changes)
        why_not = ""
        pending = self._pending or Changes()
        if self._state.why_not or not self._judge.cannot_differ(pending):
            before = self._state, self._contract, self._paths
            state = self._judged(commit, tree, pending)
            why_not = state.why_not
            if not why_not:
                self._settle(state, tree)
                self._record(number, step, pending, before, brought)
        else:
            self._pending = None
        if not why_not:
            self._last_judged = number
        self._recorder.add_row(number, commit, why_not, self._state, brought)

    def _judged(self, commit: LineCommit, tree: Tree, changes: Changes) -> State:
        """Judge the state of a commit; where that fails, once more with nothing remembered."""
        try:
            return self._attempt(commit, tree, changes)
        except CannotJudge:
            # What this judge remembers is of several states now.
            self._judge = StateJudge(self._memory, self._today)
        try:
            return self._attempt(commit, tree, Changes.everything(tree.snapshot.sources))
        except CannotJudge as error:
            self._judge = StateJudge(self._memory, self._today)
            return State(why_not=str(error))

    def _attempt(self, commit: LineCommit, tree: Tree, changes: Changes) -> State:
        """Judge the state of a commit. Raises CannotJudge."""
        judge = self._judge
        why_not = judge.read_contract(tree.snapshot, changes)
        if why_not:
            return State(why_not=why_not)
        architecture = judge.read(tree.snapshot, changes)
        history = NO_HISTORY
        if self._today is None and judge.next_contract is not None:
            survey = self._past.survey(judge.next_contract, architecture)
            history = self._past.history(survey)
            judge.architecture = self._past.with_notes(survey, history).architecture
        return judge.judge(changes, history, day_of(commit.moment))

    def _settle(self, state: State, tree: Tree) -> None:
        """Take a state that was judged for the one that the next is compared with."""
        self._state, self._contract = state, self._judge.contract
        self._paths, self._pending = tree.snapshot.sources, None

    def _record(
        self,
        number: int,
        step: Step,
        changes: Changes,
        before: tuple[State, Contract | None, Collection[str]],
        brought: Sequence[Brought],
    ) -> None:
        judge = self._judge
        if judge.architecture is None or judge.contract is None:
            return
        state_before, contract_before, paths_before = before
        transition = Transition(
            before=state_before,
            now=self._state,
            contract_before=contract_before,
            contract=judge.contract,
            difference=difference_between(contract_before, judge.contract),
            code_differs=judge.code_differs,
            architecture=judge.architecture,
            paths_before=paths_before,
            moved=changes.moved,
            memory=self._memory,
        )
        self._recorder.record(number, transition, brought, self._events(step, transition))

    def _events(self, step: Step, transition: Transition) -> tuple[Drift, ...]:
        """Return what the rules on changes find: only a change of policy or a workflow has any."""
        if self._today is not None or not step.parents or transition.contract_before is None:
            return ()
        survey = self._past.survey(transition.contract, transition.architecture)
        if (
            transition.difference.any
            or self._judge.governs_less
            or self._past.follows_workflow(survey)
        ):
            return self._past.events(survey, step.parents[0])
        return ()
