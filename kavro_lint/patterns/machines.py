"""Regular expressions as machines of states that are followed all at once."""

import re
import warnings
from collections.abc import Callable

from kavro_lint.expressions import expression

MOST_STATES = 500
MOST_NESTED = 50

ANCHORS = ("^", "$", "\\b")

# A character class, an escape of one character, or one character.
_ATOM = expression(
    r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\[dDwWsStnrfv]|\\[^\w\s]|[^\\\[\](){}*+?|^$]", re.S
)
_COUNT = expression(r"\{(\d{1,4})(,?)(\d{0,4})\}")

States = frozenset[int]
Test = Callable[[str], object]


class Machine:
    """States; each leads to others by a character that passes its test, or by itself."""

    def __init__(self) -> None:
        self._by_itself: list[list[int]] = []
        self._by_character: list[tuple[Test, int] | None] = []

    def state(self) -> int:
        """Add a state. Raises ValueError for too many."""
        if len(self._by_itself) >= MOST_STATES:
            raise ValueError("the pattern is too large")
        self._by_itself.append([])
        self._by_character.append(None)
        return len(self._by_itself) - 1

    def join(self, state: int, next_state: int) -> None:
        """Let a state lead to another by itself."""
        self._by_itself[state].append(next_state)

    def read(self, state: int, test: Test, next_state: int) -> None:
        """Let a state lead to another by a character."""
        self._by_character[state] = (test, next_state)

    def closure(self, states: set[int]) -> States:
        """Return the states with all that they lead to by themselves."""
        closed = set(states)
        waiting = list(states)
        while waiting:
            for next_state in self._by_itself[waiting.pop()]:
                if next_state not in closed:
                    closed.add(next_state)
                    waiting.append(next_state)
        return frozenset(closed)

    def step(self, states: States, character: str) -> States:
        """Return the states that a character leads to."""
        reads = (self._by_character[state] for state in states)
        return self.closure({read[1] for read in reads if read and read[0](character)})


class Parser:
    """Reads a pattern into a machine, by recursive descent."""

    def __init__(self, pattern: str, machine: Machine) -> None:
        self._pattern = pattern.removeprefix("(?i)")
        self._flags = re.DOTALL | (re.IGNORECASE if pattern.startswith("(?i)") else re.NOFLAG)
        self._machine = machine
        self._at = 0
        self._depth = 0

    def parse(self) -> tuple[int, int]:
        """Return the first and the last state of the whole pattern."""
        ends = self._alternatives()
        if self._at < len(self._pattern):
            raise self._wrong()
        return ends

    def _alternatives(self) -> tuple[int, int]:
        first, last = self._machine.state(), self._machine.state()
        while True:
            start, end = self._sequence()
            self._machine.join(first, start)
            self._machine.join(end, last)
            if not self._takes("|"):
                return first, last

    def _sequence(self) -> tuple[int, int]:
        first = last = self._machine.state()
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            start, end = self._repeated()
            self._machine.join(last, start)
            last = end
        return first, last

    def _repeated(self) -> tuple[int, int]:
        began = self._at
        ends = self._single()
        least, most = self._count()
        after = self._at
        if (least, most) == (1, 1):
            return ends
        first = last = self._machine.state()
        copies = [ends]
        for _ in range(1, max(least, most or 1, 1)):
            self._at = began
            copies.append(self._single())
        self._at = after
        end = self._machine.state()
        for number, (start, stop) in enumerate(copies if most != 0 else ()):
            if number >= least:
                self._machine.join(last, end)
            self._machine.join(last, start)
            last = stop
        if most is None:
            self._machine.join(last, copies[-1][0])
        self._machine.join(last, end)
        return first, end

    def _count(self) -> tuple[int, int | None]:
        """Read how often what is before may stand; None is without end. `?` after it is greed."""
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        character = self._pattern[self._at : self._at + 1]
        count: tuple[int, int | None] = (1, 1)
        if character in simple:
            self._at += 1
            count = simple[character]
        elif counted := _COUNT.match(self._pattern, self._at):
            self._at = counted.end()
            least = int(counted[1])
            most = int(counted[3]) if counted[3] else None if counted[2] else least
            if most is not None and most < least:
                raise self._wrong()
            count = (least, most)
        if count != (1, 1):
            self._takes("?")
        return count

    def _single(self) -> tuple[int, int]:
        if self._takes("("):
            self._depth += 1
            if self._depth > MOST_NESTED:
                raise ValueError("the pattern is nested too deeply")
            if self._takes("?") and not self._takes(":"):
                raise ValueError("look-arounds are not supported: only `:` can follow `(?`")
            ends = self._alternatives()
            self._depth -= 1
            if not self._takes(")"):
                raise ValueError("a `(` is never closed")
            return ends
        if any(map(self._takes, ANCHORS)):
            nothing = self._machine.state()
            return nothing, nothing
        atom = _ATOM.match(self._pattern, self._at)
        if atom is None:
            raise self._wrong()
        self._at = atom.end()
        first, last = self._machine.state(), self._machine.state()
        self._machine.read(first, self._test(atom[0]), last)
        return first, last

    def _test(self, atom: str) -> Test:
        try:
            with warnings.catch_warnings():
                # What a later Python may read in another way is not said to the user.
                warnings.simplefilter("ignore", FutureWarning)
                return re.compile(atom, self._flags).fullmatch
        except re.error as error:
            raise ValueError(f"`{atom}`: {error}") from None

    def _takes(self, text: str) -> bool:
        is_next = self._pattern.startswith(text, self._at)
        self._at += len(text) if is_next else 0
        return is_next

    def _wrong(self) -> ValueError:
        excerpt = self._pattern[self._at : self._at + 10]
        return ValueError(f"`{excerpt}` cannot be read in a pattern that is matched in linear time")
