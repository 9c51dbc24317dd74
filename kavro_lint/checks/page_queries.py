"""Queries of rule pages, put to the files of a snapshot."""

from collections.abc import Mapping, Sequence

from kavro_lint.errors import CannotJudge
from kavro_lint.languages.guard import Guarded, QueryTimeout
from kavro_lint.languages.registry import suffix_of
from kavro_lint.languages.tree_queries import Capture
from kavro_lint.model import Rule, Snapshot, Unreadable


class Questions:
    """Asks rules' queries under guard, until it is closed.

    `files` maps paths to languages; `limit` is the largest size in bytes.
    """

    def __init__(self, snapshot: Snapshot, files: Mapping[str, str], limit: int) -> None:
        self._snapshot = snapshot
        self._files = files
        self._limit = limit
        self._guarded = Guarded()

    def close(self) -> None:
        """End the process that queries run in."""
        self._guarded.close()

    def ask(self, rule: Rule, path: str) -> Sequence[Capture]:
        """Return what a rule's query captures in a file; nothing in one that KV002 reports.

        Raises CannotJudge for a query that is none, or that takes too much.
        """
        language = self._files[path]
        page = rule.origin or f"rules/{rule.name}.md"
        try:
            content = self._snapshot.read(path, self._limit)
            return self._guarded.run_query(
                language, rule.queries[language], content, suffix_of(path)
            )
        except Unreadable:
            return ()
        except QueryTimeout as error:
            raise CannotJudge(
                f"{page}: {error} in {path}",
                "make the query or its expressions simpler, or `exclude` the file",
            ) from None
        except ValueError as error:
            raise CannotJudge(
                f"{page}: the `query {language}` block is not valid: {error}",
                "correct the query; tree-sitter's documentation has its syntax",
            ) from None
