"""Rows that allow what layers, or the row itself, forbid."""

from collections.abc import Iterator

from kavro_lint.architecture.case import Case
from kavro_lint.architecture.module_contracts import ModuleContract, within
from kavro_lint.architecture.permissions import allowed_entries, layer_denials
from kavro_lint.model.findings import Finding
from kavro_lint.model.places import Location

RULES = ("KV205",)
NEEDS = "artifacts"


def findings(case: Case) -> Iterator[Finding]:
    """Yield each module that a row's May import lists and another statement forbids."""
    architecture = case.architecture
    contracts = architecture.contracts
    for importing in contracts.values():
        for name in allowed_entries(importing):
            banned = importing.must_not_import
            if banned is not None and any(within(name, entry) for entry in banned.names):
                yield _finding(importing, name, "Must not import forbids it", banned.row)
            elif name in contracts and not within(name, importing.name):
                for denial in layer_denials(contracts, importing.name, name):
                    yield _finding(importing, name, denial.reason, denial.contract)


def _finding(importing: ModuleContract, name: str, reason: str, contract: Location) -> Finding:
    return Finding(
        rule="KV205",
        message=f"May import of {importing.name} lists {name}, which is not allowed: {reason} "
        f"({contract.path}:{contract.line})",
        location=importing.row,
        fix=f"remove {name} from May import of {importing.name}",
        atoms=frozenset({("row", importing.row.path, importing.name, "allows", name)}),
        contract=contract,
        source=importing.name,
        target=name,
    )
