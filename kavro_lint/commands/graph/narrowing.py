"""Less of a picture: nested nodes folded into one, and only what is near some of them."""

from collections.abc import Collection, Iterable, Mapping

from kavro_lint.commands.graph.boxes import Box
from kavro_lint.commands.graph.picture import Arrow, Circle, Node, Picture
from kavro_lint.model import Import
from kavro_lint.model.frozen import replace


def narrowed(picture: Picture, focus: Collection[str], depth: int | None) -> Picture:
    """Return the picture folded to `depth` levels of names, then what `focus` is about.

    What `focus` names is not folded. Each of its names must be known to `in_focus`.
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


def _folded(picture: Picture, depth: int, whole: frozenset[str]) -> Picture:
    names = {
        node.name: node.name if node.name in whole else _outer(picture, node.name, depth)
        for node in picture.nodes
    }
    members: dict[str, list[Node]] = {}
    for node in picture.nodes:
        members.setdefault(names[node.name], []).append(node)
    arrows: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in picture.arrows:
        pair = (names[arrow.user], names[arrow.used])
        if pair[0] != pair[1]:
            arrows.setdefault(pair, []).append(arrow)
    return replace(
        picture,
        nodes=tuple(_merged(name, nodes) for name, nodes in members.items()),
        arrows=tuple(_arrow(pair, each) for pair, each in sorted(arrows.items())),
        circles=tuple(_circles(picture.circles, names)),
        owners={path: names.get(owner, owner) for path, owner in picture.owners.items()},
    )


def _outer(picture: Picture, name: str, depth: int) -> str:
    parts = name.rstrip("/").split(picture.separator)
    if len(parts) <= depth:
        return name
    return picture.separator.join(parts[:depth]) + ("/" if picture.separator == "/" else "")


def _merged(name: str, nodes: list[Node]) -> Node:
    own = next((node for node in nodes if node.name == name), None)
    if own is not None and len(nodes) == 1:
        return own
    groups = {node.group for node in nodes}
    shared = nodes[0].boxes
    for node in nodes[1:]:
        shared = _shared(shared, node.boxes)
    return Node(
        name,
        own.group if own is not None else groups.pop() if len(groups) == 1 else None,
        files=sum(node.files for node in nodes),
        boxes=own.boxes if own is not None else shared,
        responsibility=own.responsibility if own is not None else "",
        row=own.row if own is not None else None,
    )


def _shared(one: tuple[Box, ...], other: tuple[Box, ...]) -> tuple[Box, ...]:
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other)) if length is None else length]


def _arrow(pair: tuple[str, str], arrows: Iterable[Arrow]) -> Arrow:
    arrows = list(arrows)
    found = sorted((each for arrow in arrows for each in arrow.found), key=_place)
    return Arrow(*pair, tuple(found), all(arrow.allowed for arrow in arrows))


def _place(each: Import) -> tuple[str, int, int]:
    return each.importer, each.raw.line, each.raw.column


def _circles(circles: Iterable[Circle], names: Mapping[str, str]) -> Iterable[Circle]:
    """Yield the circles that are still to be seen once their nodes are folded."""
    for circle in circles:
        pairs = frozenset(
            (names[user], names[used]) for user, used in circle.pairs if names[user] != names[used]
        )
        if pairs:
            nodes = tuple(dict.fromkeys(names[name] for name in circle.nodes))
            yield replace(circle, nodes=nodes, pairs=pairs)


def _near(picture: Picture, focused: frozenset[str]) -> Picture:
    arrows = tuple(each for each in picture.arrows if {each.user, each.used} & focused)
    near = focused.union(*({each.user, each.used} for each in arrows))
    nodes = tuple(node for node in picture.nodes if node.name in near)
    groups = {node.group for node in nodes}

    def touches(each: Import) -> bool:
        return picture.owners.get(each.importer) in focused

    def joins(each: Import) -> bool:
        return touches(each) or picture.owners.get(each.target or "", each.target) in focused

    return replace(
        picture,
        nodes=nodes,
        arrows=arrows,
        groups=tuple(group for group in picture.groups if group in groups),
        statements=tuple(filter(joins, picture.statements)),
        externals=tuple(filter(touches, picture.externals)),
        unresolved=tuple(filter(touches, picture.unresolved)),
    )
