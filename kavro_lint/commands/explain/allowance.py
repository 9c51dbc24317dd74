"""What a module may import, with the lines of the contract that limit it."""

from collections.abc import Iterator

from kavro_lint.architecture import Architecture, Terms, denials, related
from kavro_lint.architecture.terms import Cell
from kavro_lint.commands.explain.shaping import Json, at, place, wrapped
from kavro_lint.model.frozen import frozen


@frozen
class Allowance:
    """What holds for a module. `modules` are those of the contract that it may import."""

    terms: Terms
    modules: tuple[str, ...]
    all_of: int

    @property
    def everything(self) -> bool:
        """Whether it may import every other module."""
        return 0 < len(self.modules) == self.all_of


def allowance(architecture: Architecture, name: str) -> Allowance:
    """Return what a declared module may import."""
    terms = architecture.terms
    others = [each for each in terms if not related(name, each)]
    allowed = tuple(each for each in others if not denials(terms, name, each))
    return Allowance(terms[name], allowed, len(others))


def document(given: Allowance) -> Json:
    """Return it as JSON: the cells as stated or inherited (null: not stated), and what follows."""
    terms = given.terms
    return {
        "module": terms.name,
        "contract": place(terms.row),
        "responsibility": terms.module.responsibility or None,
        "layer": terms.layer.name if terms.layer else None,
        "layer_contract": place(terms.layer.location) if terms.layer else None,
        "may_import": list(given.modules),
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
    return {"names": list(cell.names), "contract": place(cell.row)}


def lines(given: Allowance, indent: str = "  ") -> Iterator[str]:
    """Yield it as text."""
    terms = given.terms
    if terms.layer is not None:
        layer = terms.layer
        yield from wrapped(f"layer: {layer.name} ({at(layer.location)})", indent)
    yield from wrapped(f"may import: {_modules(given)}{_limited_by(terms)}", indent)
    for title, cell in (
        ("must not import", terms.must_not_import),
        ("must not reach", terms.must_not_reach),
        ("public", terms.public),
    ):
        if cell is not None:
            yield from wrapped(f"{title}: {_names(cell)} ({at(cell.row)})", indent)
    external = terms.external
    if external is None:
        yield from wrapped("packages: any (External is not stated)", indent)
    else:
        yield from wrapped(f"packages: {_names(external)} ({at(external.row)})", indent)


def _modules(given: Allowance) -> str:
    if given.everything:
        cell = given.terms.may_import
        lifted = cell is not None and cell.names == ("*",)
        return "any module, private files too" if lifted else "any module"
    return ", ".join(given.modules) or "no other module"


def _limited_by(terms: Terms) -> str:
    """Return what limits it, in parentheses."""
    if terms.unlimited:
        return f" (neither a layer nor May import limits it: {at(terms.row)})"
    if terms.may_import is None:
        return " (by its layer; May import is not stated)"
    inherited = "" if terms.may_import.module == terms.name else f", of {terms.may_import.module}"
    return f" ({at(terms.may_import.row)}{inherited})"


def _names(cell: Cell) -> str:
    return ", ".join(cell.names) or "none"
