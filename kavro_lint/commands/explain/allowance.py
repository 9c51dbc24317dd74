"""What a module may import, with the lines of the contract that limit it."""

from collections.abc import Iterator

from kavro_lint.architecture import Architecture, Terms, denials, related
from kavro_lint.architecture.terms import Cell
from kavro_lint.commands.explain.shaping import Json, at, place_document, wrapped
from kavro_lint.model.frozen import frozen


@frozen
class Allowance:
    """What a module may import: `modules`, out of `other_count` that the contract declares."""

    terms: Terms
    modules: tuple[str, ...]
    other_count: int

    @property
    def everything(self) -> bool:
        """Whether it may import every other module."""
        return 0 < len(self.modules) == self.other_count


def allowance(architecture: Architecture, name: str) -> Allowance:
    """Return what a declared module may import."""
    terms = architecture.terms
    other_modules = [module for module in terms if not related(name, module)]
    allowed = tuple(module for module in other_modules if not denials(terms, name, module))
    return Allowance(terms[name], allowed, len(other_modules))


def document(allowed: Allowance) -> Json:
    """Return it as JSON: the cells as stated or inherited (null: not stated), and their effect."""
    terms = allowed.terms
    return {
        "module": terms.name,
        "contract": place_document(terms.row),
        "responsibility": terms.module.responsibility or None,
        "layer": terms.layer.name if terms.layer else None,
        "layer_contract": place_document(terms.layer.location) if terms.layer else None,
        "may_import": list(allowed.modules),
        "stated": {
            "may_import": _cell(terms.may_import),
            "must_not_import": _cell(terms.must_not_import),
            "must_not_reach": _cell(terms.must_not_reach),
            "public": _cell(terms.public),
            "external": _cell(terms.external),
        },
        "unlimited": terms.unlimited,
    }


def _cell(cell: Cell | None) -> Json | None:
    if cell is None:
        return None
    return {"names": list(cell.names), "contract": place_document(cell.row)}


def lines(allowed: Allowance, indent: str = "  ") -> Iterator[str]:
    """Yield it as text."""
    terms = allowed.terms
    if terms.layer is not None:
        layer = terms.layer
        yield from wrapped(f"layer: {layer.name} ({at(layer.location)})", indent)
    yield from wrapped(f"may import: {_modules(allowed)}{_limit(terms)}", indent)
    for title, cell in (
        ("must not import", terms.must_not_import),
        ("must not reach", terms.must_not_reach),
        ("public", terms.public),
    ):
        if cell is not None:
            yield from wrapped(f"{title}: {_cell_names(cell)} ({at(cell.row)})", indent)
    external = terms.external
    if external is None:
        yield from wrapped("packages: any (External is not stated)", indent)
    else:
        yield from wrapped(f"packages: {_cell_names(external)} ({at(external.row)})", indent)


def _modules(allowed: Allowance) -> str:
    if allowed.everything:
        cell = allowed.terms.may_import
        lifted = cell is not None and cell.names == ("*",)
        return "any module, private files too" if lifted else "any module"
    return ", ".join(allowed.modules) or "no other module"


def _limit(terms: Terms) -> str:
    """Return the line that limits it, in parentheses."""
    if terms.unlimited:
        return f" (neither a layer nor May import limits it: {at(terms.row)})"
    if terms.may_import is None:
        return " (by its layer; May import is not stated)"
    inherited = "" if terms.may_import.module == terms.name else f", of {terms.may_import.module}"
    return f" ({at(terms.may_import.row)}{inherited})"


def _cell_names(cell: Cell) -> str:
    return ", ".join(cell.names) or "none"
