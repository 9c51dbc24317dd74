"""What is remembered of an earlier run, where all that it was computed from is still so."""

from kavro_lint.cache.answers import Answer
from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.recall import recall
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.languages.sources import facts_digest


def recalled(question: CheckRequest | None) -> tuple[CachedRun, Answer | None] | None:
    """Return a run and what was answered of the same state, None where nothing can be known.

    A source that has changed counts by what it says, whatever else its bytes are.
    """
    return recall(question, source_digest)


def source_digest(path: str, content: bytes) -> bytes | None:
    """Return the digest of what a source says, None where it says nothing for sure."""
    return facts_digest(path, content)
