"""The modules that a module may import, with the lines of the contract that limit it."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.module_contracts import Cell, ModuleContract, related
from kavro_lint.architecture.permissions import denials, levels
from kavro_lint.commands.explain.shaping import Json, at, place_document, wrapped
from kavro_lint.model.frozen import frozen
from kavro_lint.spelling import quantity


@frozen
class Allowance:
    """What a module may import: `modules`, out of `other_count` that the contract declares.

    `foreign` are those of them that are written in languages which its own do not import. `outer`
    are the contracts of the modules that its blueprint is nested in: they hold besides its own.
    """

    contract: ModuleContract
    outer: tuple[ModuleContract, ...]
    modules: tuple[str, ...]
    other_count: int
    foreign: frozenset[str] = frozenset()

    @property
    def unlimited(self) -> bool:
        """Whether neither a layer nor May import limits it, its own or an outer module's."""
        return all(level.unlimited for level in (self.contract, *self.outer))

    @property
    def external(self) -> Cell | None:
        """The stated cell External that holds, None where there is none or several must hold."""
        cells = [level.external for level in (self.contract, *self.outer) if level.external]
        return cells[0] if len(cells) == 1 else None

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
    own_contract, *outer = levels(contracts, name)
    return Allowance(own_contract, tuple(outer), allowed, len(other_modules), frozenset(foreign))


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
        "stated": _stated(contract),
        "outer": [{"module": level.name, "stated": _stated(level)} for level in allowed.outer],
        "unlimited": allowed.unlimited,
    }


def _stated(contract: ModuleContract) -> Json:
    return {
        "may_import": _cell(contract.may_import),
        "must_not_import": _cell(contract.must_not_import),
        "must_not_reach": _cell(contract.must_not_reach),
        "public": _cell(contract.public),
        "external": _cell(contract.external),
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
    yield from wrapped(f"may import: {_modules(allowed)}{_limit(allowed)}", indent)
    yield from _cell_lines(contract, indent)
    external = contract.external
    if external is not None:
        yield from wrapped(f"packages: {_cell_names(external)} ({at(external.row)})", indent)
    elif not any(level.external for level in allowed.outer):
        yield from wrapped("packages: any (External is not stated)", indent)
    for level in allowed.outer:
        yield from _outer_lines(level, indent)


def _cell_lines(contract: ModuleContract, indent: str, of: str = "") -> Iterator[str]:
    for title, cell in (
        ("must not import", contract.must_not_import),
        ("must not reach", contract.must_not_reach),
        ("public", contract.public),
    ):
        if cell is not None:
            yield from wrapped(f"{title}{of}: {_cell_names(cell)} ({at(cell.row)})", indent)


def _outer_lines(level: ModuleContract, indent: str) -> Iterator[str]:
    """Yield what an outer module states, which its nested blueprint can only narrow."""
    of = f" (of {level.name})"
    if level.may_import is not None:
        cell = level.may_import
        yield from wrapped(f"may import{of}: {_cell_names(cell)} ({at(cell.row)})", indent)
    yield from _cell_lines(level, indent, of)
    if level.external is not None:
        cell = level.external
        yield from wrapped(f"packages{of}: {_cell_names(cell)} ({at(cell.row)})", indent)


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


def _limit(allowed: Allowance) -> str:
    """Return the line that limits it, in parentheses."""
    contract = allowed.contract
    if contract.unlimited and not allowed.unlimited:
        return f" (as {allowed.outer[0].name} may)"
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
