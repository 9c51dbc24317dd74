"""Facts and plan on one record: what is drawn, what is found, what is denied."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from kavro_lint.architecture.governed import CONVENTIONS, compile_pattern
from kavro_lint.architecture.ownership import Ownership
from kavro_lint.architecture.permissions import Denial, denials
from kavro_lint.architecture.terms import UNGOVERNED, Terms, all_terms, parting, related
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

    `used` is a module or `ungoverned`; `found` is in the order of paths and lines.
    """

    user: str
    used: str
    found: Imports
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
    terms: Mapping[str, Terms] = field(default_factory=dict)

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
        found = self.facts.imports
        if ungoverned:
            found = found.within(lambda path: path not in ungoverned)
        return found.without("type-only") if self.type_only == "ignore" else found

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The dependencies between different modules that imports make, sorted by names."""
        found: dict[tuple[str, str], dict[str, list[PlacedResolution]]] = {}
        owners, used_by = self.ownership.owners, self._owners_of_leads()
        for path, rows in self.judged.files.items():
            user = owners.get(path)
            if user is None:
                continue
            others: dict[str, list[PlacedResolution]] = {}
            for row in rows:
                used = used_by.get(id(row[3]))
                if used is not None and used != user and not self._is_inside(user, used, row[3]):
                    others.setdefault(used, []).append(row)
            for used, theirs in others.items():
                found.setdefault((user, used), {})[path] = theirs
        return tuple(
            Edge(user, used, Imports(files), denials(self.terms, user, used))
            for (user, used), files in sorted(found.items())
        )

    def _is_inside(self, user: str, used: str, resolution: Resolution) -> bool:
        """Whether a file that a convention leaves out is part of the module that imports it."""
        target = resolution.target or ""
        if used != UNGOVERNED or self.ownership.ungoverned.get(target) not in CONVENTIONS:
            return False
        around = self.ownership.module_around(target)
        return around is not None and related(user, around)

    def _owners_of_leads(self) -> Mapping[int, str]:
        """Return the owner of what each lead leads to, by the lead's identity."""
        owners: dict[tuple[str, bool], str | None] = {}
        found: dict[int, str] = {}
        for lead in self.judged.resolutions():
            if lead.target is None:
                continue
            target = (lead.target, bool(lead.reaches))
            if target not in owners:
                owners[target] = self.ownership.owner_of_target(lead.target, lead.reaches)
            owner = owners[target]
            if owner is not None:
                found[id(lead)] = owner
        return found

    @cached_property
    def sibling_edges(self) -> Mapping[str, Mapping[tuple[str, str], SiblingEdge]]:
        """For each parent (`""` at the top): the edges between its children.

        Imports of tests close no cycle; type-only imports do where the setting is `strict`.
        """
        groups: dict[str, dict[tuple[str, str], list[Edge]]] = {}
        for edge in self.edges:
            if edge.used in self.terms and not related(edge.user, edge.used):
                pair = parting(edge.user, edge.used)
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
        forbidden = [self._closing(edge.found) for edge in edges if edge.denied]
        return SiblingEdge(
            merged([self._closing(edge.found) for edge in edges]),
            merged(forbidden) if forbidden else Imports({}),
        )

    def _closing(self, imports: Imports) -> Imports:
        tests = self.ownership.tests
        if tests:
            imports = imports.within(lambda path: path not in tests)
        return imports if self.type_only == "strict" else imports.without("type-only")

    def closes(self, each: Import) -> bool:
        """Whether an import can close a cycle or a chain: no test, nothing for types alone."""
        if self.is_test(each.importer):
            return False
        return self.type_only == "strict" or each.raw.kind != "type-only"

    def is_test(self, path: str) -> bool:
        """Whether a file is test code."""
        return path in self.ownership.tests


def assemble(
    snapshot: Snapshot, plan: Plan, facts: Facts, ownership: Ownership, type_only: str
) -> Architecture:
    """Lay the plan's edges and the code's edges on one record."""
    return Architecture(snapshot, plan, facts, ownership, type_only, all_terms(plan))


def edges_that_close(architecture: Architecture) -> Iterator[tuple[str, str, str]]:
    """Yield every dependency that can close a cycle or a chain, as findings name it."""
    for pairs in architecture.sibling_edges.values():
        for pair in pairs:
            yield ("edge", *pair)
    for edge in architecture.edges:
        if any(architecture.closes(each) for each in edge.found):
            yield ("edge", edge.user, edge.used)
