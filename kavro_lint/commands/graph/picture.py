"""The records of a drawing: nodes, arrows, and the findings and cycles on them."""

from collections.abc import Iterator, Mapping
from typing import Literal

from kavro_lint.commands.graph.boxes import Box
from kavro_lint.model.frozen import field, frozen
from kavro_lint.model.imports import Import
from kavro_lint.model.places import Location

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
class Cycle:
    """Nodes of a dependency cycle, and the (importer, imported) pairs that close it."""

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

    importer: str
    imported: str
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
    `tests` are the files that are test code.
    """

    level: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    groups: tuple[str, ...] = ()
    statements: tuple[Import, ...] = ()
    externals: tuple[Import, ...] = ()
    unresolved: tuple[Import, ...] = ()
    marks: Mapping[Key, tuple[Mark, ...]] = field(default_factory=dict)
    cycles: tuple[Cycle, ...] = ()
    separator: str = "."
    owners: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    undeclared: int = 0
    tests: frozenset[str] = frozenset()

    def is_test(self, arrow: Arrow) -> bool:
        """Whether nothing but tests has the dependency."""
        return all(map(self.is_test_import, arrow.imports))

    def is_test_import(self, statement: Import) -> bool:
        """Whether an import is test code: by itself, or by the file that it stands in."""
        return statement.is_test or statement.importer in self.tests

    def marks_of(self, arrow: Arrow) -> Iterator[Mark]:
        """Yield the marks on the imports of an arrow."""
        for edge in arrow.imports:
            yield from self.marks.get(key(edge), ())

    def state(self, arrow: Arrow) -> State:
        """Return the state of an arrow; a waived finding comes before a cycle."""
        marks = list(self.marks_of(arrow))
        if marks:
            return "broken" if any(mark.waived_by is None for mark in marks) else "waived"
        cycle = self.cycle(arrow)
        if cycle is None:
            return "allowed"
        return "waived" if self.cycles[cycle].waived else "cycle"

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

    def cycle(self, arrow: Arrow) -> int | None:
        """Return the number of the cycle that an arrow helps to close, or None."""
        pair = (arrow.importer, arrow.imported)
        return next((n for n, cycle in enumerate(self.cycles) if pair in cycle.pairs), None)


def key(edge: Import) -> Key:
    """Return what tells a statement's imports apart."""
    return edge.importer, edge.target or edge.package or "", edge.raw.line, edge.raw.column
