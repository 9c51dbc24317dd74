"""Findings about an artifact itself."""

from kavro_lint.model import Finding, Location, Severity


def problem(
    rule: str,
    location: Location,
    message: str,
    fix: str,
    *part: str,
    source: str | None = None,
    target: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Return a finding at a line of an artifact; `part` says which part, without its line."""
    return Finding(
        rule=rule,
        message=message,
        location=location,
        fix=fix,
        atoms=frozenset({("artifact", location.path, rule, *part)}),
        contract=location,
        source=source,
        target=target,
        severity=severity,
    )
