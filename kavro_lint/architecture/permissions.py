"""Whether one module may import another; if not, the rule and the line of the contract."""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.architecture.module_contracts import (
    UNGOVERNED,
    Contracts,
    ModuleContract,
    parting,
    related,
    within,
)
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location


@frozen
class Denial:
    """Why an import is not allowed: the rule it breaks, in words, and the contract's line."""

    rule: str
    reason: str
    contract: Location
    fix: str


def levels(contracts: Contracts, name: str) -> Iterator[ModuleContract]:
    """Yield a module's contract, then those of the outer modules that its plans are nested in."""
    while name in contracts:
        yield contracts[name]
        name = contracts[name].outer


def denials(contracts: Contracts, importer: str, imported: str) -> tuple[Denial, ...]:
    """Return the denials of an import: by layers (KV703), then by the row (KV704)."""
    if related(importer, imported):
        return ()
    return (
        *layer_denials(contracts, importer, imported),
        *_row_denials(contracts, importer, imported),
    )


def layer_denials(contracts: Contracts, importer: str, imported: str) -> Iterator[Denial]:
    """Yield the denials by layers, in each plan that both modules are part of."""
    imported_levels = {level.root: level for level in levels(contracts, imported)}
    for own in levels(contracts, importer):
        imported_level = imported_levels.get(own.root)
        if imported_level is None or related(own.name, imported_level.name):
            continue
        denial = _layer_denial(contracts, own, imported_level)
        if denial is not None:
            yield denial
            return


def _layer_denial(
    contracts: Contracts, importer: ModuleContract, imported: ModuleContract
) -> Denial | None:
    if importer.layer is not None and imported.layer is not None:
        higher, lower = imported.layer, importer.layer
        if lower.rank > higher.rank:
            return Denial(
                "KV703",
                f"layer {lower.name} is below {higher.name}",
                lower.location,
                f"invert the dependency, or move what {importer.name} needs into "
                f"layer {lower.name} or below",
            )
        closed = _closed_between(importer, imported)
        if closed is not None:
            return closed
    return _dependent(contracts, importer, imported)


def _closed_between(importer: ModuleContract, imported: ModuleContract) -> Denial | None:
    """Deny a jump past a closed layer that lies between the two."""
    if importer.layer is None or imported.layer is None:
        return None
    top, bottom = importer.layer.rank, imported.layer.rank
    layer = next(
        (between for between in importer.layers if between.closed and top < between.rank < bottom),
        None,
    )
    if layer is None:
        return None
    return Denial(
        "KV703",
        f"layer {layer.name} between them is closed",
        layer.location,
        f"go through a module of layer {layer.name}",
    )


def _dependent(
    contracts: Contracts, importer: ModuleContract, imported: ModuleContract
) -> Denial | None:
    """Deny an import between siblings of one independent layer."""
    importing_sibling, imported_sibling = parting(importer.name, imported.name)
    importing, being_imported = (
        contracts.get(importing_sibling, importer),
        contracts.get(imported_sibling, imported),
    )
    layer = importing.layer
    if layer is None or not layer.independent or being_imported.layer != layer:
        return None
    return Denial(
        "KV703",
        f"modules of layer {layer.name} are independent of each other",
        layer.location,
        f"move what both need into a layer below {layer.name}",
    )


def _row_denials(contracts: Contracts, importer: str, imported: str) -> Iterator[Denial]:
    """Yield the denials by the importer's row, or by that of an outer module around it."""
    for level in levels(contracts, importer):
        if related(level.name, imported):
            continue
        banned = level.must_not_import
        if banned is not None and _lists(banned.names, imported):
            yield Denial(
                "KV704",
                f"{level.name} must not import {_entry(banned.names, imported)}",
                banned.row,
                f"remove the import, or reach {imported} through a module that may import it",
            )
            return
        allowed = level.may_import
        # What a row allows, it allows from the outside: all inside its module is free.
        inside = allowed is not None and within(imported, allowed.module)
        if allowed is not None and not inside and not _lists(allowed.names, imported):
            listed = ", ".join(allowed.names) or "nothing"
            yield Denial(
                "KV704",
                f"{level.name} may import {'only ' if allowed.names else ''}{listed}",
                allowed.row,
                f"remove the import, or reach {imported} through a module that {level.name} "
                "may import",
            )
            return


def limits_packages(contracts: Contracts, importer: str) -> bool:
    """Whether a row says which third-party packages a module may use."""
    return any(level.external is not None for level in levels(contracts, importer))


def external_denial(contracts: Contracts, importer: str, statement: Import) -> Denial | None:
    """Return the denial of an imported third-party package (KV707), None if it is allowed."""
    package = statement.package or ""
    full_name = statement.module or package
    for level in levels(contracts, importer):
        cell = level.external
        if cell is None or any(_covers(name, full_name, statement) for name in cell.names):
            continue
        listed = ", ".join(cell.names)
        parts = (f"{package}.", f"{package}/")
        named = full_name if any(name.startswith(parts) for name in cell.names) else package
        return Denial(
            "KV707",
            f"{level.name} may use only {listed}"
            if listed
            else f"{level.name} may not use third-party packages",
            cell.row,
            f"{'use one of those, or ' * bool(listed)}move the code that needs {named} to a "
            "module that may use it",
        )
    return None


def _covers(allowed: str, package: str, statement: Import) -> bool:
    """Whether an External entry allows a package: by name, prefix or distribution."""
    if allowed in ("*", package) or package.startswith((f"{allowed}.", f"{allowed}/")):
        return True
    distribution = _distribution(allowed)
    if distribution in statement.known_as:
        return True
    # A distribution of a namespace: `google-cloud-storage` brings `google.cloud.storage`.
    imported_name = f"{package}.{statement.raw.name}" if statement.raw.name else package
    return "-" in distribution and any(
        f"{_distribution(name)}-".startswith(f"{distribution}-")
        for name in (package, imported_name)
    )


def _distribution(name: str) -> str:
    """Return a name as distributions are compared: in lower case, its parts joined by `-`.

    https://packaging.python.org/specifications/name-normalization
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _lists(names: Iterable[str], imported: str) -> bool:
    """Whether a cell names the module, one it is nested in, or anything."""
    return any(name == "*" or within(imported, name) for name in names)


def _entry(names: Iterable[str], imported: str) -> str:
    return next(name for name in names if name == "*" or within(imported, name))


def unlimited(contracts: Contracts, name: str) -> bool:
    """Whether neither a layer nor May import limits a module, nor one that it is nested in."""
    return all(level.unlimited for level in levels(contracts, name))


def lifts_public(contracts: Contracts, importer: str, imported: str) -> bool:
    """Whether the importer's May import is `*`, which lifts other modules' Public lists.

    Outer modules that its plan is nested in must say so too: it can narrow, never widen.
    """
    cells = (
        level.may_import
        for level in levels(contracts, importer)
        if not related(level.name, imported)
    )
    return all(cell is not None and cell.anything for cell in cells)


def allowed_entries(contract: ModuleContract) -> tuple[str, ...]:
    """Return the modules a row's own May import names, without `*` and `ungoverned`."""
    return tuple(name for name in contract.module.may_import or () if name not in ("*", UNGOVERNED))
