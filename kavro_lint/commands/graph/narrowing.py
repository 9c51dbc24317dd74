"""Parts of a picture: nested nodes folded into one, and the neighbours of some nodes."""

from collections.abc import Collection, Iterable, Mapping

from kavro_lint.commands.graph.boxes import Box
from kavro_lint.commands.graph.picture import Arrow, Cycle, Node, Picture
from kavro_lint.model.frozen import replace
from kavro_lint.model.imports import Import


def narrowed(picture: Picture, focus: Collection[str], depth: int | None) -> Picture:
    """Return the picture folded to `depth` levels of names, then the part that `focus` names.

    The nodes of `focus` are not folded. Each of its names must be known to `in_focus`.
    """
    focused = in_focus(picture, focus)
    if depth is not None:
        picture = _folded(picture, depth, focused)
    return _near(picture, focused) if focus else picture


def in_focus(picture: Picture, focus: Collection[str]) -> frozenset[str]:
    """Return the nodes that names stand for: a node, those nested in it, the files of a module."""
    return frozenset(
        node.name for node in picture.nodes if any(_is_in(picture, node, name) for name in focus)
    )


def _is_in(picture: Picture, node: Node, name: str) -> bool:
    bare = name.rstrip("/")
    if (node.name.rstrip("/") + picture.separator).startswith(bare + picture.separator):
        return True
    return picture.level == "file" and f"{node.group or ''}.".startswith(f"{bare}.")


def _folded(picture: Picture, depth: int, unfolded: frozenset[str]) -> Picture:
    names = {
        node.name: node.name if node.name in unfolded else _outer_name(picture, node.name, depth)
        for node in picture.nodes
    }
    members: dict[str, list[Node]] = {}
    for node in picture.nodes:
        members.setdefault(names[node.name], []).append(node)
    arrows: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in picture.arrows:
        pair = (names[arrow.importer], names[arrow.imported])
        if pair[0] != pair[1]:
            arrows.setdefault(pair, []).append(arrow)
    return replace(
        picture,
        nodes=tuple(_merged_node(name, nodes) for name, nodes in members.items()),
        arrows=tuple(_merged_arrow(pair, merged) for pair, merged in sorted(arrows.items())),
        cycles=tuple(_folded_cycles(picture.cycles, names)),
        owners={path: names.get(owner, owner) for path, owner in picture.owners.items()},
    )


def _outer_name(picture: Picture, name: str, depth: int) -> str:
    parts = name.rstrip("/").split(picture.separator)
    if len(parts) <= depth:
        return name
    return picture.separator.join(parts[:depth]) + ("/" if picture.separator == "/" else "")


def _merged_node(name: str, nodes: list[Node]) -> Node:
    outer_node = next((node for node in nodes if node.name == name), None)
    if outer_node is not None and len(nodes) == 1:
        return outer_node
    groups = {node.group for node in nodes}
    shared = nodes[0].boxes
    for node in nodes[1:]:
        shared = _shared_boxes(shared, node.boxes)
    return Node(
        name,
        outer_node.group if outer_node is not None else groups.pop() if len(groups) == 1 else None,
        files=sum(node.files for node in nodes),
        boxes=outer_node.boxes if outer_node is not None else shared,
        responsibility=outer_node.responsibility if outer_node is not None else "",
        row=outer_node.row if outer_node is not None else None,
    )


def _shared_boxes(first: tuple[Box, ...], second: tuple[Box, ...]) -> tuple[Box, ...]:
    length = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    return first[: min(len(first), len(second)) if length is None else length]


def _merged_arrow(pair: tuple[str, str], arrows: Iterable[Arrow]) -> Arrow:
    arrows = list(arrows)
    imports = sorted((edge for arrow in arrows for edge in arrow.imports), key=_place)
    return Arrow(*pair, tuple(imports), all(arrow.allowed for arrow in arrows))


def _place(edge: Import) -> tuple[str, int, int]:
    return edge.importer, edge.raw.line, edge.raw.column


def _folded_cycles(cycles: Iterable[Cycle], names: Mapping[str, str]) -> Iterable[Cycle]:
    """Yield the cycles that remain once their nodes are folded."""
    for cycle in cycles:
        pairs = frozenset(
            (names[importer], names[imported])
            for importer, imported in cycle.pairs
            if names[importer] != names[imported]
        )
        if pairs:
            nodes = tuple(dict.fromkeys(names[name] for name in cycle.nodes))
            yield replace(cycle, nodes=nodes, pairs=pairs)


def _near(picture: Picture, focused: frozenset[str]) -> Picture:
    arrows = tuple(arrow for arrow in picture.arrows if {arrow.importer, arrow.imported} & focused)
    near = focused.union(*({arrow.importer, arrow.imported} for arrow in arrows))
    nodes = tuple(node for node in picture.nodes if node.name in near)
    groups = {node.group for node in nodes}

    def touches(edge: Import) -> bool:
        return picture.owners.get(edge.importer) in focused

    def joins(edge: Import) -> bool:
        return touches(edge) or picture.owners.get(edge.target or "", edge.target) in focused

    return replace(
        picture,
        nodes=nodes,
        arrows=arrows,
        groups=tuple(group for group in picture.groups if group in groups),
        statements=tuple(filter(joins, picture.statements)),
        externals=tuple(filter(touches, picture.externals)),
        unresolved=tuple(filter(touches, picture.unresolved)),
    )
