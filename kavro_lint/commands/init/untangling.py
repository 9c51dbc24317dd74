"""Folders that are part of a cycle as one, and of none once they are taken apart.

A package `http` with `http/server` at the top of a program and `http/client` at its bottom has no
place in an order of layers; its folders have.
"""

from collections.abc import Callable, Mapping, Sequence

from kavro_lint.architecture.components import components
from kavro_lint.architecture.cycles import Weight, cycles
from kavro_lint.commands.init.unit import Unit

# So many folders are taken apart at most, and into so many pieces each.
MOST_SPLITS = 6
MOST_PIECES = 12
# What is left of the cycles must cost less than this share to cut, or there is no gain.
GAIN = 0.7

FileEdges = Mapping[tuple[str, str], int]
Split = Callable[[Unit], list[Unit]]


def untangled(units: Sequence[Unit], edges: FileEdges, split: Split) -> list[Unit]:
    """Return the units with those split that are in cycles only because they are one."""
    result = list(units)
    by_folder = _by_folder(edges)
    for _ in range(MOST_SPLITS):
        weights = _between(result, by_folder)
        cost = _cost(weights)
        if not cost:
            return result
        tangled = {name for component in components(weights) for name in component}
        choices = []
        for at, unit in enumerate(result):
            pieces = split(unit) if unit.name in tangled and unit.is_splittable else []
            if 1 < len(pieces) <= MOST_PIECES:
                candidate = [*result[:at], *pieces, *result[at + 1 :]]
                choices.append((_cost(_between(candidate, by_folder)), len(pieces), at, candidate))
        best = min(choices, key=lambda choice: choice[:3], default=None)
        if best is None or best[0] > GAIN * cost:
            return result
        result = best[3]
    return result


def _by_folder(edges: FileEdges) -> FileEdges:
    """Return the imports by the folders of both files."""
    by_folder: dict[tuple[str, str], int] = {}
    for (importer, target), count in edges.items():
        pair = (_folder(importer), _folder(target))
        if pair[0] != pair[1]:
            by_folder[pair] = by_folder.get(pair, 0) + count
    return by_folder


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _between(units: Sequence[Unit], by_folder: FileEdges) -> dict[tuple[str, str], int]:
    """Return the imports between units, by their names."""
    own = {unit.folder: unit.name for unit in units if unit.kind == "own"}
    by_folder_name = {unit.folder: unit.name for unit in units if unit.kind != "own"}
    names: dict[str, str | None] = {}

    def name(folder: str) -> str | None:
        if folder not in names:
            above, known = folder, own.get(folder) or by_folder_name.get(folder)
            while known is None and above:
                above = _folder(above[:-1])
                known = by_folder_name.get(above)
            names[folder] = known
        return names[folder]

    weights: dict[tuple[str, str], int] = {}
    for (importer, target), count in by_folder.items():
        pair = (name(importer), name(target))
        if pair[0] is not None and pair[1] is not None and pair[0] != pair[1]:
            key = (pair[0], pair[1])
            weights[key] = weights.get(key, 0) + count
    return weights


def _cost(weights: Mapping[tuple[str, str], int]) -> int:
    """Return how many imports must go so that no cycle is left."""
    priced = {pair: Weight(0, weight) for pair, weight in weights.items()}
    return sum(weights[pair] for cycle in cycles(priced) for pair in cycle.cut.removed)
