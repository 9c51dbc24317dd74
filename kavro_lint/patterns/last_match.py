"""The last of many patterns that matches a path, in bounded work."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from kavro_lint.errors import CannotJudge
from kavro_lint.patterns.pattern import Pattern
from kavro_lint.patterns.segments import keys_of

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.patterns.literal_index import LiteralIndex

# So many patterns are tried without asking which of them may match.
FEW = 32
# So often at most is one of many patterns tried on a path.
MOST_TRIALS = 1_000_000
# To look up so many patterns takes as long as a trial.
SORTED_PER_TRIAL = 16


class TrialLimit:
    """Counts how often one of so many patterns is tried on a path."""

    def __init__(self, patterns: int) -> None:
        self._patterns = patterns
        self._trials = 0

    def count(self, trials: int) -> None:
        """Count more trials. Raises CannotJudge beyond `MOST_TRIALS`."""
        self._trials += trials
        if self._trials > MOST_TRIALS:
            raise CannotJudge(
                f"{self._patterns:,} patterns would have to be tried on files more than "
                f"{MOST_TRIALS:,} times",
                "write folders or suffixes (`src/gen/`, `*.js`) in .gitattributes, CODEOWNERS, "
                "`exclude` or the blueprint instead of thousands of patterns such as `a*b`",
            )


class LastMatch:
    """Which of many ordered patterns matches a path last, as in CODEOWNERS. Fast for folders.

    Patterns are looked up by the folders above a path, once for each folder, and by the names on
    it (`*.js`, `**/vendor`). Others with a wildcard, below whose literal part the path lies, are
    tried one by one.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._named: dict[str, list[int]] = {}
        self._below: dict[str, list[int]] = {}
        self._globs: dict[str, list[int]] = {}
        self._keyed: dict[str, list[int]] = {}
        self._limit = TrialLimit(len(self._patterns))
        for index, pattern in enumerate(self._patterns):
            if pattern.key is not None:
                self._keyed.setdefault(pattern.key, []).append(index)
                continue
            if not pattern.literal:
                place = self._globs
            elif pattern.folders_only:
                place = self._below
            else:
                place = self._named
            place.setdefault(pattern.folder, []).append(index)
        # For each folder: the patterns that match all in it, and those that may match some.
        self._inside: dict[str, tuple[tuple[int, ...], frozenset[int]]] = {}

    def find(self, path: str) -> int | None:
        """Return the index of the last pattern that matches `path`, or None."""
        always, globs = self._in_folder(path)
        last = always[-1] if always else -1
        if (indexes := self._named.get(path)) and indexes[-1] > last:
            last = indexes[-1]
        candidates = self._candidates(path, globs)
        self._limit.count(len(candidates) // SORTED_PER_TRIAL)
        for index in reversed(candidates):
            if index <= last:
                break
            self._limit.count(1)
            if self._patterns[index].matches(path):
                return index
        return None if last < 0 else last

    def all(self, path: str) -> tuple[int, ...]:
        """Return the indexes of all patterns that match `path`, ascending."""
        always, globs = self._in_folder(path)
        named = self._named.get(path, ())
        candidates = self._candidates(path, globs)
        self._limit.count(len(candidates))
        matching = [index for index in candidates if self._patterns[index].matches(path)]
        return tuple(sorted((*always, *named, *matching))) if named or matching else always

    def _candidates(self, path: str, globs: frozenset[int]) -> Sequence[int]:
        """Return the patterns with a wildcard that are worth a trial, ascending."""
        if not globs and not self._keyed:
            return ()
        name = path[path.rfind("/") + 1 :]
        keyed = [index for key in keys_of(name) for index in self._keyed.get(key, ())]
        if len(globs) > FEW:
            globs &= self._by_letters.of(path)
        return sorted({*globs, *keyed}) if globs or keyed else ()

    @cached_property
    def _by_letters(self) -> "LiteralIndex":
        # Few repositories have so many patterns.
        from kavro_lint.patterns.literal_index import LiteralIndex

        return LiteralIndex(
            (index, pattern.literal_part) for index, pattern in enumerate(self._patterns)
        )

    def _in_folder(self, path: str) -> tuple[tuple[int, ...], frozenset[int]]:
        """Return the patterns for the folder of a path, ascending: all in it, some in it."""
        folder = path[: path.rfind("/") + 1]
        indices = self._inside.get(folder)
        if indices is None:
            above = list(_above(folder))
            always = (
                i for parent in above for p in (self._named, self._below) for i in p.get(parent, ())
            )
            globs = {index for parent in above for index in self._globs.get(parent, ())}
            if self._keyed:
                for name in folder.split("/"):
                    for key in keys_of(name):
                        globs.update(self._keyed.get(key, ()))
            indices = self._inside[folder] = (tuple(sorted(always)), frozenset(globs))
        return indices


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a path, the root (`""`) first."""
    yield ""
    slash = path.find("/")
    while slash >= 0:
        yield path[:slash]
        slash = path.find("/", slash + 1)
