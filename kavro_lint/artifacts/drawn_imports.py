"""Contract diagrams compared with the Modules table: arrows, unknown nodes, contradictions."""

from collections.abc import Iterator, Mapping

from kavro_lint.artifacts.diagrams import Diagram
from kavro_lint.artifacts.module_names import ModuleNames
from kavro_lint.artifacts.modules import ANYTHING
from kavro_lint.artifacts.problems import problem
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import replace
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Arrow, Layer, Module
from kavro_lint.spelling import nearest


class Drawing:
    """The contract diagrams compared with modules and layers."""

    def __init__(
        self,
        path: str,
        diagrams: tuple[Diagram, ...],
        modules: tuple[Module, ...],
        layers: tuple[Layer, ...],
        names: ModuleNames,
    ) -> None:
        self._path = path
        self._diagrams = diagrams
        by_local = {module.local: (module.name,) for module in modules}
        groups = {
            layer.name: tuple(module.name for module in modules if module.layer == layer.name)
            for layer in layers
        }
        self._meanings: Mapping[str, tuple[str, ...]] = {**groups, **by_local}
        self._names = names
        self.drawn = frozenset(
            name
            for diagram in diagrams
            for node in diagram.nodes
            for name in self._meaning(node.id, node.label)
        )

    def _meaning(self, identifier: str, label: str) -> tuple[str, ...]:
        """Return the modules a node stands for: by its id, else by its label."""
        return self._meanings.get(identifier) or self._meanings.get(label) or ()

    def arrows(self) -> Iterator[Arrow]:
        """Yield the arrows between modules; an arrow of a layer is one of each of its modules."""
        for diagram in self._diagrams:
            modules_by_node = {
                node.id: self._meaning(node.id, node.label) for node in diagram.nodes
            }
            for arrow in diagram.arrows:
                for importer in modules_by_node[arrow.importer]:
                    for imported in modules_by_node[arrow.imported]:
                        if importer != imported:
                            yield Arrow(importer, imported, Location(self._path, arrow.line))

    def unknown(self) -> Iterator[Finding]:
        """Yield the nodes that are neither a module nor a layer (KV205)."""
        for diagram in self._diagrams:
            for node in diagram.nodes:
                if node.id in self._meanings or node.label in self._meanings:
                    continue
                shown = node.label or node.id
                near = nearest(shown, self._meanings, 0.5)
                yield problem(
                    "KV205",
                    Location(self._path, node.line),
                    f"the diagram's node {shown} is neither a module nor a layer",
                    f"write `{near}`" if near else f"add {shown} to the Modules table",
                    "node",
                    shown,
                    source=shown,
                )


def contradictions(
    modules: tuple[Module, ...], arrows: tuple[Arrow, ...], drawn: frozenset[str]
) -> Iterator[Finding]:
    """Yield rows whose May import is not what their arrows say (KV205)."""
    for module in modules:
        stated = module.may_import
        if stated is None or stated == ANYTHING or module.name not in drawn:
            continue
        drawn_targets = {arrow.target for arrow in arrows if arrow.source == module.name}
        only_table = sorted(set(stated) - drawn_targets)
        only_drawn = sorted(drawn_targets - set(stated))
        if only_table or only_drawn:
            differences = [f"only the row allows {', '.join(only_table)}"] if only_table else []
            differences += (
                [f"only the diagram allows {', '.join(only_drawn)}"] if only_drawn else []
            )
            yield problem(
                "KV205",
                module.location,
                f"row and diagram differ for {module.local}: {'; '.join(differences)}",
                "make both agree, or leave the row's cell empty",
                "diagram",
                module.local,
                source=module.name,
            )


def with_arrows(
    modules: tuple[Module, ...], arrows: tuple[Arrow, ...], drawn: frozenset[str]
) -> Iterator[Module]:
    """Give each module that states no May import its arrows, also when it has none.

    One that is not drawn itself and is nested in another row takes that row's.
    """
    names = {module.name for module in modules}
    for module in modules:
        parts = module.name.split(".")
        nested = any(".".join(parts[:n]) in names for n in range(1, len(parts)))
        if module.may_import is not None or (nested and module.name not in drawn):
            yield module
            continue
        targets = dict.fromkeys(arrow.target for arrow in arrows if arrow.source == module.name)
        yield replace(module, may_import=tuple(targets), drawn=True)
