"""Findings in the words of an answer: short, each with its place, its contract line and its fix."""

from collections.abc import Sequence

from kavro_lint.model.findings import Judged
from kavro_lint.printable import printable


def line(judged: Judged) -> str:
    """Return a finding in one paragraph."""
    finding, rule = judged.finding, judged.rule
    place = f"{finding.location.path}:{finding.location.line}"
    contract = finding.contract
    source = f" ({contract.path}:{contract.line})" if contract is not None else ""
    fix = f" Fix: {printable(finding.fix)}." if finding.fix else ""
    return (
        f"{rule.id} {rule.name} at {printable(place)}: {printable(finding.message)}{source}.{fix}"
    )


def lines(findings: Sequence[Judged], most: int, limit: int) -> str:
    """Return findings, one per line, up to `most` and `limit` characters; the rest is counted."""
    shown: list[str] = []
    size = 0
    for judged in findings[:most]:
        text = line(judged)
        if shown and size + len(text) + 1 > limit - 60:
            break
        shown.append(text[: limit - 60])
        size += len(shown[-1]) + 1
    left_out = len(findings) - len(shown)
    if left_out:
        shown.append(f"… and {left_out} more: kavro-lint check --base auto")
    return "\n".join(shown)
