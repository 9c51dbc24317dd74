"""A blueprint: its tables, layers, diagrams and trees, with whole names.

See docs/contract.md, 1.1 to 1.4.
"""

from collections.abc import Collection, Iterator

from kavro_lint.artifacts.diagrams import near_contracts, read_diagrams
from kavro_lint.artifacts.drawn_imports import Drawing, contradictions, with_arrows
from kavro_lint.artifacts.layers import layers_without_list, read_layers
from kavro_lint.artifacts.markdown import Document
from kavro_lint.artifacts.module_names import ModuleNames, unknown_names
from kavro_lint.artifacts.modules import read_rows
from kavro_lint.artifacts.near_columns import near_columns
from kavro_lint.artifacts.problems import problem
from kavro_lint.artifacts.trees import TreeFolder, read_tree
from kavro_lint.model.findings import Finding
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import Location
from kavro_lint.model.plan import Arrow, Exemption, Layer, Module


@frozen
class Blueprint:
    """The contract that one document holds. Names are whole."""

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

    `prefix` is what stands before its names in whole ones, or `""`; `folders` are those
    below its root, relative to it, without a final slash.
    """
    rows = read_rows(document, sorted(folders))
    layers, layer_problems = read_layers(document)
    diagrams = read_diagrams(document)
    tree = read_tree(document, folders)
    modules = rows.modules
    problems = [*rows.problems, *near_columns(document), *layer_problems]
    problems += near_contracts(document)
    if rows.table is None:
        modules = tuple(_modules_of_tree(document, tree))
    else:
        problems += _missing_folders(document, tree, folders, modules)
    names = ModuleNames(prefix, modules)
    problems += unknown_names(modules, layers, names)
    problems += layers_without_list(document, modules) if not layers else ()
    modules = tuple(names.whole_module(module) for module in modules)
    arrows: tuple[Arrow, ...] = ()
    if diagrams:
        drawing = Drawing(document.path, diagrams, modules, layers, names)
        arrows = tuple(drawing.arrows())
        problems += [*drawing.unknown(), *contradictions(modules, arrows, drawing.drawn)]
        modules = tuple(with_arrows(modules, arrows, drawing.drawn))
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
    used_names: set[str] = set()
    for folder in tree:
        if not folder.deepest:
            continue
        name = folder.name
        if name in used_names:
            name = folder.path.strip("/").replace("/", ".")
        used_names.add(name)
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
        is_planned = any(
            f"{name}/".startswith(f"{path}/") or f"{path}/".startswith(f"{name}/")
            for name in planned
        )
        if path not in folders and not is_planned:
            yield problem(
                "KV205",
                Location(document.path, folder.line),
                f"the tree lists {folder.path}, which has no files",
                "correct the tree, or mark the folder's module `(planned)`",
                "tree",
                folder.path,
                source=folder.path,
            )
