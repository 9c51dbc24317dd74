"""Architecture → picture, at one of two levels: modules (or folders), and files."""

from collections.abc import Iterable, Mapping

from kavro_lint.architecture.architecture import Architecture
from kavro_lint.commands.graph.boxes import boxes_of_folder, boxes_of_module
from kavro_lint.commands.graph.picture import Arrow, Key, Mark, Node, Picture, key
from kavro_lint.model.imports import Import


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
    return _modules(architecture, marks) if architecture.contracts else _folders(architecture)


def _files(architecture: Architecture, marks: Mapping[Key, tuple[Mark, ...]]) -> Picture:
    imports = architecture.facts.imports
    languages: Mapping[str, str | None] = architecture.facts.languages
    internal = tuple(edge for edge in imports if edge.target is not None)
    targets = {edge.target for edge in internal if edge.target and not edge.target.endswith("/")}
    denied = {
        key(statement) for edge in architecture.edges if edge.denied for statement in edge.imports
    }
    nodes = []
    for path in sorted({*languages, *targets}):
        owner = architecture.owner(path)
        contracts = architecture.contracts
        boxes = boxes_of_module(contracts, owner) if owner else boxes_of_folder(path)
        nodes.append(Node(path, owner, languages.get(path), boxes=boxes))
    folders = sorted({edge.target for edge in internal if edge.target} - {n.name for n in nodes})
    nodes += [Node(path, architecture.owner(path), files=0) for path in folders]
    imports_by_pair = _by_pair((edge.importer, edge.target or "", edge) for edge in internal)
    return Picture(
        level="file",
        nodes=tuple(nodes),
        arrows=tuple(
            Arrow(
                importer,
                imported,
                pair_imports,
                not any(key(edge) in denied for edge in pair_imports),
            )
            for (importer, imported), pair_imports in imports_by_pair.items()
            if importer != imported
        ),
        groups=tuple(sorted({node.group for node in nodes if node.group and node.language})),
        statements=internal,
        externals=tuple(edge for edge in imports if edge.outcome == "external"),
        unresolved=tuple(edge for edge in imports if edge.outcome in ("unresolved", "ambiguous")),
        marks=marks,
        separator="/",
        owners={path: path for path in languages},
        tests=architecture.ownership.tests,
    )


def _modules(architecture: Architecture, marks: Mapping[Key, tuple[Mark, ...]]) -> Picture:
    owners, contracts = architecture.ownership.owners, architecture.contracts
    counts: dict[str, int] = {}
    for owner in owners.values():
        counts[owner] = counts.get(owner, 0) + 1
    nodes = [
        Node(
            name,
            term.layer.name if term.layer else None,
            files=counts.get(name, 0),
            boxes=boxes_of_module(contracts, name),
            responsibility=term.module.responsibility,
            row=term.row,
        )
        for name, term in contracts.items()
    ]
    imported = {edge.imported for edge in architecture.edges}
    nodes += [Node(name, files=0) for name in sorted(imported - contracts.keys())]
    ranked = sorted(
        {(term.layer.rank, term.layer.name) for term in contracts.values() if term.layer}
    )
    return Picture(
        level="module",
        nodes=tuple(nodes),
        arrows=tuple(
            Arrow(edge.importer, edge.imported, tuple(edge.imports), not edge.denied)
            for edge in architecture.edges
        ),
        groups=tuple(dict.fromkeys(name for _, name in ranked)),
        externals=tuple(edge for edge in architecture.judged if edge.outcome == "external"),
        marks=marks,
        owners=owners,
        undeclared=len(architecture.ownership.undeclared),
        tests=architecture.ownership.tests,
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
    names = {*counts, *(imported for _, imported in imports_by_pair)}
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
        tests=architecture.ownership.tests,
    )


def _by_pair(
    imports: Iterable[tuple[str, str, Import]],
) -> Mapping[tuple[str, str], tuple[Import, ...]]:
    pairs: dict[tuple[str, str], list[Import]] = {}
    for importer, imported, edge in imports:
        pairs.setdefault((importer, imported), []).append(edge)
    return {pair: tuple(edges) for pair, edges in pairs.items()}


def folder_of(path: str) -> str:
    """Return the folder of a path, ending in `/`; the root folder is `/`."""
    return path.rpartition("/")[0] + "/"
