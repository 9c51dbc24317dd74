"""Facts and plan on one record: what is drawn, what is found, what is denied."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from kavro_lint.architecture.governed import CONVENTIONS, compile_pattern
from kavro_lint.architecture.module_contracts import (
    UNGOVERNED,
    Contracts,
    module_contracts,
    parting,
    related,
)
from kavro_lint.architecture.ownership import Ownership
from kavro_lint.architecture.permissions import Denial, denials
from kavro_lint.git.ignores import ignored_in
from kavro_lint.model import (
    Facts,
    Import,
    Imports,
    Location,
    PlacedResolution,
    Plan,
    Resolution,
    Snapshot,
    merged,
)
from kavro_lint.model.frozen import field, frozen


@frozen
class Edge:
    """All imports from one module to another (whole names), and what denies them.

    `imported` is a module or `ungoverned`; `imports` are in the order of paths and lines.
    """

    importer: str
    imported: str
    imports: Imports
    denied: tuple[Denial, ...]


@frozen
class SiblingEdge:
    """The imports that can close a cycle between two sibling modules, and what of them is denied.

    A module and those nested in it count as one.
    """

    imports: Imports
    forbidden: Imports


@frozen
class Architecture:
    """Everything that checks filter over.

    `type_only` is the setting: `judge`, `ignore` or `strict`.
    """

    snapshot: Snapshot
    plan: Plan
    facts: Facts
    ownership: Ownership
    type_only: str = "judge"
    contracts: Contracts = field(default_factory=dict)

    def owner(self, path: str) -> str | None:
        """Return the module that owns a file or folder, `ungoverned`, or None."""
        return self.ownership.owner(path)

    @property
    def contract_place(self) -> Location:
        """The blueprint, or where it should be."""
        plan = self.plan
        return Location(plan.blueprint or f"{plan.root}{plan.folder}/blueprint.md")

    @cached_property
    def generated(self) -> Callable[[str], bool]:
        """Whether a build creates the file, or files of the folder, at a path (Generated)."""
        patterns = [
            compiled
            for plan in self.plan.all()
            for row in plan.generated
            if (compiled := compile_pattern(row.pattern, plan.root)) is not None
        ]
        folders = {
            f"{plan.root}{row.pattern.lstrip('/').rpartition('/')[0]}/"
            for plan in self.plan.all()
            for row in plan.generated
            if "/" in row.pattern.lstrip("/")
        }

        # A package is generated where one of its files is.
        return lambda path: path in folders or any(pattern.matches(path) for pattern in patterns)

    @cached_property
    def ignored(self) -> Callable[[str], bool]:
        """Whether the snapshot's `.gitignore` files ignore a path."""
        return ignored_in(self.snapshot)

    def module(self, path: str) -> str | None:
        """Return the declared module of a governed file, or None."""
        return self.ownership.owners.get(path)

    @cached_property
    def judged(self) -> Imports:
        """The imports of governed files, without those that the setting `type-only` ignores."""
        ungoverned = self.ownership.ungoverned
        imports = self.facts.imports
        if ungoverned:
            imports = imports.within(lambda path: path not in ungoverned)
        return imports.without("type-only") if self.type_only == "ignore" else imports

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The dependencies between different modules that imports make, sorted by names."""
        files_by_pair: dict[tuple[str, str], dict[str, list[PlacedResolution]]] = {}
        owners, used_by = self.ownership.owners, self._owners_of_leads()
        for path, rows in self.judged.files.items():
            importer = owners.get(path)
            if importer is None:
                continue
            by_module: dict[str, list[PlacedResolution]] = {}
            for row in rows:
                imported = used_by.get(id(row[3]))
                if (
                    imported is not None
                    and imported != importer
                    and not self._is_inside(importer, imported, row[3])
                ):
                    by_module.setdefault(imported, []).append(row)
            for imported, resolutions in by_module.items():
                files_by_pair.setdefault((importer, imported), {})[path] = resolutions
        return tuple(
            Edge(importer, imported, Imports(files), denials(self.contracts, importer, imported))
            for (importer, imported), files in sorted(files_by_pair.items())
        )

    def _is_inside(self, importer: str, imported: str, resolution: Resolution) -> bool:
        """Whether a file that a convention leaves out is part of the module that imports it."""
        target = resolution.target or ""
        if imported != UNGOVERNED or self.ownership.ungoverned.get(target) not in CONVENTIONS:
            return False
        around = self.ownership.module_around(target)
        return around is not None and related(importer, around)

    def _owners_of_leads(self) -> Mapping[int, str]:
        """Return the owner of what each lead leads to, by the lead's identity."""
        owners: dict[tuple[str, bool], str | None] = {}
        owner_by_identity: dict[int, str] = {}
        for lead in self.judged.resolutions():
            if lead.target is None:
                continue
            target = (lead.target, bool(lead.reaches))
            if target not in owners:
                owners[target] = self.ownership.owner_of_target(lead.target, lead.reaches)
            owner = owners[target]
            if owner is not None:
                owner_by_identity[id(lead)] = owner
        return owner_by_identity

    @cached_property
    def sibling_edges(self) -> Mapping[str, Mapping[tuple[str, str], SiblingEdge]]:
        """For each parent (`""` at the top): the edges between its children.

        Imports of tests close no cycle; type-only imports do where the setting is `strict`.
        """
        groups: dict[str, dict[tuple[str, str], list[Edge]]] = {}
        for edge in self.edges:
            if edge.imported in self.contracts and not related(edge.importer, edge.imported):
                pair = parting(edge.importer, edge.imported)
                parent = pair[0].rpartition(".")[0]
                groups.setdefault(parent, {}).setdefault(pair, []).append(edge)
        return {
            parent: {
                pair: sibling
                for pair, edges in pairs.items()
                if (sibling := self._sibling(edges)).imports.files
            }
            for parent, pairs in groups.items()
        }

    def _sibling(self, edges: list[Edge]) -> SiblingEdge:
        forbidden = [self._closing(edge.imports) for edge in edges if edge.denied]
        return SiblingEdge(
            merged([self._closing(edge.imports) for edge in edges]),
            merged(forbidden) if forbidden else Imports({}),
        )

    def _closing(self, imports: Imports) -> Imports:
        tests = self.ownership.tests
        if tests:
            imports = imports.within(lambda path: path not in tests)
        return imports if self.type_only == "strict" else imports.without("type-only")

    def closes(self, statement: Import) -> bool:
        """Whether an import can close a cycle or a chain: no test, nothing for types alone."""
        if self.is_test(statement.importer):
            return False
        return self.type_only == "strict" or statement.raw.kind != "type-only"

    def is_test(self, path: str) -> bool:
        """Whether a file is test code."""
        return path in self.ownership.tests


def assemble(
    snapshot: Snapshot, plan: Plan, facts: Facts, ownership: Ownership, type_only: str
) -> Architecture:
    """Lay the plan's edges and the code's edges on one record."""
    return Architecture(snapshot, plan, facts, ownership, type_only, module_contracts(plan))


def edges_that_close(architecture: Architecture) -> Iterator[tuple[str, str, str]]:
    """Yield every dependency that can close a cycle or a chain, as findings name it."""
    for pairs in architecture.sibling_edges.values():
        for pair in pairs:
            yield ("edge", *pair)
    for edge in architecture.edges:
        if any(architecture.closes(statement) for statement in edge.imports):
            yield ("edge", edge.importer, edge.imported)
