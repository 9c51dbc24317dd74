"""The memory of an earlier run, where all its inputs are unchanged."""

from kavro_lint.cache.cached_run import CachedRun
from kavro_lint.cache.recall import recall
from kavro_lint.cache.requests import CheckRequest
from kavro_lint.languages.sources import facts_digest

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.cache.contributions import Contributions
    from kavro_lint.cache.neutral import ChangedSources
    from kavro_lint.cache.stored_answers import Answer


def recalled(question: CheckRequest | None) -> CachedRun | None:
    """Return a run with what was answered of the same state, None where nothing can be known.

    A source that has changed counts by what it says, whatever else its bytes are; where that adds
    nothing to report, the answer stands (`neutral_change`).
    """
    return recall(question, facts_digest, output_after)


def output_after(
    answer: "Answer", added: "Contributions", sources: "ChangedSources"
) -> tuple[bytes, int] | None:
    """Return an answer's output after a change of sources, None where it must be judged."""
    from kavro_lint.pipeline.incremental import neutral_change

    return neutral_change.output_after(answer, added, sources)
