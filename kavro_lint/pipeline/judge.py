"""The findings of a case: every wanted check, in the order of names."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.checks import Check, Needs, checks_that_need
from kavro_lint.checks.unfinished import settled
from kavro_lint.model.findings import Finding

_OF_STATE: tuple[Needs, ...] = ("file", "code", "graph", "artifacts", "change")


def judge(case: Case) -> tuple[Finding, ...]:
    """Return the findings of the checks that read the state."""
    return tuple(findings_of(case, *_OF_STATE))


def judge_findings(case: Case) -> tuple[Finding, ...]:
    """Return the findings of the checks that read the findings of others."""
    return tuple(findings_of(case, "findings"))


def findings_of(case: Case, *needs: Needs) -> Iterator[Finding]:
    """Yield the findings of the checks with one of these needs."""
    for check in checks_that_need(*needs, names=case.checks):
        yield from _findings(case, check)


def _findings(case: Case, check: Check) -> Iterator[Finding]:
    findings = check.findings(case)
    yield from settled(case, findings) if check.needs == "artifacts" else findings
