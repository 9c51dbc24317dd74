"""The frames of a picture as a tree: layers, modules that hold others, folders, cycles."""

from collections.abc import Iterable

from kavro_lint.commands.graph.boxes import Box, needed
from kavro_lint.commands.graph.picture import Node, Picture
from kavro_lint.model.frozen import frozen


@frozen
class Frame:
    """A frame with what is directly in it; `box` is None for the picture itself."""

    box: Box | None
    nodes: tuple[Node, ...]
    frames: tuple["Frame", ...]


def frames(picture: Picture) -> Frame:
    """Return the picture's frames, layers from the top. A cycle within one frame has its own."""
    paths = needed({node.name: node.boxes for node in picture.nodes})
    for number, cycle in enumerate(picture.cycles):
        box_paths = {paths[name] for name in cycle.nodes if name in paths}
        is_one_frame = len(box_paths) == 1 and all(name in paths for name in cycle.nodes)
        if is_one_frame:
            frame = Box("cycle", str(number), "dependency cycle")
            paths |= {name: (*paths[name], frame) for name in cycle.nodes}
    return _frame(None, [(paths[node.name], node) for node in picture.nodes])


def _frame(box: Box | None, members: Iterable[tuple[tuple[Box, ...], Node]]) -> Frame:
    inner: dict[Box, list[tuple[tuple[Box, ...], Node]]] = {}
    nodes = []
    for path, node in members:
        if path:
            inner.setdefault(path[0], []).append((path[1:], node))
        else:
            nodes.append(node)
    # Layers by rank; other frames stay in the order of the contract.
    ordered = sorted(inner.items(), key=lambda box_and_members: box_and_members[0].rank)
    return Frame(box, tuple(nodes), tuple(_frame(box, members) for box, members in ordered))


def cycle_numbers(picture: Picture) -> dict[str, int]:
    """Return the number of the (first) cycle that each node is in."""
    numbers: dict[str, int] = {}
    for number, cycle in enumerate(picture.cycles):
        for name in cycle.nodes:
            numbers.setdefault(name, number)
    return numbers


def connected(picture: Picture) -> frozenset[str]:
    """Return the nodes that an arrow leaves or reaches."""
    return frozenset(name for arrow in picture.arrows for name in (arrow.importer, arrow.imported))
