"""A report cut to its most severe findings; what is left out is counted, never forgotten."""

from collections import Counter
from collections.abc import Iterable, Iterator

from kavro_lint.model.findings import SEVERITIES, Judged, Report
from kavro_lint.model.frozen import replace


def limited(report: Report, limit: int | None) -> Report:
    """Return a report of at most so many findings; verdict and exit code stay as they are."""
    if limit is None or len(report.findings) <= limit:
        return report
    by_severity = sorted(report.findings, key=severity_order)
    shown = {id(judged) for judged in by_severity[:limit]}
    return replace(
        report,
        findings=tuple(judged for judged in report.findings if id(judged) in shown),
        left_out=tuple(by_severity[limit:]),
    )


def severity_order(judged: Judged) -> tuple[bool, int]:
    """Return a sort key for findings: failing ones first, then the more severe ones."""
    return not judged.blocks, -SEVERITIES.index(judged.severity)


def left_out_lines(report: Report) -> Iterator[str]:
    """Yield a sentence on what `--max-findings` left out."""
    if report.left_out:
        count = len(report.left_out)
        yield (
            f"Left out by --max-findings {len(report.findings)}: {count} "
            f"finding{'s' * (count > 1)} ({counted_by_rule(report.left_out)})."
        )


def rules_left_out(report: Report) -> dict[str, int]:
    """Return how many findings of each rule were left out."""
    return dict(sorted(Counter(judged.rule.id for judged in report.left_out).items()))


def counted_by_rule(findings: Iterable[Judged]) -> str:
    """Return findings counted by rule, the most frequent first: `500 KV710, 12 KV701`."""
    counts = Counter(judged.rule.id for judged in findings)
    return ", ".join(f"{count} {rule}" for rule, count in counts.most_common())
