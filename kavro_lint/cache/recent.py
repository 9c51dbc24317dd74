"""What was read of the files that were seen last: for walks that pass thousands of states."""

from collections import OrderedDict

from kavro_lint.cache.memory import Memory
from kavro_lint.model.facts import SourceFacts

# So many files are remembered by their bytes, beside those of the state: reverts, renames.
REMEMBERED = 4_000


class RecentFacts(Memory):
    """What was read of the files that were seen last, for one run."""

    def __init__(self, most: int = REMEMBERED) -> None:
        super().__init__(None)
        self._recent: OrderedDict[str, tuple[int, SourceFacts]] = OrderedDict()
        self._most = most

    def facts(self, key: str) -> tuple[int, SourceFacts] | None:
        """Return the size of a file and its facts, where they are still known."""
        known = self._recent.get(key)
        if known is not None:
            self._recent.move_to_end(key)
        return known

    def put_facts(self, key: str, size: int, facts: SourceFacts) -> None:
        """Remember what was read, and forget what was not asked for longest."""
        self._recent[key] = (size, facts)
        if len(self._recent) > self._most:
            self._recent.popitem(last=False)
