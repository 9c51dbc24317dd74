"""From projects down to folders that a reader can hold at once.

A project is split at its folders; deeper, as long as one of them holds most of its code; into a
family where many equal siblings lie side by side. Files are not modules of their own: those beside
the folders are one, so that a new file has a place.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kavro_lint.commands.init.naming import module_name
from kavro_lint.commands.init.product_folders import Tree, name_of
from kavro_lint.commands.init.project_folders import files_by_project
from kavro_lint.commands.init.source_sets import CRATE_ROOTS, name_of_folded
from kavro_lint.commands.init.unit import COLLECTIONS, Unit
from kavro_lint.commands.init.untangling import untangled
from kavro_lint.model.frozen import replace

# A unit is split where it holds more than this share of its project and so many files.
SHARE = 0.4
LARGE = 24
# Where a project has so few units, those of so many files are split as well.
FEW = 5
VERY_LARGE = 60
# More modules than this help no reader, and a table of more rows than that is long.
MOST_OF_ROOT = 60
MOST_ROWS = 40
# A unit that holds more than this share of a project, beside so few others, is what the project's
# name means: no prefix. So is one of a larger share beside any others; `logic` beside a large
# `model` is not.
MEANS_ALL = 2 / 3
BESIDE_IT = 4
NEARLY_ALL = 0.8
LARGE_BESIDE = 0.2
# A folder of more pieces than this is a collection, in which nobody tells levels apart.
MOST_PIECES = 14
# Below a project's own package only what is large is split, and once.
DEEPEST = 1

# So many projects are split each; of more, only those with this share of the code and so many
# files.
SPLIT_PROJECTS = 4
PROJECT_SHARE = 0.1
SMALL_PROJECT = 6
LARGE_PROJECT = 60

# Equal siblings that one row describes: so many where the name says so, or so many anywhere.
FAMILY = 8
LARGE_FAMILY = 20
# Folders that only hold others: what is in them needs no prefix.
TRANSPARENT = frozenset("src lib source internal pkg packages main java app apps libs".split())


def units_of(
    paths: Iterable[str],
    edges: Mapping[tuple[str, str], int],
    projects: frozenset[str],
    layers: Sequence[str] = (),
) -> list[Unit]:
    """Return the units of all projects, in the order of their folders.

    `layers` are folders that are units of their own wherever they lie.
    """
    files = files_by_project(paths, projects)
    total = sum(len(paths) for paths in files.values())
    split = {folder for folder, own in files.items() if _is_split(folder, len(own), files, total)}
    names = _project_names(files) if len(files) > 1 else {"": ""}
    splittings = [
        _Splitting(own, edges, folder, names.get(folder, ""), layers)
        for folder, own in files.items()
    ]

    def units_from(least: float) -> list[Unit]:
        return [
            unit
            for splitting in splittings
            for unit in (
                splitting.units(least) if splitting.folder in split else splitting.whole_project()
            )
        ]

    units = units_from(0)
    if len(units) > MOST_ROWS and len(files) > 1:
        # Of a long table only what is a large part of all the code is split twice.
        units = units_from(max(LARGE_PROJECT, PROJECT_SHARE * total))
    return sorted(
        units, key=lambda unit: (unit.folder, unit.kind not in ("own", "rest"), unit.files)
    )


def _is_split(folder: str, size: int, files: Iterable[str], total: int) -> bool:
    count = len(list(files))
    if not folder or count == 1:
        return True
    if count <= SPLIT_PROJECTS:
        return size >= SMALL_PROJECT
    is_collection = name_of(folder).casefold() in COLLECTIONS
    return size >= LARGE_PROJECT and size >= PROJECT_SHARE * total and not is_collection


def _project_names(folders: Iterable[str]) -> dict[str, str]:
    """Return what each project is called: as its folder, with the one above where two are."""
    inner = [folder for folder in folders if folder]
    names = {folder: module_name(name_of(folder)) for folder in inner}
    counts = Counter(names.values())
    for folder in inner:
        above = folder[:-1].rpartition("/")[0]
        if counts[names[folder]] > 1 and above:
            names[folder] = f"{module_name(name_of(above))}-{names[folder]}"
    return names


class _Splitting:
    """One project, split into units."""

    def __init__(
        self,
        paths: Sequence[str],
        edges: Mapping[tuple[str, str], int],
        folder: str,
        name: str,
        layers: Sequence[str],
    ) -> None:
        held = {layer: [path for path in paths if path.startswith(layer)] for layer in layers}
        self._tree = Tree(set(paths).difference(*held.values()))
        self._edges = edges
        self.folder = folder
        self._name = name
        self._head = f"{name}." if name else ""
        self._total = self._tree.total(folder)
        self._packages: set[str] = set()
        self._least = 0.0
        self._layers = [
            Unit("layer", layer, self._head + module_name(name_of(layer)), (), len(files), 0, name)
            for layer, files in held.items()
            if files
        ]

    def whole_project(self) -> list[Unit]:
        """Return the project as one unit, and the layers of its features."""
        return [replace(self._undivided(self.folder, self._name, 0), kind="whole"), *self._layers]

    def units(self, least: float) -> list[Unit]:
        """Return the units of the project, split again where they have so many files at least."""
        self._least = least
        start = self._tree.branching(self.folder)
        own = self._own_name(start)
        units = list(self._opened(start, self._head, own, 0))
        self._packages = {unit.folder for unit in units if self._is_package(unit, units)}
        if len(units) > MOST_OF_ROOT and start:
            # Too many for a table: each is a module by one row for all.
            return [replace(self._undivided(start, own, 0), kind="family"), *self._layers]
        return untangled(self._while_large([*units, *self._layers]), self._edges, self.split)

    def _is_package(self, unit: Unit, units: Sequence[Unit]) -> bool:
        """Whether a unit is where a project's code is, by its size or by its name.

        A file beside the folders in `src/` or `app/` does not make a module of all of it.
        """
        if unit.kind != "whole":
            return False
        name = name_of(unit.folder).lstrip("_")
        is_named_so = name in TRANSPARENT and unit.size > SHARE * self._total
        return is_named_so or self._is_most(unit, units)

    def _is_most(self, unit: Unit, units: Sequence[Unit]) -> bool:
        """Whether a folder holds most of a project's code, and none beside it much."""
        beside = max((other.size for other in units if other is not unit), default=0)
        share = MEANS_ALL if len(units) <= BESIDE_IT else NEARLY_ALL
        is_large = unit.size > share * self._total and beside <= LARGE_BESIDE * self._total
        return unit.kind == "whole" and is_large

    def _own_name(self, start: str) -> str:
        """Return what the files are called that lie beside the topmost folders."""
        if start == self.folder:
            return f"{self._head}root"
        return self._head + module_name(name_of_folded(start))

    def _undivided(self, folder: str, name: str, depth: int) -> Unit:
        kind = "family" if self._is_family(folder) else "whole"
        return Unit(kind, folder, name, (), self._tree.total(folder), depth, self._name)

    def _opened(self, folder: str, head: str, own: str, depth: int) -> Iterator[Unit]:
        """Yield the units that a folder falls into: its folders, and its own files as one.

        New folders beside those of the project's package are modules to declare; deeper, they
        are part of what they lie in.
        """
        direct = self._tree.direct(folder)
        roots = tuple(path for path in direct if name_of(path) in CRATE_ROOTS)
        if roots and not depth:
            own = f"{head}crate"
            if self._name and len(direct) > len(roots):
                # Its modules and the root of a crate name each other: it is what they lie in.
                yield Unit("root", folder, self._name, roots, len(roots), depth, self._name)
                direct = [path for path in direct if path not in roots]
        if direct:
            kind = "rest" if depth else "own"
            yield Unit(kind, folder, own, tuple(direct), len(direct), depth, self._name)
        for child in self._tree.children(folder):
            name = name_of(child)
            is_empty = not self._tree.direct(child)
            if "*" in name:
                # All source sets of a module: what is in them is called as they were one folder.
                inner = self._tree.branching(child)
                yield from self._opened(inner, head, head + name_of_folded(inner), depth)
                continue
            if is_empty and name in TRANSPARENT and not self._is_family(child):
                yield from self._opened(self._tree.branching(child), head, own, depth)
            else:
                yield self._undivided(child, head + module_name(name), depth)

    def _is_family(self, folder: str) -> bool:
        children = self._tree.children(folder)
        named = name_of(folder).casefold() in COLLECTIONS
        if len(children) < (FAMILY if named else LARGE_FAMILY):
            return False
        largest = max(self._tree.total(child) for child in children)
        if largest * 3 > self._tree.total(folder):
            return False
        return self._crossing(folder) <= len(children)

    def _crossing(self, folder: str) -> int:
        """Count the pairs of folders in a folder of which one imports the other."""
        cut = len(folder)
        pairs = {
            (user[cut:].split("/")[0], used[cut:].split("/")[0])
            for user, used in self._edges
            if user.startswith(folder) and used.startswith(folder)
        }
        return sum(user != used for user, used in pairs if "*" not in (user, used))

    def _means_all(self, unit: Unit) -> bool:
        """Whether a unit is the project's own package."""
        return unit.folder in self._packages

    def split(self, unit: Unit) -> list[Unit]:
        """Return what a unit falls into; the unit alone where it falls into nothing."""
        folder = self._tree.branching(unit.folder)
        if not self._tree.children(folder):
            return [unit]
        if self._means_all(unit):
            pieces = list(self._opened(folder, self._head, unit.name, 0))
            # A file beside it, as `src/manage.py`, leaves the package in it what it was.
            self._packages.update(piece.folder for piece in pieces if self._is_most(piece, pieces))
            return pieces
        if unit.size < self._least:
            return [unit]
        return list(self._opened(folder, f"{unit.name}-", unit.name, unit.depth + 1))

    def _while_large(self, units: list[Unit]) -> list[Unit]:
        """Split the largest again and again, while one is too large or there are too few."""
        done: set[Unit] = set()
        while True:
            counted = sum(unit.size for unit in units if unit.kind != "whole" or unit.is_splittable)
            least = VERY_LARGE if len(units) < FEW else counted + 1
            large = [
                unit
                for unit in units
                if unit not in done
                and unit.is_splittable
                and unit.depth < DEEPEST
                and (unit.size >= least or (unit.size >= LARGE and unit.size > SHARE * counted))
            ]
            if not large:
                return units
            unit = max(large, key=lambda candidate: (candidate.size, candidate.folder))
            done.add(unit)
            split = self.split(unit)
            most = MOST_OF_ROOT if self._means_all(unit) else MOST_PIECES
            at = units.index(unit)
            if len(split) > MOST_OF_ROOT and self._means_all(unit):
                folder = self._tree.branching(unit.folder)
                units[at] = replace(unit, kind="family", folder=folder)
            elif 1 < len(split) <= most and len(units) - 1 + len(split) <= MOST_OF_ROOT:
                units[at : at + 1] = split
