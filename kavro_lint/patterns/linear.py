r"""Regular expressions of a configuration, matched in time that is linear in the text.

Python's `re` goes back and tries again, so that `(a+)+$` takes longer than anybody waits. Here all
states are followed at once (K. Thompson: Regular expression search algorithm, Communications of
the ACM 11, 1968), and a match has a greatest length. The syntax is that of `re` for what one
character may be, groups, `|`, `*`, `+`, `?`, `{m,n}` and a leading `(?i)`. `^`, `$` and `\b` say
nothing here, because a match is always a whole word; look-arounds are not supported and no
back-references.
"""

import re
from collections.abc import Iterator

from kavro_lint.patterns.machines import Machine, Parser, States

LONGEST_MATCH = 100
# What was computed for pairs of states and characters is forgotten beyond this.
MOST_REMEMBERED = 20_000


class LinearMatch:
    """A match: `found[0]` is its text."""

    def __init__(self, text: str, at: int, after: int) -> None:
        """Take the text that was searched, and where the match begins and ends."""
        self.text, self.at, self.after = text, at, after

    def __getitem__(self, group: int) -> str:
        """Return the whole match, group 0."""
        return self.text[self.at : self.after]

    def start(self) -> int:
        """Return where it starts."""
        return self.at

    def end(self) -> int:
        """Return where it ends."""
        return self.after


class LinearPattern:
    """A pattern that matches whole words: `before` and `after` say where one may start and end.

    Of several matches at a place the longest counts.
    """

    def __init__(self, pattern: str, before: str = "", after: str = "") -> None:
        """Compile a pattern. Raises ValueError for what is none, or too large a one."""
        machine = Machine()
        start, self._goal = Parser(pattern, machine).parse()
        self._machine = machine
        self._start = machine.closure({start})
        self._before = re.compile(before)
        self._after = re.compile(after)
        self._next: dict[tuple[States, str], States] = {}

    def fullmatch(self, text: str) -> LinearMatch | None:
        """Return the match of the whole text."""
        ends = self._ends(text, 0)
        return LinearMatch(text, 0, len(text)) if len(text) in ends else None

    def search(self, text: str) -> LinearMatch | None:
        """Return the first match."""
        return next(self.finditer(text), None)

    def findall(self, text: str) -> list[str]:
        """Return the texts of all matches, none in another."""
        return [match[0] for match in self.finditer(text)]

    def finditer(self, text: str) -> Iterator[LinearMatch]:
        """Yield the matches, none in another. An empty one is none."""
        free = 0
        for place in self._before.finditer(text):
            at = place.end()
            if at < free:
                continue
            ends = (end for end in reversed(self._ends(text, at)) if end > at)
            end = next((end for end in ends if self._after.match(text, end)), None)
            if end is not None:
                free = end
                yield LinearMatch(text, at, end)

    def _ends(self, text: str, at: int) -> list[int]:
        """Return where matches that start at a place end, ascending."""
        states, ends = self._start, []
        if self._goal in states:
            ends.append(at)
        for place in range(at, min(len(text), at + LONGEST_MATCH)):
            states = self._step(states, text[place])
            if not states:
                break
            if self._goal in states:
                ends.append(place + 1)
        return ends

    def _step(self, states: States, character: str) -> States:
        key = (states, character)
        reached = self._next.get(key)
        if reached is None:
            if len(self._next) >= MOST_REMEMBERED:
                self._next.clear()
            reached = self._next[key] = self._machine.step(states, character)
        return reached


# What finds the ids of tasks.
IdPattern = re.Pattern[str] | LinearPattern
