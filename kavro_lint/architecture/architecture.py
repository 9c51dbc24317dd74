"""Facts and plan in one record: edges of the plan, edges of the code, denied edges."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from kavro_lint.architecture.code_conventions import is_own_source
from kavro_lint.architecture.cycles import Cycle, cycles
from kavro_lint.architecture.edges import (
    Edge,
    EdgeRules,
    Edges,
    SiblingEdge,
    edges_after,
    edges_of,
    files_by_pair,
    sibling_edges,
)
from kavro_lint.architecture.governed import compile_pattern
from kavro_lint.architecture.import_index import (
    Importers,
    importers_after,
    importers_of,
    unlisted_after,
    unlisted_of,
)
from kavro_lint.architecture.module_contracts import Contracts, module_contracts
from kavro_lint.architecture.ownership import Ownership
from kavro_lint.git.gitignores import ignored_in
from kavro_lint.model.facts import Facts, Snapshot
from kavro_lint.model.frozen import field, frozen, replace
from kavro_lint.model.imports import Import, Imports, PlacedResolution
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Plan

# What is put together from what was asked of the state before.
_TAKEN_OVER = frozenset(("sibling_edges", "cycles_by_parent", "importers", "unlisted"))


@frozen(eq=False)
class Step:
    """The step from the state before: its edges, and the files that differ.

    `removed` are the imports that those files had, judged by the rules `before`, and `added` those
    that they have now. It is of these `facts`, and no other owners, contracts or `type_only` than
    those of `rules`. `asked` is what was asked of the state before, by the names of its properties.
    """

    facts: Facts
    type_only: str
    before: EdgeRules
    rules: EdgeRules
    edges: Edges
    removed: Imports
    added: Imports
    asked: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Architecture:
    """The record that checks filter.

    `type_only` is the setting: `judge`, `ignore` or `strict`.
    """

    snapshot: Snapshot
    plan: Plan
    facts: Facts
    ownership: Ownership
    type_only: str = "judge"
    contracts: Contracts = field(default_factory=dict)
    step: Step | None = None

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
        return self._judged(self.facts.imports, self.ownership)

    def _judged(self, imports: Imports, ownership: Ownership) -> Imports:
        ungoverned = ownership.ungoverned
        if ungoverned:
            imports = imports.within(lambda path: path not in ungoverned)
        return imports.without("type-only") if self.type_only == "ignore" else imports

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The dependencies between different modules that imports make, sorted by names."""
        return tuple(self.edges_by_pair.values())

    @cached_property
    def edges_by_pair(self) -> Edges:
        """The edges by both modules; those that a step has not changed are the same objects."""
        step, rules = self.step, self._edge_rules
        if step is None or not self._is_of(step):
            return edges_of(self.judged, rules)
        removed = self._judged(step.removed, step.before.ownership)
        added = self._judged(step.added, self.ownership)
        old, new = files_by_pair(removed, step.before), files_by_pair(added, step.rules)
        return edges_after(step.edges, old, new, step.rules)

    def _is_of(self, step: Step) -> bool:
        """Whether nothing was replaced since the step."""
        rules = step.rules
        return (
            step.facts is self.facts
            and step.type_only == self.type_only
            and rules.ownership is self.ownership
            and rules.contracts is self.contracts
        )

    @property
    def _asked_of_same_edges(self) -> Mapping[str, Any]:
        """The computed properties of the state before, if no edge differs."""
        step = self.step
        return step.asked if step is not None and self.edges_by_pair is step.edges else {}

    @cached_property
    def importers(self) -> Importers:
        """The files that import each file or folder."""
        known = self._known_to_step("importers")
        if self.step is None or known is None:
            return importers_of(self.facts.imports)
        return importers_after(known, self.step.removed, self.step.added)

    @cached_property
    def unlisted(self) -> Imports:
        """The judged imports of packages that a manifest should name, and surely does not."""
        known = self._known_to_step("unlisted")
        if self.step is None or known is None:
            return unlisted_of(self.judged)
        added = self._judged(self.step.added, self.ownership)
        return unlisted_after(known, self.judged, self.step.removed, added)

    def _known_to_step(self, name: str) -> Any:  # noqa: ANN401
        """Return what was asked of the state before, None where it does not help here."""
        step = self.step
        return step.asked.get(name) if step is not None and self._is_of(step) else None

    @cached_property
    def _edge_rules(self) -> EdgeRules:
        return EdgeRules(self.ownership, self.contracts, self.type_only == "strict")

    @cached_property
    def sibling_edges(self) -> Mapping[str, Mapping[tuple[str, str], SiblingEdge]]:
        """For each parent (`""` at the top): the edges between its children.

        Imports of tests close no cycle; type-only imports do where the setting is `strict`.
        """
        asked = self._asked_of_same_edges
        return asked.get("sibling_edges") or sibling_edges(self.edges, self.contracts)

    @cached_property
    def cycles_by_parent(self) -> Mapping[str, tuple[Cycle, ...]]:
        """For each parent whose children import each other: the cycles between them."""
        return self._asked_of_same_edges.get("cycles_by_parent") or {
            parent: tuple(cycles({pair: edge.weight for pair, edge in siblings.items()}))
            for parent, siblings in sorted(self.sibling_edges.items())
        }

    def after(
        self,
        snapshot: Snapshot,
        facts: Facts,
        ownership: Ownership | None = None,
        also: Collection[str] = (),
    ) -> "Architecture":
        """Return the next state's architecture, by the same plan.

        Only the files whose imports are others are looked at, and those that are `also` named;
        imports that are the same must be the same objects. No file that is in both states, and
        nothing that other imports resolve to, may have another owner by `ownership`, None for the
        same.
        """
        changed = {*differing(self.facts.imports.files, facts.imports.files), *also}
        return self._after(snapshot, facts, changed, ownership or self.ownership)

    def with_rows(self, path: str, rows: Sequence[PlacedResolution]) -> "Architecture":
        """Return the architecture in which one file has other imports."""
        facts = replace(self.facts, imports=self.facts.imports.with_rows(path, rows))
        return self._after(self.snapshot, facts, (path,), self.ownership)

    def _after(
        self, snapshot: Snapshot, facts: Facts, changed: Collection[str], ownership: Ownership
    ) -> "Architecture":
        before, after = self.facts.imports.files, facts.imports.files
        removed = Imports({path: before[path] for path in changed if path in before})
        added = Imports({path: after[path] for path in changed if path in after})
        architecture = replace(self, snapshot=snapshot, facts=facts, ownership=ownership)
        step = Step(
            facts,
            self.type_only,
            self._edge_rules,
            architecture._edge_rules,
            self.edges_by_pair,
            removed,
            added,
            {name: getattr(self, name) for name in _TAKEN_OVER if self._has_asked(name)},
        )
        return replace(architecture, step=step)

    def _has_asked(self, name: str) -> bool:
        """Whether a property was asked of this state, or of one that it was stepped to from."""
        return name in vars(self) or (self.step is not None and name in self.step.asked)

    def narrowed(self, paths: Collection[str]) -> "Architecture":
        """Return the architecture with the imports of some files only."""
        facts = replace(self.facts, imports=self.facts.imports.within(paths.__contains__))
        return replace(self, facts=facts, step=None)

    def closes(self, statement: Import) -> bool:
        """Whether an import can close a cycle or a chain: no test, nothing for types alone.

        Nor can a header's include of its own source: the two are one unit.
        """
        if self.is_test(statement) or is_own_source(statement.importer, statement.target):
            return False
        return self.type_only == "strict" or statement.raw.kind != "type-only"

    def is_test(self, statement: Import) -> bool:
        """Whether an import is test code: by itself, or by the file that it stands in."""
        return statement.is_test or statement.importer in self.ownership.tests


def assemble(
    snapshot: Snapshot, plan: Plan, facts: Facts, ownership: Ownership, type_only: str
) -> Architecture:
    """Return the architecture: the edges of plan and code in one record."""
    return Architecture(snapshot, plan, facts, ownership, type_only, module_contracts(plan))


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """Return the paths that have another object now, or are only in one; sorted."""
    changed = [path for path, rows in after.items() if before.get(path) is not rows]
    return tuple(sorted((*changed, *(before.keys() - after.keys()))))


def edges_that_close(architecture: Architecture) -> Iterator[tuple[str, str, str]]:
    """Yield every dependency that can close a cycle or a chain, as findings name it."""
    for pairs in architecture.sibling_edges.values():
        for pair in pairs:
            yield ("edge", *pair)
    for edge in architecture.edges:
        if edge.weight:
            yield ("edge", edge.importer, edge.imported)
