"""From the answer to a `check` to that after a change of sources, without judging all again."""

from array import array
from collections.abc import Callable, Mapping

from kavro_lint.cache.contributions import COUNTED, Contributions
from kavro_lint.cache.neutral import ChangedSources
from kavro_lint.cache.stored_answers import Answer
from kavro_lint.pipeline.incremental.changed_sources import ChangeOfSources
from kavro_lint.printable import wrapped
from kavro_lint.spelling import counted_imports

# As type checkers know it.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kavro_lint.model.findings import Report

# From a report, what is printed of it; None where that cannot be told.
Printing = Callable[["Report"], bytes | None]


def output_after(
    answer: Answer,
    contributions: Contributions,
    changed: ChangedSources,
    printing: Printing | None = None,
) -> tuple[bytes, int] | None:
    """Return what a `check` prints after a change of sources, and its exit code.

    `contributions` are those of the state that the answer is of, and become those of the tree.
    None where it must be judged whole; and where anything else than the counts of imports is to be
    printed, if nobody says how.
    """
    change = ChangeOfSources(contributions, changed)
    if not change.apply():
        return None
    output = None if change.loud else _recounted(answer.output, contributions)
    if output is not None:
        return output, answer.code
    if printing is None:
        return None
    # Most changes add nothing to report.
    from kavro_lint.pipeline.incremental.judged_again import report_after

    report = report_after(change)
    output = None if report is None else printing(report)
    if report is None or output is None or report.exit_code > 1:
        return None
    width = contributions.shown[2]
    shown = place_of_counts(output, contributions.lead_in, report.coverage.imports, width)
    if shown is None:
        return None
    contributions.shown[:] = array("I", shown)
    return output, report.exit_code


def _recounted(output: bytes, contributions: Contributions) -> bytes | None:
    """Return an output with the counts of imports as they are now, None where lines would move."""
    start, end, width = contributions.shown
    if start == end:
        return output
    counts = dict(zip(COUNTED, contributions.totals, strict=True))
    shown = counted_lines(contributions.lead_in, counts, width)
    if shown.count(b"\n") != output[start:end].count(b"\n"):
        # A line more or less, and others might have to be left out.
        return None
    contributions.shown[1] = start + len(shown)
    return output[:start] + shown + output[end:]


def place_of_counts(
    output: bytes, lead_in: str, imports: Mapping[str, int], width: int
) -> tuple[int, int, int] | None:
    """Return where the counts of imports stand in an output, and the width; None if not once.

    A width of 0 is that of an output without counts.
    """
    if not width:
        return 0, 0, 0
    sentence = counted_lines(lead_in, imports, width)
    start = output.find(sentence + b"\n")
    if start < 0 or output.count(sentence) > 1:
        return None
    return start, start + len(sentence), width


def counted_lines(lead_in: str, imports: Mapping[str, int], width: int) -> bytes:
    """Return the sentence on what was counted, as a report in text shows it."""
    words = ", ".join(counted_imports(imports)) or "none"
    return "\n".join(wrapped(f"{lead_in}{words}.", width)).encode()
