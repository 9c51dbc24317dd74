"""Queries of rule pages, put to the files of a snapshot."""

from collections.abc import Mapping, Sequence

from kavro_lint.errors import CannotJudge
from kavro_lint.languages.guard import Guarded, QueryTimeout
from kavro_lint.languages.registry import suffix_of
from kavro_lint.languages.tree_queries import Capture, run_query
from kavro_lint.model import Rule, Snapshot, Unreadable


class Questions:
    """Asks rules' queries, the user's own under guard, until it is closed.

    `files` maps paths to languages; `limit` is the largest size in bytes.
    """

    def __init__(self, snapshot: Snapshot, files: Mapping[str, str], limit: int) -> None:
        self._snapshot = snapshot
        self._files = files
        self._limit = limit
        self._guarded = Guarded()

    def close(self) -> None:
        """End the process that the user's queries run in."""
        self._guarded.close()

    def ask(self, rule: Rule, path: str) -> Sequence[Capture]:
        """Return what a rule's query captures in a file; nothing in one that KV002 reports.

        Raises CannotJudge for a query that is none, or that takes too long.
        """
        language = self._files[path]
        run = run_query if rule.origin is None else self._guarded.run_query
        page = rule.origin or f"rules/{rule.name}.md"
        try:
            content = self._snapshot.read(path, self._limit)
            return list(run(language, rule.queries[language], content, suffix_of(path)))
        except Unreadable:
            return ()
        except QueryTimeout as error:
            raise CannotJudge(
                f"{page}: {error} in {path}", "make the query or its expressions simpler"
            ) from None
        except ValueError as error:
            raise CannotJudge(
                f"{page}: the `query {language}` block is not valid: {error}",
                "correct the query; tree-sitter's documentation has its syntax",
            ) from None
