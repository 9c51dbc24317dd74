"""The frames around nodes of a picture: layers, outer modules, folders."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Literal, TypeVar

from kavro_lint.architecture.module_contracts import Contracts, ancestry
from kavro_lint.architecture.permissions import levels
from kavro_lint.model.frozen import frozen

Named = TypeVar("Named", bound=Hashable)


@frozen
class Box:
    """A frame around nodes. `key` is unique for its kind; `rank` orders layers, 0 is the top."""

    kind: Literal["layer", "module", "folder", "cycle"]
    key: str
    label: str
    rank: int = 0


def boxes_of_module(contracts: Contracts, name: str) -> tuple[Box, ...]:
    """Return a module's boxes, outermost first: layers, the modules it is nested in, and its own.

    A module of a plan that is nested in another has the layer of each.
    """
    boxes: list[Box] = []
    for level in levels(contracts, name):
        nested = [Box("module", outer, outer) for outer in ancestry(level.name, level.outer)]
        boxes = [*reversed(nested), *boxes]
        if level.layer is not None:
            layer = level.layer
            boxes.insert(0, Box("layer", f"{level.root}\0{layer.name}", layer.name, layer.rank))
    return tuple(boxes)


def boxes_of_folder(path: str) -> tuple[Box, ...]:
    """Return a box for each folder above a path, outermost first, and for a folder itself."""
    parts = path.split("/")[:-1]
    folders = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts)) if parts[0]]
    return tuple(Box("folder", folder, folder) for folder in folders)


def needed(paths: Mapping[Named, tuple[Box, ...]]) -> dict[Named, tuple[Box, ...]]:
    """Return the boxes that need a frame: layers, and boxes around some nodes of the outer box.

    `paths` maps each node to its boxes. A frame around one node only repeats its name. Of two
    frames around the same nodes, the inner one stays: it has the longer name.
    """
    members: dict[tuple[Box, ...], int] = {}
    for path in paths.values():
        for n in range(len(path) + 1):
            members[path[:n]] = members.get(path[:n], 0) + 1

    def needed_boxes(path: tuple[Box, ...]) -> Iterable[Box]:
        for n, box in enumerate(path):
            count = members[path[: n + 1]]
            inner = path[: n + 2]
            is_repeated = (
                len(inner) > n + 1 and members[inner] == count and inner[-1].kind == box.kind
            )
            if box.kind in ("layer", "cycle") or (count > 1 and not is_repeated):
                yield box

    return {name: tuple(needed_boxes(path)) for name, path in paths.items()}
