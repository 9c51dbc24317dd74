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
    for module_terms in terms.values():
        for name in allowed_entries(module_terms):
            banned = module_terms.must_not_import
            if banned is not None and any(within(name, entry) for entry in banned.names):
                yield _finding(module_terms, name, "Must not import forbids it", banned.row)
            elif name in terms and not within(name, module_terms.name):
                for denial in layer_denials(terms, module_terms.name, name):
                    yield _finding(module_terms, name, denial.reason, denial.contract)


def _finding(module_terms: Terms, name: str, reason: str, contract: Location) -> Finding:
    return Finding(
        rule="KV205",
        message=f"May import of {module_terms.name} lists {name}, which is not allowed: {reason} "
        f"({contract.path}:{contract.line})",
        location=module_terms.row,
        fix=f"remove {name} from May import of {module_terms.name}",
        atoms=frozenset({("row", module_terms.row.path, module_terms.name, "allows", name)}),
        contract=contract,
        source=module_terms.name,
        target=name,
    )
