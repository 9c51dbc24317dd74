"""The two sides of a pair: their files, and the imports between them."""

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.chains import hops_of, shortest_chain
from kavro_lint.commands.explain.argument_names import Named
from kavro_lint.commands.explain.module import files_of
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Import, Imports, import_of


@frozen
class Side:
    """One side of a pair: its files, and the one module that it is or lies in."""

    named: Named
    files: frozenset[str]
    module: str | None

    @property
    def shown(self) -> str:
        """Its name, with the module where that has another name."""
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
    prefix = "" if named.name == "/" else named.name
    files = frozenset(path for path in architecture.facts.languages if path.startswith(prefix))
    # Tests beside the code belong to a module of tests, and are not what is asked about.
    product = files - architecture.ownership.tests
    owners = {architecture.owner(path) for path in product or files}
    return Side(named, files, next(iter(owners)) if len(owners) == 1 else None)


def apart(first: Side, second: Side) -> tuple[Side, Side]:
    """Return two sides that share no file: a side that holds the other loses its files."""
    if first.files < second.files:
        return first, replace(second, files=second.files - first.files)
    if second.files < first.files:
        return replace(first, files=first.files - second.files), second
    return first, second


def direct_imports(
    architecture: Architecture, importer: Side, imported: Side
) -> tuple[Import, ...]:
    """Return the imports of one side that lead to the other."""
    imports, files = architecture.facts.imports, importer.files - imported.files
    if imported.named.kind == "package":
        edges = [
            edge
            for edge in imports.within(files.__contains__)
            if edge.package == imported.named.name and edge.outcome == "external"
        ]
    else:
        places = imported.files | _folders_of(architecture, imported.module)
        edges = [import_of(path, row) for path, row in imports.leading_to(places, files)]
    return tuple(sorted(edges, key=lambda edge: edge.location))


def _folders_of(architecture: Architecture, module: str | None) -> frozenset[str]:
    """Return the folders of a module that imports resolve to."""
    targets = architecture.facts.imports.targets() if module is not None else ()
    return frozenset(
        target
        for target in targets
        if target.endswith("/") and architecture.owner(target) == module
    )


def chain_between(architecture: Architecture, importer: Side, imported: Side) -> tuple[Import, ...]:
    """Return the shortest chain of imports from A to B, hop by hop.

    Where A has more files than B, the files that lead to B are looked for first, from B back to the
    first of A: no shortest chain goes by any other.
    """
    imports, ends = architecture.facts.imports, imported.files
    starts = importer.files - ends
    if len(starts) <= len(ends):
        return shortest_chain(hops_of(imports), starts, ends.__contains__, lambda path: True)
    leading = _leading_back(imports, ends, starts)
    return shortest_chain(
        hops_of(imports), starts & leading, ends.__contains__, leading.__contains__
    )


def _leading_back(imports: Imports, ends: frozenset[str], starts: frozenset[str]) -> frozenset[str]:
    """Return the files from which hops lead to `ends`, as far away as the first of `starts`."""
    leading = layer = ends
    while layer and starts.isdisjoint(layer):
        hops = imports.leading_to(layer)
        importers = {
            path for path, row in hops if not layer.isdisjoint(row[3].reaches or (row[3].target,))
        }
        layer = frozenset(importers - leading)
        leading |= layer
    return leading
