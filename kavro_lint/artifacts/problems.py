"""Findings about an artifact itself."""

from collections.abc import Iterator

from kavro_lint.artifacts.markdown import Document, Table
from kavro_lint.model.findings import Finding, Severity
from kavro_lint.model.places import Location


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


def short_rows(document: Document, table: Table) -> Iterator[Finding]:
    """Yield the rows of a contract table that have fewer cells than its header (KV001)."""
    for row in table.rows:
        if row.short:
            name = row.cells[0].text or "(empty)"
            yield problem(
                "KV001",
                Location(document.path, row.line),
                f"the table row `{name}` has fewer cells than its header has columns",
                f"write all {len(table.header)} cells; leave a cell empty if it states nothing",
                "row",
                name,
            )
