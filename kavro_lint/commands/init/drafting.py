"""Facts → the contract: parts, the dependencies between them, their order, and rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.architecture.module_contracts import UNGOVERNED, related, within
from kavro_lint.commands.init.alike import with_families
from kavro_lint.commands.init.drafted_contract import Contract, Row, text_of
from kavro_lint.commands.init.entry_points import with_entries
from kavro_lint.commands.init.exempt_code import Exemptions, exemptions
from kavro_lint.commands.init.layer_names import against_convention
from kavro_lint.commands.init.layer_order import (
    IMPORT,
    TYPE_ONLY_IMPORT,
    Order,
    Pair,
    order_of,
    tangled_groups,
)
from kavro_lint.commands.init.module_rules import ModuleRules, module_rules
from kavro_lint.commands.init.overlay import with_files
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.parts import only_owning, propose
from kavro_lint.commands.init.place_rules import PlaceRules
from kavro_lint.commands.init.repository_layout import layout_of
from kavro_lint.commands.init.roles import Layout
from kavro_lint.commands.init.rows import ImportsByPair, Rows
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Import
from kavro_lint.pipeline.survey import Survey

# Code outside the layers may import anything: any other dependency is cut before one of its own.
OUTSIDE_WEIGHT = 1000


@frozen
class Draft:
    """A contract, and the dependencies that it does not grant although imports make them."""

    contract: Contract
    refused: ImportsByPair


def draft(
    survey: Survey, path: str, title: str, place_rules: PlaceRules, sections: str = ""
) -> Draft:
    """Return the contract for what a survey read; `path` is where it will lie.

    `sections` are further parts of the blueprint, as Markdown.
    """
    layout = layout_of(survey)
    exempt = exemptions(survey.architecture, layout)
    with_rows = _Overlay(survey, path, exempt)
    parts = _parts(with_rows, layout, place_rules)
    parts = with_entries(parts, with_rows.architecture(parts))
    architecture = with_rows.architecture(parts)
    dependencies = _dependencies(architecture, parts)
    renamed = _flat_names(parts, dependencies, architecture)
    if renamed:
        parts = tuple(replace(part, name=renamed.get(part.name, part.name)) for part in parts)
        architecture = with_rows.architecture(parts)
        dependencies = _dependencies(architecture, parts)
    rules = module_rules(place_rules, parts)
    order = _order(parts, dependencies, architecture, rules)
    families = parts
    if not (rules.layers or rules.has_lists):
        families = with_families(parts, order.layer, {user for user, _ in dependencies})
    if families != parts:
        parts = families
        architecture = with_rows.architecture(parts)
        dependencies = _dependencies(architecture, parts)
        order = _order(parts, dependencies, architecture, rules)
    refused = {
        pair: imports
        for pair, imports in dependencies.items()
        if pair[1] != UNGOVERNED and _is_refused(pair, order, rules)
    }
    rows = Rows(
        parts, order, dependencies, refused, _files_without_packages(architecture, parts), rules
    )
    contract = Contract(
        title=title,
        rows=tuple(rows.all()),
        layers=order.layers,
        since=survey.snapshot.commit,
        origin=place_rules.levels_from,
        independent=rules.independent,
        sections=sections,
        exemptions=exempt,
    )
    return Draft(contract, refused)


def _is_refused(pair: Pair, order: Order, rules: ModuleRules) -> bool:
    """Whether the contract will deny a dependency that imports make."""
    user, used = pair
    if not rules.allows(user, used):
        return True
    # Layers say nothing about what stands outside of them.
    is_outside = order.layer(used) is None and order.layer(user) is not None
    return pair in order.cut and not (is_outside and not rules.has_lists)


@frozen
class _Overlay:
    """A survey and the blueprint that it will have at `path`."""

    survey: Survey
    path: str
    exempt: Exemptions

    def architecture(self, parts: Sequence[Part]) -> Architecture:
        """Return the architecture with a row for each part."""
        rows = [row for part in parts for row in _bare(part)]
        text = text_of(Contract("draft", tuple(rows), exemptions=self.exempt))
        return with_files(self.survey, {self.path: text}).architecture


def _parts(overlay: _Overlay, layout: Layout, place_rules: PlaceRules) -> tuple[Part, ...]:
    """Return the parts that own a file, as the reader of the table will see it."""
    bare = overlay.architecture(())
    paths = [path for path in bare.facts.languages if path not in bare.ownership.ungoverned]
    parts = propose(paths, layout, place_rules.places)
    owned = set(overlay.architecture(parts).ownership.owners.values())
    return only_owning(
        parts, lambda name: any(owner == name or _begins(owner, name) for owner in owned)
    )


def _begins(owner: str, name: str) -> bool:
    return owner.startswith(name) if name.endswith(".") else within(owner, name)


def _bare(part: Part) -> Iterator[Row]:
    yield Row(part.name, part.patterns)
    if part.folder is not None:
        yield Row(f"{part.name}.{{name}}", (f"{part.folder}{{name}}/",))


def _dependencies(architecture: Architecture, parts: Sequence[Part]) -> ImportsByPair:
    """Return the imports between parts; a family and its members are one."""
    families = {part.name for part in parts if part.folder is not None}
    dependencies: dict[Pair, list[Import]] = {}
    for edge in architecture.edges:
        pair = (_row(edge.importer, families), _row(edge.imported, families))
        if not related(*pair):
            dependencies.setdefault(pair, []).extend(edge.imports)
    return {pair: tuple(imports) for pair, imports in sorted(dependencies.items())}


def _row(name: str, families: set[str]) -> str:
    """Return the part that a module is a row or member of."""
    return next((family for family in families if within(name, family)), name)


def _flat_names(
    parts: Sequence[Part], dependencies: ImportsByPair, architecture: Architecture
) -> dict[str, str]:
    """Return new names (`web-ui` for `web.ui`) for what cannot be nested; {} mostly."""
    names = [part.name for part in parts if not part.is_outside]
    flat = {name: name for name in names}
    while True:
        weights: dict[Pair, int] = {}
        for (user, used), imports in dependencies.items():
            if (
                user in flat
                and used in flat
                and any(architecture.closes(group_name) for group_name in imports)
            ):
                weights[flat[user], flat[used]] = len(imports)
        groups = tangled_groups(weights, flat.values())
        if not groups:
            return {name: new for name, new in flat.items() if name != new}
        for name, new in flat.items():
            group = next(
                (group_name for group_name in sorted(groups) if new.startswith(f"{group_name}.")),
                None,
            )
            if group is not None:
                flat[name] = f"{group}-{new[len(group) + 1 :]}"


def _order(
    parts: Sequence[Part],
    dependencies: ImportsByPair,
    architecture: Architecture,
    rules: ModuleRules,
) -> Order:
    outside = {part.name for part in parts if part.is_outside}
    weights = {
        pair: _weight(pair, imports, architecture) * (OUTSIDE_WEIGHT if pair[0] in outside else 1)
        for pair, imports in dependencies.items()
        # What the rules forbid is cut already, so it closes no cycle.
        if pair[1] != UNGOVERNED and rules.allows(*pair)
    }
    layered = {part.name: part.project for part in parts if not part.is_outside}
    apart = frozenset(part.name for part in parts if part.across)
    return order_of(weights, layered, rules.layers, apart)


def _weight(pair: Pair, imports: Iterable[Import], architecture: Architecture) -> int:
    """Return what it costs to cut a dependency: of equals, that against convention goes first."""
    runs = (IMPORT if architecture.closes(statement) else TYPE_ONLY_IMPORT for statement in imports)
    return sum(runs) - against_convention(*pair)


def _files_without_packages(architecture: Architecture, parts: Sequence[Part]) -> Mapping[str, int]:
    """Return for each part that owns files how many there are, none where one imports a package."""
    families = {part.name for part in parts if part.folder is not None}
    sizes = {part.name: 0 for part in parts}
    for owner in architecture.ownership.owners.values():
        sizes[_row(owner, families)] += 1
    for statement in architecture.judged:
        importer = architecture.module(statement.importer)
        if importer is not None and statement.package is not None:
            sizes[_row(importer, families)] = 0
    return sizes
