"""The modules that a module may import, with the lines of the contract that limit it."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from kavro_lint.architecture import Architecture, ModuleContract, denials, related
from kavro_lint.architecture.module_contracts import Cell
from kavro_lint.commands.explain.shaping import Json, at, place_document, wrapped
from kavro_lint.model.frozen import frozen
from kavro_lint.spelling import quantity


@frozen
class Allowance:
    """What a module may import: `modules`, out of `other_count` that the contract declares.

    `foreign` are those of them that are written in languages which its own do not import.
    """

    contract: ModuleContract
    modules: tuple[str, ...]
    other_count: int
    foreign: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether it may import every other module."""
        return 0 < len(self.modules) == self.other_count


def allowance(architecture: Architecture, name: str) -> Allowance:
    """Return what a declared module may import."""
    contracts = architecture.contracts
    other_modules = [module for module in contracts if not related(name, module)]
    allowed = tuple(module for module in other_modules if not denials(contracts, name, module))
    families = _families(architecture)
    own = families.get(name, frozenset())
    foreign = (module for module in allowed if own and families.get(module, own).isdisjoint(own))
    return Allowance(contracts[name], allowed, len(other_modules), frozenset(foreign))


def _families(architecture: Architecture) -> Mapping[str, AbstractSet[str]]:
    """Return the families of languages that the files of each module are in."""
    facts, owners = architecture.facts, architecture.ownership.owners
    pairs = set(zip(map(owners.get, facts.languages), facts.languages.values(), strict=True))
    families: dict[str, set[str]] = {}
    for owner, language in pairs:
        if owner is not None:
            families.setdefault(owner, set()).add(facts.families.get(language, language))
    return families


def document(allowed: Allowance) -> Json:
    """Return it as JSON: the cells as stated or inherited (null: not stated), and their effect."""
    contract = allowed.contract
    return {
        "module": contract.name,
        "contract": place_document(contract.row),
        "responsibility": contract.module.responsibility or None,
        "layer": contract.layer.name if contract.layer else None,
        "layer_contract": place_document(contract.layer.location) if contract.layer else None,
        "may_import": list(allowed.modules),
        "stated": {
            "may_import": _cell(contract.may_import),
            "must_not_import": _cell(contract.must_not_import),
            "must_not_reach": _cell(contract.must_not_reach),
            "public": _cell(contract.public),
            "external": _cell(contract.external),
        },
        "unlimited": contract.unlimited,
    }


def _cell(cell: Cell | None) -> Json | None:
    if cell is None:
        return None
    return {"names": list(cell.names), "contract": place_document(cell.row)}


def lines(allowed: Allowance, indent: str = "  ") -> Iterator[str]:
    """Yield it as text."""
    contract = allowed.contract
    if contract.layer is not None:
        layer = contract.layer
        yield from wrapped(f"layer: {layer.name} ({at(layer.location)})", indent)
    yield from wrapped(f"may import: {_modules(allowed)}{_limit(contract)}", indent)
    for title, cell in (
        ("must not import", contract.must_not_import),
        ("must not reach", contract.must_not_reach),
        ("public", contract.public),
    ):
        if cell is not None:
            yield from wrapped(f"{title}: {_cell_names(cell)} ({at(cell.row)})", indent)
    external = contract.external
    if external is None:
        yield from wrapped("packages: any (External is not stated)", indent)
    else:
        yield from wrapped(f"packages: {_cell_names(external)} ({at(external.row)})", indent)


def _modules(allowed: Allowance) -> str:
    cell = allowed.contract.may_import
    if cell is not None and "*" in cell.names and allowed.everything:
        return "any module, private files too"
    if cell is None and allowed.everything:
        return "any module"
    names = [name for name in allowed.modules if name not in allowed.foreign]
    if allowed.foreign:
        names.append(f"and {quantity(len(allowed.foreign), 'module')} in other languages")
    return ", ".join(names) or "no other module"


def _limit(contract: ModuleContract) -> str:
    """Return the line that limits it, in parentheses."""
    if contract.unlimited:
        return f" (neither a layer nor May import limits it: {at(contract.row)})"
    if contract.may_import is None:
        return " (by its layer; May import is not stated)"
    inherited = (
        "" if contract.may_import.module == contract.name else f", of {contract.may_import.module}"
    )
    return f" ({at(contract.may_import.row)}{inherited})"


def _cell_names(cell: Cell) -> str:
    return ", ".join(cell.names) or "none"
