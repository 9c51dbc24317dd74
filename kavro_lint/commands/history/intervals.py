"""Intervals of findings and of parts of the contract, put together state by state."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from kavro_lint.commands.history.causes import Causes, amendable_rules, overlapping
from kavro_lint.commands.history.drift_records import Drift, Fact, Interval, Key, State
from kavro_lint.commands.history.keys import moved_key, statement_before
from kavro_lint.model.findings import Atom
from kavro_lint.model.frozen import replace

# Ids say where an interval was born, so that whoever judges the same commits gives the same ids.
BORN_TOGETHER = 1_000_000

FindDead = Callable[[Key, int], int | None]

FINDING, EVENT = "finding", "event"


class Intervals:
    """What is open at the last state; `changed` is what was born, died or renamed since `taken`.

    `find_dead` returns the id of the interval of a key that died last, of those that were written,
    None for none.
    """

    def __init__(self, find_dead: FindDead) -> None:
        self._find_dead = find_dead
        self._dead: dict[Key, int] = {}
        self.open: dict[Key, Interval] = {}
        self.drifts: dict[Key, Drift] = {}
        self.facts: dict[tuple[str, str], Interval] = {}
        self.changed: dict[int, Interval] = {}
        self.keys: dict[int, Key] = {}
        self._born_here = 0

    def step(self, number: int, before: State, now: State, causes: Causes,
             moved: Mapping[str, str]) -> tuple[Interval, ...]:  # fmt: skip
        """Go on to a state, and return the intervals of findings that it brought."""
        self._born_here = 0
        new = self._step_findings(number, before, now, causes, moved)
        if now.facts is not before.facts:
            self._step_facts(number, now.facts)
        return new

    def _step_findings(
        self, number: int, before: State, now: State, causes: Causes, moved: Mapping[str, str]
    ) -> tuple[Interval, ...]:
        if moved:
            renamed = {key: moved_key(key, moved) for key in self.open}
            if any(old != new for old, new in renamed.items()):
                self.open = {renamed[key]: interval for key, interval in self.open.items()}
                self.drifts = {renamed.get(key, key): drift for key, drift in self.drifts.items()}
        if now.drifts is before.drifts and not moved:
            return ()
        self._follow_statements(now)
        died = self.open.keys() - now.drifts.keys()
        born = now.drifts.keys() - self.open.keys()
        self._continue(died, born, now)
        self._follow_moves(died, born, now, moved)
        for key in self.open.keys() & now.drifts.keys():
            self._refresh(self.open[key], key, now.drifts[key])
        for key in sorted(died, key=lambda key: self.open[key].id):
            interval = self.open.pop(key)
            how = causes.how(self.drifts[key], key)
            self._dead[key] = interval.id
            self._note(replace(interval, died=number, how=how), key)
        ordered = sorted(born, key=lambda key: _order(now.drifts[key]))
        new = tuple(self._birth(number, key, now.drifts[key], causes) for key in ordered)
        self.drifts = dict(now.drifts)
        return new

    def _follow_statements(self, now: State) -> None:
        """Let an interval follow its own statement where a file imports a module in several.

        Where their number is another, those that are worded as before are the same; of the others
        the first go on.
        """
        differing = {key[:2] for key in self.open.keys() ^ now.drifts.keys()}
        for rule, marks in differing:
            old = list(_of_dependency(self.open, rule, marks))
            new = list(_of_dependency(now.drifts, rule, marks))
            if len(old) < 2 and len(new) < 2:
                continue
            unpaired, pairs = dict.fromkeys(old), dict[Key, Key]()
            for key in new:
                text = now.drifts[key].text
                same = (old_key for old_key in unpaired if self.drifts[old_key].text == text)
                twin = (
                    key if key in unpaired and self.drifts[key].text == text else next(same, None)
                )
                if twin is not None:
                    pairs[key] = twin
                    del unpaired[twin]
            for key in new:
                if key not in pairs and unpaired:
                    pairs[key] = next(iter(unpaired))
                    del unpaired[pairs[key]]
            # What is left has numbers that no statement has now.
            numbers = iter(range(len(new) + 1, len(new) + len(old) + 1))
            moved = {twin: key for key, twin in pairs.items()}
            moved |= {old_key: (rule, marks, next(numbers)) for old_key in unpaired}
            intervals = {old_key: self.open.pop(old_key) for old_key in old}
            drifts = {old_key: self.drifts[old_key] for old_key in old}
            self.drifts = {key: drift for key, drift in self.drifts.items() if key not in drifts}
            for old_key, key in moved.items():
                self.open[key] = intervals[old_key]
                self.drifts[key] = drifts[old_key]
                if old_key != key:
                    self._note(self.open[key], key)

    def _continue(self, died: set[Key], born: set[Key], now: State) -> None:
        """Let drift of which a part is left go on: a cycle that grew, a folder with fewer files."""
        for key in sorted(born, key=lambda key: _order(now.drifts[key])):
            if len(key[1]) == 1 and not any(len(earlier_key[1]) > 1 for earlier_key in died):
                continue
            earlier_key = overlapping(key, died)
            if earlier_key is not None:
                died.discard(earlier_key)
                born.discard(key)
                self.open[key] = self.open.pop(earlier_key)

    def _follow_moves(
        self, died: set[Key], born: set[Key], now: State, moved: Mapping[str, str]
    ) -> None:
        """Let the statement of a file that moved go on, where it breaks another rule there."""
        movable = sorted(
            (key for key in died if key[0] in amendable_rules() and self.drifts[key].path in moved),
            key=lambda key: _order(self.drifts[key]),
        )
        if not movable:
            return
        for key in sorted(born, key=lambda key: _order(now.drifts[key])):
            drift = now.drifts[key]
            if drift.rule not in amendable_rules():
                continue
            previous = statement_before(
                drift, {old_key: self.drifts[old_key] for old_key in movable}, moved
            )
            if previous is not None:
                movable.remove(previous)
                died.discard(previous)
                born.discard(key)
                self.open[key] = self.open.pop(previous)

    def _refresh(self, interval: Interval, key: Key, drift: Drift) -> None:
        """Keep where drift stands now, and which rule it breaks."""
        shown = replace(
            interval,
            rule=drift.rule,
            fingerprint=drift.fingerprint,
            path=drift.path,
            source=drift.source,
            target=drift.target,
            severity=drift.severity,
        )
        if shown != interval or self.drifts.get(key) is None:
            self.open[key] = shown
            self._note(self.open[key], key)

    def _birth(self, number: int, key: Key, drift: Drift, causes: Causes) -> Interval:
        interval = Interval(
            id=self._next_id(number),
            kind=FINDING,
            rule=drift.rule,
            fingerprint=drift.fingerprint,
            path=drift.path,
            born=number,
            cause=causes.cause(key),
            severity=drift.severity,
            source=drift.source,
            target=drift.target,
            relapse_of=self._dead.get(key) or self._find_dead(key, number),
        )
        self.open[key] = interval
        self._note(interval, key)
        return interval

    def event(self, number: int, drift: Drift) -> Interval:
        """Note what a rule on changes finds: it is about one commit, and nobody can fix it."""
        interval = Interval(
            id=self._next_id(number),
            kind=EVENT,
            rule=drift.rule,
            fingerprint=drift.fingerprint,
            path=drift.path,
            born=number,
            died=number,
            severity=drift.severity,
            source=drift.source,
            target=drift.target,
        )
        self.changed[interval.id] = interval
        return interval

    def _step_facts(self, number: int, facts: Iterable[Fact]) -> None:
        now = {(fact.kind, fact.name): fact for fact in facts}
        for name in sorted(self.facts.keys()):
            fact = now.get(name)
            if fact is None or fact.value != self.facts[name].value:
                how = "removed" if fact is None else "changed"
                self._note(replace(self.facts.pop(name), died=number, how=how), None)
        for name in sorted(now.keys() - self.facts.keys()):
            fact = now[name]
            interval = Interval(id=self._next_id(number), kind=fact.kind, rule="", fingerprint="",
                                path=fact.path, born=number, source=fact.name,
                                value=fact.value)  # fmt: skip
            self.facts[name] = interval
            self._note(interval, None)

    def amend(self, interval: Interval) -> None:
        """Put an interval that was born here in the place of itself: with who brought it."""
        key = self.keys.get(interval.id)
        if key is not None and key in self.open:
            self.open[key] = interval
        self.changed[interval.id] = interval

    def forget_changes(self) -> None:
        """Begin a new collection of what changes; keys of the dead are not needed any more."""
        self.changed, self._dead = {}, {}
        self.keys = {interval.id: key for key, interval in self.open.items()}

    def _note(self, interval: Interval, key: Key | None) -> None:
        self.changed[interval.id] = interval
        if key is not None:
            self.keys[interval.id] = key

    def _next_id(self, number: int) -> int:
        self._born_here += 1
        return number * BORN_TOGETHER + self._born_here


def _order(drift: Drift) -> tuple[str, str, str, int]:
    return drift.rule, drift.path, drift.fingerprint, drift.number


def _of_dependency(keys: Container[Key], rule: str, marks: frozenset[Atom]) -> Iterator[Key]:
    """Yield the keys of a rule and marks: their numbers follow each other."""
    number = 1
    while (rule, marks, number) in keys:
        yield rule, marks, number
        number += 1
