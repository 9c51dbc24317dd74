"""A blueprint: its tables, layers, diagrams and trees, with whole names.

See docs/contract.md, 1.1 to 1.4.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping

from kavro_lint.artifacts.diagrams import Diagram, read_diagrams
from kavro_lint.artifacts.layers import read_layers
from kavro_lint.artifacts.markdown import Document
from kavro_lint.artifacts.modules import ANYTHING, UNGOVERNED, read_rows
from kavro_lint.artifacts.problems import problem
from kavro_lint.artifacts.trees import TreeFolder, read_tree
from kavro_lint.model import Arrow, Exemption, Finding, Layer, Location, Module, Names
from kavro_lint.model.frozen import frozen, replace

NAMED = (
    ("may_import", "May import"),
    ("must_not_import", "Must not import"),
    ("must_not_reach", "Must not reach"),
)


@frozen
class Blueprint:
    """What one document says. Names are whole."""

    table: Location | None
    modules: tuple[Module, ...]
    layers: tuple[Layer, ...]
    arrows: tuple[Arrow, ...]
    ungoverned: tuple[Exemption, ...]
    generated: tuple[Exemption, ...]
    problems: tuple[Finding, ...]

    @property
    def says_something(self) -> bool:
        """Whether the document holds any contract at all."""
        return bool(self.modules or self.layers or self.arrows)


def read_blueprint(document: Document, prefix: str, folders: Collection[str]) -> Blueprint:
    """Read a blueprint.

    `prefix` is the outer module that its modules are nested in, or `""`; `folders` are those
    below its root, relative to it, without a final slash.
    """
    rows = read_rows(document, sorted(folders))
    layers, layer_problems = read_layers(document)
    diagrams = read_diagrams(document)
    tree = read_tree(document, folders)
    modules = rows.modules
    problems = [*rows.problems, *layer_problems]
    if rows.table is None:
        modules = tuple(_modules_of_tree(document, tree))
    else:
        problems += _missing_folders(document, tree, folders, modules)
    names = _Names(prefix, modules)
    problems += _unknown_names(modules, layers, names)
    modules = tuple(names.whole_module(module) for module in modules)
    arrows: tuple[Arrow, ...] = ()
    if diagrams:
        drawing = _Drawing(document.path, diagrams, modules, layers, names)
        arrows = tuple(drawing.arrows())
        problems += [*drawing.unknown(), *_contradictions(modules, arrows, drawing.drawn)]
        modules = tuple(_with_arrows(modules, arrows, drawing.drawn))
    return Blueprint(
        rows.table or _first_line(document, tree),
        modules,
        layers,
        arrows,
        rows.ungoverned,
        rows.generated,
        tuple(problems),
    )


def _first_line(document: Document, tree: tuple[TreeFolder, ...]) -> Location | None:
    return Location(document.path, tree[0].line) if tree else None


def _modules_of_tree(document: Document, tree: tuple[TreeFolder, ...]) -> Iterator[Module]:
    """Yield each deepest listed folder as a module; a name that is taken becomes a whole path."""
    taken: set[str] = set()
    for folder in tree:
        if not folder.deepest:
            continue
        name = folder.name if folder.name not in taken else folder.path.strip("/").replace("/", ".")
        taken.add(name)
        place = Location(document.path, folder.line)
        yield Module(name, name, place, (folder.path,), responsibility=folder.responsibility)


def _missing_folders(
    document: Document,
    tree: tuple[TreeFolder, ...],
    folders: Collection[str],
    modules: tuple[Module, ...],
) -> Iterator[Finding]:
    planned = [text.strip("/") for module in modules if module.planned for text in module.patterns]
    for folder in tree:
        path = folder.path.strip("/")
        ahead = any(
            f"{name}/".startswith(f"{path}/") or f"{path}/".startswith(f"{name}/")
            for name in planned
        )
        if path not in folders and not ahead:
            yield problem(
                "KV205",
                Location(document.path, folder.line),
                f"the tree lists {folder.path}, and no file is in it",
                "correct the tree, or mark the folder's module `(planned)`",
                "tree",
                folder.path,
                source=folder.path,
            )


class _Names:
    """Local names of one blueprint → whole names."""

    def __init__(self, prefix: str, modules: tuple[Module, ...]) -> None:
        self._prefix = prefix
        self.local = tuple(dict.fromkeys(module.local for module in modules))
        self._groups = {
            ".".join(parts[:n])
            for parts in (name.split(".") for name in self.local)
            for n in range(1, len(parts) + 1)
        }

    def knows(self, name: str) -> bool:
        """Whether a cell may name it; names from the root are looked at once all plans are read."""
        return name in ("*", UNGOVERNED) or name.startswith("//") or name in self._groups

    def whole(self, name: str) -> str:
        """Return the whole name of a local one; `//name` is from the repository's root."""
        if name.startswith("//"):
            return name[2:]
        if name in ("*", UNGOVERNED) or not self._prefix:
            return name
        return f"{self._prefix}.{name}"

    def whole_module(self, module: Module) -> Module:
        """Return a module with whole names in its own name and its cells."""

        def cell(names: Names) -> Names:
            return None if names is None else tuple(self.whole(name) for name in names)

        return replace(
            module,
            name=self.whole(module.local),
            may_import=cell(module.may_import),
            must_not_import=cell(module.must_not_import),
            must_not_reach=cell(module.must_not_reach),
        )


def _unknown_names(
    modules: tuple[Module, ...], layers: tuple[Layer, ...], names: _Names
) -> Iterator[Finding]:
    known_layers = [layer.name for layer in layers]
    for module in modules:
        if module.layer is not None and module.layer not in known_layers:
            yield _unknown(module, "layer", module.layer, known_layers)
        for attribute, header in NAMED:
            for name in dict.fromkeys(getattr(module, attribute) or ()):
                if not names.knows(name):
                    yield _unknown(module, f"module in {header}", name, names.local)


def _unknown(module: Module, what: str, name: str, known: Collection[str]) -> Finding:
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    meant = f"write `{near[0]}`, or declare {name}" if near else f"declare {name}, or correct it"
    return problem(
        "KV204",
        module.location,
        f"module {module.local} names the unknown {what}: {name}",
        meant,
        "unknown",
        module.local,
        what,
        name,
        source=module.local,
        target=name,
    )


class _Drawing:
    """The contract diagrams held against modules and layers."""

    def __init__(
        self,
        path: str,
        diagrams: tuple[Diagram, ...],
        modules: tuple[Module, ...],
        layers: tuple[Layer, ...],
        names: _Names,
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
            meant = {node.id: self._meaning(node.id, node.label) for node in diagram.nodes}
            for arrow in diagram.arrows:
                for user in meant[arrow.user]:
                    for used in meant[arrow.used]:
                        if user != used:
                            yield Arrow(user, used, Location(self._path, arrow.line))

    def unknown(self) -> Iterator[Finding]:
        """Yield the nodes that are neither a module nor a layer (KV205)."""
        for diagram in self._diagrams:
            for node in diagram.nodes:
                if node.id in self._meanings or node.label in self._meanings:
                    continue
                shown = node.label or node.id
                near = difflib.get_close_matches(shown, list(self._meanings), 1, 0.5)
                yield problem(
                    "KV205",
                    Location(self._path, node.line),
                    f"the diagram's node {shown} is neither a module nor a layer",
                    f"write `{near[0]}`" if near else f"add {shown} to the Modules table",
                    "node",
                    shown,
                    source=shown,
                )


def _contradictions(
    modules: tuple[Module, ...], arrows: tuple[Arrow, ...], drawn: frozenset[str]
) -> Iterator[Finding]:
    """Yield rows whose May import is not what their arrows say (KV205)."""
    for module in modules:
        stated = module.may_import
        if stated is None or stated == ANYTHING or module.name not in drawn:
            continue
        shown = {arrow.target for arrow in arrows if arrow.source == module.name}
        only_table, only_drawn = sorted(set(stated) - shown), sorted(shown - set(stated))
        if only_table or only_drawn:
            said = [f"the row alone allows {', '.join(only_table)}"] if only_table else []
            said += [f"the diagram alone allows {', '.join(only_drawn)}"] if only_drawn else []
            yield problem(
                "KV205",
                module.location,
                f"row and diagram differ for {module.local}: {'; '.join(said)}",
                "make both say the same, or leave the row's cell empty",
                "diagram",
                module.local,
                source=module.name,
            )


def _with_arrows(
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
