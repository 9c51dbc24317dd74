"""Facts of the sources of one state after another: each version of a file is read once."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kavro_lint.cache.memory import Memory
from kavro_lint.languages.protocol import Language, is_indexed
from kavro_lint.languages.sources import SourceFile, SourceReader
from kavro_lint.model.facts import Failure, Snapshot, SourceFacts, Unreadable
from kavro_lint.model.places import Location

# So many files are extracted together.
MOST_WAITING = 200


class SourceVersions:
    """The facts of the sources of the last state, by path, and the failures of unreadable ones.

    `unread` are changed files that are read when their facts are asked for; `untouched` are
    readable files that an earlier run has read and none has changed: they are read only when
    their imports must be resolved again.
    """

    def __init__(self, memory: Memory, limit: int) -> None:
        self._memory = memory
        self._limit = limit
        self.facts: dict[str, SourceFacts] = {}
        self.unreadable: dict[str, Failure] = {}
        self.unread: set[str] = set()
        self.untouched: set[str] = set()

    def change(self, paths: Iterable[str]) -> None:
        """Note that files hold other bytes now."""
        self.unread.update(paths)
        self.untouched -= self.unread

    def ask(self, paths: Collection[str]) -> None:
        """Note the untouched files whose facts somebody asks for: the next reading reads them."""
        self.unread.update(self.untouched.intersection(paths))

    def read(
        self, snapshot: Snapshot, languages: Mapping[str, Language], chosen: Collection[str]
    ) -> set[str]:
        """Read the chosen files that are unread, and return those whose facts differ.

        Where names are edges, all files are read, whichever are chosen.
        """
        reader = SourceReader(snapshot, self._limit, self._memory)
        differing: set[str] = set()
        waiting: list[SourceFile] = []
        for path in sorted(self.unread):
            language = languages[path]
            if path not in chosen and not is_indexed(language):
                continue
            self.unread.discard(path)
            try:
                known = reader.known(path, language)
                if known is None:
                    waiting.append(reader.source(path, language))
                elif self._take(path, known):
                    differing.add(path)
            except Unreadable as error:
                if self._take(path, error):
                    differing.add(path)
            if len(waiting) == MOST_WAITING:
                differing |= self._extract(reader, waiting)
                waiting = []
        return differing | self._extract(reader, waiting)

    def _extract(self, reader: SourceReader, waiting: Sequence[SourceFile]) -> set[str]:
        """Extract files together, and return those whose facts differ from before."""
        extracted = zip(waiting, reader.extracted(waiting), strict=True)
        return {source.path for source, facts in extracted if self._take(source.path, facts)}

    def _take(self, path: str, facts: SourceFacts | Unreadable) -> bool:
        """Keep what a file says, and return whether that is something else than before."""
        if isinstance(facts, Unreadable):
            failure = Failure(Location(path), str(facts))
            is_same = self.unreadable.get(path) == failure
            self.forget(path)
            self.unreadable[path] = failure
            return not is_same
        was_unreadable = self.unreadable.pop(path, None) is not None
        before = self.facts.get(path)
        if path in self.untouched:
            self.untouched.discard(path)
            self.facts[path] = facts
            return was_unreadable
        if before is not None and _statements_of(before) == _statements_of(facts):
            return was_unreadable
        self.facts[path] = facts
        return True

    def forget(self, path: str) -> None:
        """Forget a file that is not there any more."""
        self.facts.pop(path, None)
        self.unreadable.pop(path, None)
        self.unread.discard(path)
        self.untouched.discard(path)


def _statements_of(facts: SourceFacts) -> tuple[object, ...]:
    """Return what a file says, wherever in the file it stands: drift has no lines."""
    optional = frozenset(facts.optional)
    statements = [
        (kind, statement, (line, column) in optional)
        for line, column, kind, statement in facts.statements
    ]
    rest = (facts.unanalysable, facts.foreign, facts.given_up, facts.generated, len(facts.lost))
    return statements, rest, facts.checking, facts.declares, facts.names
