"""The two sides of a pair: their files, and the imports between them."""

from kavro_lint.architecture import Architecture, adjacency, shortest_chain
from kavro_lint.commands.explain.module import files_of
from kavro_lint.commands.explain.naming import Named
from kavro_lint.model import Import
from kavro_lint.model.frozen import frozen, replace


@frozen
class Side:
    """One of the two: its files, and the module that it is or that all of it is in."""

    named: Named
    files: frozenset[str]
    module: str | None

    @property
    def shown(self) -> str:
        """Its name, with the module where that is another word."""
        name = self.named.name
        return name if self.module in (None, name) else f"{name} (module {self.module})"


def side_of(architecture: Architecture, named: Named) -> Side:
    """Return a side with its files."""
    if named.kind == "package":
        return Side(named, frozenset(), None)
    if named.kind == "module":
        return Side(named, files_of(architecture, named.name), named.name)
    if named.kind == "file":
        return Side(named, frozenset({named.name}), architecture.owner(named.name))
    inside = "" if named.name == "/" else named.name
    files = frozenset(path for path in architecture.facts.languages if path.startswith(inside))
    owners = {architecture.owner(path) for path in files}
    return Side(named, files, next(iter(owners)) if len(owners) == 1 else None)


def apart(one: Side, other: Side) -> tuple[Side, Side]:
    """Return two sides that share no file: where one is nested in the other, what is around it."""
    if one.files < other.files:
        return one, replace(other, files=other.files - one.files)
    if other.files < one.files:
        return replace(one, files=one.files - other.files), other
    return one, other


def direct_imports(architecture: Architecture, user: Side, used: Side) -> tuple[Import, ...]:
    """Return the imports of B in A."""
    package = used.named.name if used.named.kind == "package" else None
    found = [
        each
        for each in architecture.facts.imports
        if each.importer in user.files
        and each.importer not in used.files
        and (
            each.package == package and each.outcome == "external"
            if package is not None
            else _leads_to(architecture, each, used)
        )
    ]
    return tuple(sorted(found, key=lambda each: each.location))


def _leads_to(architecture: Architecture, each: Import, used: Side) -> bool:
    if each.target in used.files or not used.files.isdisjoint(each.reaches):
        return True
    folder = each.target is not None and each.target.endswith("/")
    return folder and architecture.owner(each.target or "") == used.module is not None


def chain_between(architecture: Architecture, user: Side, used: Side) -> tuple[Import, ...]:
    """Return the shortest chain of imports from A to B, hop by hop."""
    edges = adjacency(architecture.facts.imports)
    starts = user.files - used.files
    return shortest_chain(edges, starts, used.files.__contains__, lambda path: True)
