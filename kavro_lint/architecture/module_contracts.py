"""The contract of each module: its row, with unstated cells taken from its parent."""

from collections.abc import Collection, Iterable, Mapping

from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Layer, Module, Names, Plan
from kavro_lint.patterns import Pattern

ANYTHING = ("*",)
UNGOVERNED = "ungoverned"


@frozen
class Cell:
    """A stated cell: its names, the line of the row that states it, and that row's module."""

    names: tuple[str, ...]
    row: Location
    module: str

    @property
    def anything(self) -> bool:
        """Whether the cell is `*`."""
        return self.names == ANYTHING


@frozen
class ModuleContract:
    """The contract of one module. `outer` is the module of the outer plan that it is nested in."""

    module: Module
    root: str
    outer: str
    layers: tuple[Layer, ...]
    layer: Layer | None
    may_import: Cell | None
    must_not_import: Cell | None
    must_not_reach: Cell | None
    public: Cell | None
    public_of: Module | None
    external: Cell | None

    @property
    def name(self) -> str:
        """The module's full name."""
        return self.module.name

    @property
    def row(self) -> Location:
        """The module's own row."""
        return self.module.location

    @property
    def unlimited(self) -> bool:
        """Whether neither a layer nor May import limits the module."""
        return self.layer is None and self.may_import is None


Contracts = Mapping[str, ModuleContract]
"""The contract of each module, by its full name."""


def within(name: str, ancestor: str) -> bool:
    """Whether `name` is the module `ancestor` or nested in it."""
    return name == ancestor or name.startswith(ancestor + ".")


def related(left: str, right: str) -> bool:
    """Whether one of two modules is the other or nested in it: imports are always allowed."""
    return within(left, right) or within(right, left)


def parting(left: str, right: str) -> tuple[str, str]:
    """Return the siblings at which two unrelated names part: a.b.c, a.d → a.b, a.d."""
    left_parts, right_parts = left.split("."), right.split(".")
    depth = (
        next(n for n, (a, b) in enumerate(zip(left_parts, right_parts, strict=False)) if a != b) + 1
    )
    return ".".join(left_parts[:depth]), ".".join(right_parts[:depth])


def ancestry(name: str, top: str = "") -> Iterable[str]:
    """Yield `name` and the names it is nested in, innermost first, down to but without `top`."""
    while name and name != top:
        yield name
        name = name.rpartition(".")[0]


def module_contracts(plan: Plan) -> Contracts:
    """Return the contract of each module of the plan and its nested plans, by name."""
    return {
        contract.name: contract
        for inner in plan.all()
        if inner.blueprint
        for contract in _contracts(inner)
    }


def _contracts(plan: Plan) -> Iterable[ModuleContract]:
    rows = {module.name: module for module in plan.modules}
    layers = {layer.name: layer for layer in plan.layers}
    for module in rows.values():
        line = [rows[name] for name in ancestry(module.name, plan.prefix) if name in rows]
        layer = next((row.layer for row in line if row.layer is not None), None)
        public_of = next((row for row in line if row.public is not None), None)
        yield ModuleContract(
            module=module,
            root=plan.root,
            outer=plan.outer,
            layers=plan.layers,
            layer=layers.get(layer) if layer is not None else None,
            may_import=_cell((row.may_import, row) for row in line),
            must_not_import=_cell((row.must_not_import, row) for row in line),
            must_not_reach=_cell((row.must_not_reach, row) for row in line),
            public=_cell((row.public, row) for row in line),
            public_of=public_of,
            external=_cell((row.external, row) for row in line),
        )


def _cell(line: Iterable[tuple[Names, Module]]) -> Cell | None:
    """Return the first cell that is stated, from the row itself outwards."""
    stated = ((names, row) for names, row in line if names is not None)
    return next((Cell(names, row.location, row.name) for names, row in stated), None)


def public_patterns(
    module: Module, root: str, paths: Collection[str] = ()
) -> tuple[tuple[str, Pattern], ...]:
    """Return each Public entry of a row with the patterns it stands for.

    An entry that begins with `/` is read from the plan's root, all others from each of the
    module's folders; one that begins with such a folder from the root too, where of `paths` only
    that matches. Raises ValueError for what is not a pattern.
    """
    return tuple(
        (entry, pattern)
        for entry in module.public or ()
        if entry != "*"
        for pattern in _read_from(entry, module.patterns, root, paths)
    )


def _read_from(
    entry: str, folders: tuple[str, ...], root: str, paths: Collection[str]
) -> list[Pattern]:
    patterns = [Pattern(place, root) for place in _places(entry, folders)]
    begins = any(entry.startswith(f"{_folder(folder)}/") for folder in folders)
    if begins and not any(pattern.matches(path) for pattern in patterns for path in paths):
        from_root = Pattern(f"/{entry}", root)
        if any(from_root.matches(path) for path in paths):
            return [from_root]
    return patterns


def _places(entry: str, folders: tuple[str, ...]) -> Iterable[str]:
    if entry.startswith("/"):
        yield entry
        return
    for folder in folders:
        yield f"{_folder(folder)}/{entry}".lstrip("/")


def _folder(path: str) -> str:
    """Return the folder of a module's path, without slashes at its ends."""
    head, _, tail = path.rstrip("/").rpartition("/")
    # A path that names a file (or a glob of files) has its folder before the last slash.
    is_file = not path.endswith("/") and ("." in tail or "*" in tail)
    return (head if is_file else path).strip("/")
