"""Dependencies between modules and their imports, updated file by file."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from kavro_lint.architecture.code_conventions import HEADERS, is_own_source
from kavro_lint.architecture.cycles import Weight
from kavro_lint.architecture.governed import CONVENTIONS
from kavro_lint.architecture.module_contracts import UNGOVERNED, Contracts, parting, related
from kavro_lint.architecture.ownership import Ownership
from kavro_lint.architecture.permissions import Denial, denials
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import, Imports, PlacedResolution, Resolution, merged

Pair = tuple[str, str]
Edges = Mapping[Pair, "Edge"]
FilesByPair = dict[Pair, dict[str, list[PlacedResolution]]]
_Siblings = Mapping[str, Mapping[Pair, "SiblingEdge"]]


@frozen(eq=False)
class EdgeRules:
    """What decides which edges imports make, and which of those can close a cycle.

    `strict` says that imports for types alone can close one too; those of tests never do.
    """

    ownership: Ownership
    contracts: Contracts
    strict: bool


@frozen(eq=False)
class Edge:
    """All imports from one module to another (whole names), and what denies them.

    `imported` is a module or `ungoverned`; `imports` are in the order of paths and lines; `counted`
    is how many of them can close a cycle, where that is known. An edge that a change does not
    touch is the same object in the next state.
    """

    importer: str
    imported: str
    imports: Imports
    denied: tuple[Denial, ...]
    rules: EdgeRules
    counted: int | None = None

    @cached_property
    def closing(self) -> Imports:
        """The imports that can close a cycle or a chain: of no test, and not for types alone.

        A header's include of its own source is none: the two are one unit.
        """
        return self._closing_in(self.imports.files.items())

    @cached_property
    def first(self) -> Import | None:
        """The first import that can close a cycle; later ones are not looked at."""
        for entry in self.imports.files.items():
            closing = self._closing_in((entry,))
            if closing.files:
                return closing.first
        return None

    def _closing_in(self, entries: Iterable[tuple[str, Sequence[PlacedResolution]]]) -> Imports:
        tests, strict = self.rules.ownership.tests, self.rules.strict
        # Once through all files: an edge is of many files that have one import each.
        files = {
            path: closing
            for path, rows in entries
            if path not in tests
            and (
                closing := [
                    row for row in rows if (strict or row[2] != "type-only") and not row[3].is_test
                ]
            )
        }
        return _without_own_sources(Imports(files))

    @cached_property
    def weight(self) -> int:
        """How many imports can close a cycle."""
        return len(self.closing) if self.counted is None else self.counted


@frozen(eq=False)
class SiblingEdge:
    """The edges between two sibling modules that can close a cycle; some of them are denied.

    A module and those nested in it count as one.
    """

    edges: tuple[Edge, ...]

    @property
    def weight(self) -> Weight:
        """How many imports there are that the contract forbids, and how many others."""
        forbidden = sum(edge.weight for edge in self.edges if edge.denied)
        return Weight(forbidden, sum(edge.weight for edge in self.edges) - forbidden)

    @cached_property
    def imports(self) -> Imports:
        """All imports that can close a cycle."""
        return merged([edge.closing for edge in self.edges])

    @property
    def first(self) -> Import:
        """The first import that can close a cycle. Raises ValueError if there is none."""
        imports = (edge.first for edge in self.edges)
        return min((first for first in imports if first is not None), key=attrgetter("location"))

    @cached_property
    def forbidden(self) -> Imports:
        """The imports that can close a cycle and that the contract forbids."""
        return merged([edge.closing for edge in self.edges if edge.denied])


def _without_own_sources(imports: Imports) -> Imports:
    """Return imports without those by which a header includes its own source."""
    if not any(path.endswith(HEADERS) for path in imports.files):
        return imports
    files = {
        path: [row for row in rows if not is_own_source(path, row[3].target)]
        for path, rows in imports.files.items()
    }
    return Imports({path: rows for path, rows in files.items() if rows})


def edges_of(imports: Imports, rules: EdgeRules) -> Edges:
    """Return the dependencies between different modules that imports make, sorted by names."""
    return {
        pair: _edge(pair, files, rules)
        for pair, files in sorted(files_by_pair(imports, rules).items())
    }


def edges_after(edges: Edges, old: FilesByPair, new: FilesByPair, rules: EdgeRules) -> Edges:
    """Return edges with the `old` imports of some files taken out, and the `new` ones put in.

    The same object is returned where there are neither.
    """
    if not old and not new:
        return edges
    after = dict(edges)
    for pair in old.keys() | new.keys():
        removed_rows = old.get(pair, {})
        before = edges[pair].imports.files if pair in edges else {}
        files: dict[str, Sequence[PlacedResolution]] = {
            path: rows for path, rows in before.items() if path not in removed_rows
        }
        files |= new.get(pair, {})
        if files:
            after[pair] = _edge(pair, dict(sorted(files.items())), rules)
        else:
            del after[pair]
    return after if after.keys() == edges.keys() else dict(sorted(after.items()))


def sibling_edges(
    edges: Iterable[Edge], contracts: Contracts
) -> Mapping[str, Mapping[Pair, SiblingEdge]]:
    """Return, for each parent (`""` at the top), the edges between its children."""
    groups: dict[str, dict[Pair, list[Edge]]] = {}
    for edge in edges:
        if edge.imported in contracts and not related(edge.importer, edge.imported) and edge.weight:
            pair = parting(edge.importer, edge.imported)
            parent = pair[0].rpartition(".")[0]
            groups.setdefault(parent, {}).setdefault(pair, []).append(edge)
    return {
        parent: {pair: SiblingEdge(tuple(between)) for pair, between in pairs.items()}
        for parent, pairs in groups.items()
    }


def _edge(pair: Pair, files: Mapping[str, Sequence[PlacedResolution]], rules: EdgeRules) -> Edge:
    return Edge(*pair, Imports(files), denials(rules.contracts, *pair), rules)


def files_by_pair(imports: Imports, rules: EdgeRules) -> FilesByPair:
    """Return the imports between different modules, by both modules and by file."""
    files_by_pair: FilesByPair = {}
    owners = rules.ownership.owners
    owner_of = _owners_of_targets(imports, rules.ownership).get
    for path, rows in imports.files.items():
        importer = owners.get(path)
        if importer is None:
            continue
        for row in rows:
            imported = owner_of(id(row[3]))
            if imported is None or imported == importer:
                continue
            if imported == UNGOVERNED and _is_inside(importer, row[3], rules.ownership):
                continue
            pair = importer, imported
            files = files_by_pair.get(pair)
            if files is None:
                files = files_by_pair[pair] = {}
            if path in files:
                files[path].append(row)
            else:
                files[path] = [row]
    return files_by_pair


def _is_inside(importer: str, resolution: Resolution, ownership: Ownership) -> bool:
    """Whether a file that a convention leaves out is part of the module that imports it."""
    target = resolution.target or ""
    if ownership.ungoverned.get(target) not in CONVENTIONS:
        return False
    around = ownership.module_around(target)
    return around is not None and related(importer, around)


def _owners_of_targets(imports: Imports, ownership: Ownership) -> Mapping[int, str]:
    """Return the owner of what each resolution leads to, by the resolution's identity."""
    owners: dict[tuple[str, bool], str | None] = {}
    owner_by_identity: dict[int, str] = {}
    for resolution in imports.resolutions():
        if resolution.target is None:
            continue
        target = (resolution.target, bool(resolution.reaches))
        if target not in owners:
            owners[target] = ownership.owner_of_target(resolution.target, resolution.reaches)
        owner = owners[target]
        if owner is not None:
            owner_by_identity[id(resolution)] = owner
    return owner_by_identity
