"""Statements that were parsed, by their text: most of them are in more than one file."""

from collections.abc import Iterable

from kavro_lint.languages.python.importers import binds_importer
from kavro_lint.languages.python.statements import read_statements
from kavro_lint.languages.syntax import batches
from kavro_lint.model.places import Statement

# So many are kept from one run to the next.
MOST_STATEMENTS = 50_000


class KnownStatements:
    """What texts say. `plain` are those that are a statement and bind no function that imports."""

    def __init__(self) -> None:
        self.statements: dict[bytes, Statement] = {}
        self.plain: set[bytes] = set()
        self._rejected: set[bytes] = set()

    def learn(self, texts: Iterable[bytes]) -> None:
        """Parse the texts that are new, together."""
        distinct = dict.fromkeys(texts)
        if len(self.statements) > MOST_STATEMENTS:
            self.statements.clear()
            self.plain.clear()
            self._rejected.clear()
        statements, rejected = self.statements, self._rejected
        new = [text for text in distinct if text not in statements and text not in rejected]
        for batch in batches(new):
            for text, statement in zip(batch, read_statements(batch), strict=True):
                if statement is None:
                    rejected.add(text)
                    continue
                statements[text] = statement
                if not binds_importer(statement.names):
                    self.plain.add(text)


# Of this process.
KNOWN = KnownStatements()
