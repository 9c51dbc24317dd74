"""The import statements of one version of a file."""

from collections import Counter

from kavro_lint.cache.memory import Memory
from kavro_lint.languages.registry import language_of
from kavro_lint.languages.sources import SourceReader
from kavro_lint.model.facts import Snapshot, SourceFacts, SourceSettings, Unreadable
from kavro_lint.model.frozen import replace

# What a statement says: its kind, the specifier and the one name taken from it.
StatementText = tuple[str, str, str | None]


class Statements:
    """Reads the statements of files, each version once; `memory` knows what was read of bytes."""

    def __init__(self, memory: Memory, settings: SourceSettings) -> None:
        self._memory = memory
        self._settings = settings
        self._statements: dict[tuple[str, str], frozenset[StatementText]] = {}

    def imports_of(self, snapshot: Snapshot, path: str) -> object:
        """Return what a source says but for the places where it does: equal for equal imports."""
        try:
            facts = self._read(snapshot, path)
        except Unreadable as error:
            return str(error)
        if facts is None:
            return None
        statements = Counter(
            (kind, statement, (line, column) in facts.optional)
            for line, column, kind, statement in facts.statements
        )
        # Everything else as it is, places included: a lost import is looked at again.
        return statements, replace(facts, statements=(), optional=())

    def statements_of(self, snapshot: Snapshot, path: str) -> frozenset[StatementText]:
        """Return what the statements of a source say; nothing of a file that cannot be read."""
        blob = snapshot.sources[path].blob or ""
        if (path, blob) not in self._statements:
            self._statements[path, blob] = self._read_statements(snapshot, path)
        return self._statements[path, blob]

    def _read_statements(self, snapshot: Snapshot, path: str) -> frozenset[StatementText]:
        try:
            facts = self._read(snapshot, path)
        except Unreadable:
            return frozenset()
        return frozenset(
            (kind, specifier, name)
            for _, _, kind, statement in (facts.statements if facts is not None else ())
            for specifier, name in statement.names
        )

    def _read(self, snapshot: Snapshot, path: str) -> SourceFacts | None:
        """Return what a file says, None for no source. Raises Unreadable."""
        language = language_of(path)
        if language is None:
            return None
        reader = SourceReader(snapshot, self._settings.max_file_size, self._memory)
        return reader.read(path, language)
