"""Queries of rule pages, run on the files of a snapshot."""

from collections.abc import Mapping, Sequence

from kavro_lint.errors import CannotJudge
from kavro_lint.languages.guard import Guarded, QueryTimeout
from kavro_lint.languages.registry import suffix_of
from kavro_lint.languages.tree_queries import Capture
from kavro_lint.model.facts import Snapshot, Unreadable
from kavro_lint.model.findings import Rule


class Questions:
    """Runs rules' queries in a guarded process, until it is closed.

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
        """Return the captures of a rule's query in a file; none in a file that KV002 reports.

        Raises CannotJudge for an invalid query, or one that exceeds its limits.
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
