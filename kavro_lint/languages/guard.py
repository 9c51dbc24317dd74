"""Queries of rule pages, in a second process that can be ended and sees nothing of the repository.

A query may hold regular expressions, and a file may be one that parsing or asking takes all time or
memory for; nothing inside a process can stop those.
"""

import json
from collections.abc import Sequence
from typing import IO

from kavro_lint.languages.second_python import SecondPython, questions_of, write_message
from kavro_lint.languages.tree_queries import Capture, run_query
from kavro_lint.model.facts import Unreadable

# Seconds of the processor that one query may take in one file.
QUERY_LIMIT = 5.0


class QueryTimeout(Exception):
    """A query took more than it may in one file, or ended the process it ran in."""


class Guarded:
    """Runs queries one after the other in a second process, until it is closed."""

    def __init__(self) -> None:
        self._process = SecondPython(__name__)

    def run_query(
        self, language: str, query: str, content: bytes, suffix: str
    ) -> Sequence[Capture]:
        """Return what a query captures, as `queries.run_query`, and raise what it raises.

        Raises QueryTimeout where it takes too much time or memory.
        """
        question = json.dumps((language, query, suffix)).encode("ascii")
        answer = self._process.ask(QUERY_LIMIT, question, content)
        if answer is None:
            raise QueryTimeout(
                f"the query took longer than {QUERY_LIMIT:.0f} seconds or too much memory"
            )
        error, captures = json.loads(answer)
        if error is not None:
            kind, message = error
            raise (Unreadable if kind == "Unreadable" else ValueError)(message)
        return [Capture(*capture) for capture in captures]

    def close(self) -> None:
        """End the process."""
        self._process.close()


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until there are no more: the second process."""
    write_message(answers, b"ready")
    for question, content in questions_of(questions):
        language, query, suffix = json.loads(question)
        error: tuple[str, str] | None = None
        captures: list[tuple[str, int, int, str]] = []
        try:
            for capture in run_query(language, query, content, suffix):
                captures.append((capture.name, capture.line, capture.column, capture.text))
        except (ValueError, Unreadable) as problem:
            error = type(problem).__name__, str(problem)
        write_message(answers, json.dumps((error, captures)).encode("ascii"))
