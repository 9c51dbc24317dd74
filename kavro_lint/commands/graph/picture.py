"""Architecture → picture: the nodes and arrows of a drawing, at one of two levels."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.graph.boxes import Box, boxes_of_folder, boxes_of_module
from kavro_lint.model import Import, Location
from kavro_lint.model.frozen import field, frozen

LEVELS = ("module", "file")

# The state of an arrow: an import of it is not allowed, it closes a cycle, a decision waives
# its findings, or it has none.
State = Literal["broken", "cycle", "waived", "allowed"]
# A statement and what it leads to: importer, file or package, line, column.
Key = tuple[str, str, int, int]


@frozen
class Mark:
    """A finding on a statement; `waived_by` is the path of the decision that waives it."""

    rule: str
    message: str
    fix: str
    contract: Location | None = None
    waived_by: str | None = None


@frozen
class Circle:
    """Nodes that import each other in a circle, and the (user, used) pairs that close it."""

    nodes: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    mark: Mark | None = None

    @property
    def waived(self) -> bool:
        """Whether a decision waives it."""
        return self.mark is not None and self.mark.waived_by is not None


@frozen
class Node:
    """A module, or a file. `group` is the module's layer, or the file's module.

    `boxes` are what it is drawn in, outermost first; `row` is its line in the contract.
    """

    name: str
    group: str | None = None
    language: str | None = None
    files: int = 1
    boxes: tuple[Box, ...] = ()
    responsibility: str = ""
    row: Location | None = None


@frozen
class Arrow:
    """A dependency: all imports of one node in another, in the order of paths and lines.

    `allowed` is whether layers, May import and Must not import allow it.
    """

    user: str
    used: str
    imports: tuple[Import, ...]
    allowed: bool = True

    @property
    def count(self) -> int:
        """The number of imports that it stands for."""
        return len(self.imports)


@frozen
class Picture:
    """What is drawn.

    `groups` are the layers, highest first, or the modules of files; `statements` are all
    imports that arrows stand for, in the order they were read; `marks` has the findings
    on them. `separator` is what parts a nested name: `.` of modules, `/` of paths. `owners` maps
    files to nodes; `undeclared` counts files that no module declares and that are not drawn.
    """

    level: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    groups: tuple[str, ...] = ()
    statements: tuple[Import, ...] = ()
    externals: tuple[Import, ...] = ()
    unresolved: tuple[Import, ...] = ()
    marks: Mapping[Key, tuple[Mark, ...]] = field(default_factory=dict)
    circles: tuple[Circle, ...] = ()
    separator: str = "."
    owners: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    undeclared: int = 0

    def marks_of(self, arrow: Arrow) -> Iterator[Mark]:
        """Yield the marks on the imports of an arrow."""
        for edge in arrow.imports:
            yield from self.marks.get(key(edge), ())

    def state(self, arrow: Arrow) -> State:
        """Return the state of an arrow; a waived finding comes before a circle."""
        marks = list(self.marks_of(arrow))
        if marks:
            return "broken" if any(mark.waived_by is None for mark in marks) else "waived"
        circle = self.circle(arrow)
        if circle is None:
            return "allowed"
        return "waived" if self.circles[circle].waived else "cycle"

    @property
    def caveat(self) -> str:
        """What the picture leaves out, or ""."""
        if not self.undeclared:
            return ""
        files = (
            "1 file that no module declares is"
            if self.undeclared == 1
            else (f"{self.undeclared} files that no module declares are")
        )
        return f"{files} not drawn (KV701)."

    def circle(self, arrow: Arrow) -> int | None:
        """Return the number of the circle that an arrow helps to close, or None."""
        pair = (arrow.user, arrow.used)
        return next((n for n, circle in enumerate(self.circles) if pair in circle.pairs), None)


def key(edge: Import) -> Key:
    """Return what tells a statement's imports apart."""
    return edge.importer, edge.target or edge.package or "", edge.raw.line, edge.raw.column


def picture(
    architecture: Architecture,
    level: str,
    marks: Mapping[Key, tuple[Mark, ...]] | None = None,
) -> Picture:
    """Return the picture at a level: `module`, or `file`.

    Without a blueprint each folder that holds source stands for a module.
    """
    marks = marks or {}
    if level == "file":
        return _files(architecture, marks)
    return _modules(architecture, marks) if architecture.terms else _folders(architecture)


def _files(architecture: Architecture, marks: Mapping[Key, tuple[Mark, ...]]) -> Picture:
    imports = architecture.facts.imports
    languages: Mapping[str, str | None] = architecture.facts.languages
    internal = tuple(edge for edge in imports if edge.target is not None)
    targets = {edge.target for edge in internal if edge.target and not edge.target.endswith("/")}
    denied = {
        key(statement) for edge in architecture.edges if edge.denied for statement in edge.found
    }
    nodes = []
    for path in sorted({*languages, *targets}):
        owner = architecture.owner(path)
        terms = architecture.terms
        boxes = boxes_of_module(terms, owner) if owner else boxes_of_folder(path)
        nodes.append(Node(path, owner, languages.get(path), boxes=boxes))
    folders = sorted({edge.target for edge in internal if edge.target} - {n.name for n in nodes})
    nodes += [Node(path, architecture.owner(path), files=0) for path in folders]
    imports_by_pair = _by_pair((edge.importer, edge.target or "", edge) for edge in internal)
    return Picture(
        level="file",
        nodes=tuple(nodes),
        arrows=tuple(
            Arrow(user, used, pair_imports, not any(key(edge) in denied for edge in pair_imports))
            for (user, used), pair_imports in imports_by_pair.items()
            if user != used
        ),
        groups=tuple(sorted({node.group for node in nodes if node.group and node.language})),
        statements=internal,
        externals=tuple(edge for edge in imports if edge.outcome == "external"),
        unresolved=tuple(edge for edge in imports if edge.outcome in ("unresolved", "ambiguous")),
        marks=marks,
        separator="/",
        owners={path: path for path in languages},
    )


def _modules(architecture: Architecture, marks: Mapping[Key, tuple[Mark, ...]]) -> Picture:
    owners, terms = architecture.ownership.owners, architecture.terms
    counts: dict[str, int] = {}
    for owner in owners.values():
        counts[owner] = counts.get(owner, 0) + 1
    nodes = [
        Node(
            name,
            term.layer.name if term.layer else None,
            files=counts.get(name, 0),
            boxes=boxes_of_module(terms, name),
            responsibility=term.module.responsibility,
            row=term.row,
        )
        for name, term in terms.items()
    ]
    used = {edge.used for edge in architecture.edges}
    nodes += [Node(name, files=0) for name in sorted(used - terms.keys())]
    ranked = sorted({(term.layer.rank, term.layer.name) for term in terms.values() if term.layer})
    return Picture(
        level="module",
        nodes=tuple(nodes),
        arrows=tuple(
            Arrow(edge.user, edge.used, tuple(edge.found), not edge.denied)
            for edge in architecture.edges
        ),
        groups=tuple(dict.fromkeys(name for _, name in ranked)),
        externals=tuple(edge for edge in architecture.judged if edge.outcome == "external"),
        marks=marks,
        owners=owners,
        undeclared=len(architecture.ownership.undeclared),
    )


def _folders(architecture: Architecture) -> Picture:
    owners = {path: folder_of(path) for path in architecture.facts.languages}
    counts: dict[str, int] = {}
    for folder in owners.values():
        counts[folder] = counts.get(folder, 0) + 1
    imports = architecture.facts.imports
    imports_by_pair = _by_pair(
        (folder_of(edge.importer), folder_of(edge.target), edge)
        for edge in imports
        if edge.target is not None and folder_of(edge.importer) != folder_of(edge.target)
    )
    names = {*counts, *(used for _, used in imports_by_pair)}
    return Picture(
        level="module",
        nodes=tuple(
            Node(name, files=counts.get(name, 0), boxes=boxes_of_folder(name))
            for name in sorted(names)
        ),
        arrows=tuple(
            Arrow(*pair, pair_imports) for pair, pair_imports in sorted(imports_by_pair.items())
        ),
        externals=tuple(edge for edge in imports if edge.outcome == "external"),
        separator="/",
        owners=owners,
    )


def _by_pair(
    imports: Iterable[tuple[str, str, Import]],
) -> Mapping[tuple[str, str], tuple[Import, ...]]:
    pairs: dict[tuple[str, str], list[Import]] = {}
    for user, used, edge in imports:
        pairs.setdefault((user, used), []).append(edge)
    return {pair: tuple(edges) for pair, edges in pairs.items()}


def folder_of(path: str) -> str:
    """Return the folder of a path, ending in `/`; the root folder is `/`."""
    return path.rpartition("/")[0] + "/"
