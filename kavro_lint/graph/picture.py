"""Architecture → picture: the nodes and arrows of a drawing, at one of two levels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kavro_lint.graph.architecture import Architecture
from kavro_lint.model import Import

LEVELS = ("module", "file")


@dataclass(frozen=True, slots=True)
class Node:
    """A module, or a file. `group` is the module's layer, or the file's module."""

    name: str
    group: str | None = None
    language: str | None = None
    files: int = 1


@dataclass(frozen=True, slots=True)
class Arrow:
    """A dependency. At the level of files it is one statement, `first`; `count` is then 1."""

    user: str
    used: str
    first: Import
    count: int = 1
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. `externals` and `unresolved` are there at the level of files only."""

    level: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    groups: tuple[str, ...] = ()
    externals: tuple[Import, ...] = ()
    unresolved: tuple[Import, ...] = ()


def picture(architecture: Architecture, level: str) -> Picture:
    """Return the picture at a level: `module`, or `file`.

    Without a blueprint each folder that holds source stands for a module.
    """
    if level == "file":
        return _files(architecture)
    return _modules(architecture) if architecture.terms else _folders(architecture)


def _files(architecture: Architecture) -> Picture:
    imports = architecture.facts.imports
    languages: Mapping[str, str | None] = architecture.facts.languages
    targets = {each.target for each in imports if each.target and not each.target.endswith("/")}
    denied = {each for edge in architecture.edges if edge.denied for each in edge.found}
    arrows = tuple(
        Arrow(each.importer, each.target, each, allowed=each not in denied)
        for each in imports
        if each.target is not None
    )
    nodes = tuple(
        Node(path, architecture.owner(path), languages.get(path))
        for path in sorted({*languages, *targets})
    )
    return Picture(
        level="file",
        nodes=nodes,
        arrows=arrows,
        groups=tuple(sorted({node.group for node in nodes if node.group})),
        externals=tuple(each for each in imports if each.outcome == "external"),
        unresolved=tuple(each for each in imports if each.outcome in ("unresolved", "ambiguous")),
    )


def _modules(architecture: Architecture) -> Picture:
    counts: dict[str, int] = {}
    for owner in architecture.ownership.owners.values():
        counts[owner] = counts.get(owner, 0) + 1
    nodes = [
        Node(name, terms.layer.name if terms.layer else None, files=counts.get(name, 0))
        for name, terms in architecture.terms.items()
    ]
    used = {edge.used for edge in architecture.edges}
    nodes += [Node(name, files=0) for name in sorted(used - architecture.terms.keys())]
    ranked = sorted(
        {
            (terms.layer.rank, terms.layer.name)
            for terms in architecture.terms.values()
            if terms.layer
        }
    )
    return Picture(
        level="module",
        nodes=tuple(nodes),
        arrows=tuple(
            Arrow(edge.user, edge.used, edge.found[0], len(edge.found), not edge.denied)
            for edge in architecture.edges
        ),
        groups=tuple(dict.fromkeys(name for _, name in ranked)),
    )


def _folders(architecture: Architecture) -> Picture:
    counts: dict[str, int] = {}
    for path in architecture.facts.languages:
        counts[_folder(path)] = counts.get(_folder(path), 0) + 1
    found: dict[tuple[str, str], list[Import]] = {}
    for each in architecture.facts.imports:
        if each.target is not None and _folder(each.importer) != _folder(each.target):
            found.setdefault((_folder(each.importer), _folder(each.target)), []).append(each)
    named = {*counts, *(used for _, used in found)}
    return Picture(
        level="module",
        nodes=tuple(Node(name, files=counts.get(name, 0)) for name in sorted(named)),
        arrows=tuple(_arrows(found)),
    )


def _arrows(found: Mapping[tuple[str, str], list[Import]]) -> Iterator[Arrow]:
    for (user, used), imports in sorted(found.items()):
        yield Arrow(user, used, imports[0], len(imports))


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"
