"""Rows that allow what layers, or the row itself, forbid."""

from collections.abc import Iterator

from kavro_lint.architecture import (
    Case,
    Terms,
    allowed_entries,
    layer_denials,
    within,
)
from kavro_lint.model import Finding, Location

RULES = ("KV205",)
NEEDS = "artifacts"


def findings(case: Case) -> Iterator[Finding]:
    """Yield each module that a row's May import lists and another statement forbids."""
    architecture = case.architecture
    terms = architecture.terms
    for mine in terms.values():
        for name in allowed_entries(mine):
            banned = mine.must_not_import
            if banned is not None and any(within(name, each) for each in banned.names):
                yield _finding(mine, name, "Must not import forbids it", banned.row)
            elif name in terms and not within(name, mine.name):
                for denial in layer_denials(terms, mine.name, name):
                    yield _finding(mine, name, denial.reason, denial.contract)


def _finding(mine: Terms, name: str, reason: str, contract: Location) -> Finding:
    return Finding(
        rule="KV205",
        message=f"May import of {mine.name} lists {name}, which is not allowed: {reason} "
        f"({contract.path}:{contract.line})",
        location=mine.row,
        fix=f"remove {name} from May import of {mine.name}",
        atoms=frozenset({("row", mine.row.path, mine.name, "allows", name)}),
        contract=contract,
        source=mine.name,
        target=name,
    )
