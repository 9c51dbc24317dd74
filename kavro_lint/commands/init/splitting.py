"""From the root packages down to folders and files that a reader can hold at once.

A package is split at its folders; deeper, as long as one of them holds most of the code or there
are too few; into a family where many equal siblings lie side by side.
"""

import re
from collections.abc import Iterable, Iterator

from kavro_lint.commands.init.naming import module_name
from kavro_lint.commands.init.tree import Tree, name_of
from kavro_lint.model.frozen import frozen

# A unit is split where it holds more than this share of the code, or there are so few units.
SHARE = 0.4
FEW = 6
MOST = 40
# The single root package is always split, up to so many modules; more of them help no reader.
MOST_OF_ROOT = 60
SMALLEST = 6

# A unit with less than this share of the code is not what makes a repository hard to survey.
SMALL = 0.15
# So many projects with a manifest of their own, and each of them is a module.
PROJECTS = 3

# Equal siblings that one row describes: so many where the name says so, or so many anywhere.
FAMILY = 8
LARGE_FAMILY = 20
FAMILY_NAMES = frozenset(
    "plugins plugin components providers integrations adapters extensions ext contrib backends "
    "drivers connectors apps modules partners instrumentation exporters addons".split()
)
# Other people's code, copied: one module however large it is.
VENDORED = frozenset("vendor _vendor vendored _vendored third_party thirdparty extern".split())
# Names of folders that only say something together with the folder above.
SAYS_NOTHING = re.compile(r"v\d+|src|lib|source|main")
# Files that stand for the folder they lie in.
FOR_THE_FOLDER = frozenset({"index", "mod", "lib", "package-info"})


@frozen
class Unit:
    """A part while it may still be split: a whole folder, its own files, some files, a family."""

    kind: str
    folder: str
    name: str
    files: tuple[str, ...]
    size: int

    @property
    def vendored(self) -> bool:
        """Whether it is other people's code."""
        return name_of(self.folder) in VENDORED


class Splitting:
    """From the root packages down to units of a size that a reader can hold."""

    def __init__(
        self,
        tree: Tree,
        edges: tuple[tuple[str, str], ...],
        files_are_modules: bool,
        projects: frozenset[str],
    ) -> None:
        self._tree = tree
        self._edges = edges
        self._files = files_are_modules
        self._projects = self._of_a_monorepo(projects)

    def units(self) -> list[Unit]:
        """Return the units, in the order of their folders."""
        roots = list(self._roots())
        folders = [unit for unit in roots if unit.kind == "whole"]
        whole = self._tree.total("")
        units: list[Unit] = []
        for unit in roots:
            large = unit.size > SMALL * whole
            forced = len(folders) <= 2 and unit.kind == "whole" and large
            split = self._split(unit, prefixed=unit.size * 2 <= whole) if forced else [unit]
            units += split if len(split) <= MOST_OF_ROOT else [unit]
        units = self._while_large(units)
        return sorted(units, key=lambda unit: (unit.folder, unit.kind != "own", unit.files))

    def _roots(self) -> Iterator[Unit]:
        direct = self._tree.direct("")
        yield from self._files_of("", direct, "", "root") if direct else ()
        roots = list(dict.fromkeys(self._container(root) for root in self._tree.roots()))
        if len(roots) > MOST:
            # Too many to tell apart: then the folders at the top are what a reader names.
            roots = list(dict.fromkeys(root.partition("/")[0] + "/" for root in roots))
        names = [name_of(root) for root in roots]
        for root, name in zip(roots, names, strict=True):
            above = name_of(root.rstrip("/").rpartition("/")[0])
            alone = names.count(name) == 1 and not SAYS_NOTHING.fullmatch(name)
            whole = name if alone or not above else f"{above}-{name}"
            yield self._whole(root, module_name(whole))

    def _of_a_monorepo(self, folders: frozenset[str]) -> frozenset[str]:
        """Return the topmost projects where there are several that hold most of the code."""
        inner = sorted(folder for folder in folders if folder and self._tree.total(folder))
        top: list[str] = []
        for folder in inner:
            if not top or not folder.startswith(top[-1]):
                top.append(folder)
        held = sum(self._tree.total(folder) for folder in top)
        several = len(top) >= PROJECTS and held * 2 > self._tree.total("")
        return frozenset(top) if several else frozenset()

    def _container(self, root: str) -> str:
        """Return the project or the family that a root lies in, else the root itself."""
        parts = root.rstrip("/").split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth]) + "/"
            if folder in self._projects:
                return folder
            if self._is_family(folder) and len(self._tree.children(folder)) > FAMILY * 2 - 1:
                return folder
        return root

    def _whole(self, folder: str, name: str) -> Unit:
        kind = "family" if self._is_family(folder) else "whole"
        return Unit(kind, folder, name, (), self._tree.total(folder))

    def _is_family(self, folder: str) -> bool:
        children = self._tree.children(folder)
        named = name_of(folder).casefold() in FAMILY_NAMES
        if len(children) < (FAMILY if named else LARGE_FAMILY):
            return False
        largest = max(self._tree.total(child) for child in children)
        if largest * 3 > self._tree.total(folder):
            return False
        return named or self._cross(folder) <= len(children)

    def _cross(self, folder: str) -> int:
        """Count the pairs of folders in a folder of which one imports the other."""
        cut = len(folder)
        pairs = {
            (user[cut:].split("/")[0], used[cut:].split("/")[0])
            for user, used in self._edges
            if user.startswith(folder) and used.startswith(folder)
        }
        return sum(one != two for one, two in pairs)

    def _split(self, unit: Unit, prefixed: bool) -> list[Unit]:
        """Return what a unit falls into; the unit alone where it falls into nothing."""
        if unit.kind == "own":
            return list(self._files_of(unit.folder, unit.files, unit.name, unit.name))
        if unit.kind != "whole":
            return [unit]
        folder = self._tree.branching(unit.folder)
        children = self._tree.children(folder)
        direct = self._tree.direct(folder)
        if not children:
            own = Unit("own", folder, unit.name, tuple(direct), len(direct))
            return self._split(own, prefixed)
        head = f"{unit.name}." if prefixed else ""
        found = [self._whole(child, head + module_name(name_of(child))) for child in children]
        if direct:
            found.append(Unit("own", folder, unit.name, tuple(direct), len(direct)))
        return found

    def _files_of(self, folder: str, files: Iterable[str], prefix: str, own: str) -> Iterator[Unit]:
        """Yield a unit for each stem; files with a conventional name stand for the folder."""
        if not self._files:
            yield Unit("own", folder, own, tuple(files), len(tuple(files)))
            return
        stems: dict[str, list[str]] = {}
        for path in files:
            stem = path.rpartition("/")[2].partition(".")[0]
            special = re.fullmatch(r"__\w+__", stem) or stem in FOR_THE_FOLDER
            stems.setdefault(own if special and prefix else stem, []).append(path)
        for stem, paths in stems.items():
            yield Unit("files", folder, module_name(stem), tuple(paths), len(paths))

    def _while_large(self, units: list[Unit]) -> list[Unit]:
        """Split the largest again and again, while one is too large or there are too few."""
        done: set[Unit] = set()
        while True:
            counted = sum(unit.size for unit in units if not unit.vendored)
            few = len(units) < FEW
            large = [
                unit
                for unit in units
                if unit not in done
                and not unit.vendored
                and unit.size >= SMALLEST
                and unit.size > (SMALL if few else SHARE) * counted
            ]
            if not large:
                return units
            unit = max(large, key=lambda each: (each.size, each.folder))
            done.add(unit)
            # What holds most of the code is what the reader means: its parts need no prefix.
            split = self._split(unit, prefixed=unit.size * 2 <= counted)
            if len(split) > 1 and len(units) - 1 + len(split) <= MOST:
                at = units.index(unit)
                units[at : at + 1] = split
