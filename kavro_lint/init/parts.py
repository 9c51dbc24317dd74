"""Files → the modules that a reader of the folder list would name.

One for each folder below a root package; deeper, as long as one of them holds most of the code
or there are too few; one row for a family of equal siblings. What is in no package stands aside.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kavro_lint.init.naming import module_name, pattern_of
from kavro_lint.init.roles import Place, places_of, test_pattern
from kavro_lint.init.tree import Tree, name_of

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
EXPLICIT = 4
# Files that stand for the folder they lie in.
FOR_THE_FOLDER = frozenset({"index", "mod", "lib", "package-info"})
TEST_ROLE = "tests"


@dataclass(frozen=True, slots=True)
class Part:
    """A module to be: a row of the table, and for a family the row of its members too.

    `aside` says that it is no product code, so no layer holds it; `folder` is where a family's
    members lie; `late` says that its row must come after those whose patterns match its files.
    """

    name: str
    patterns: tuple[str, ...]
    aside: bool = False
    folder: str | None = None
    note: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part while it may still be split: a whole folder, its own files, some files, a family."""

    kind: str
    folder: str
    name: str
    files: tuple[str, ...]
    size: int

    @property
    def vendored(self) -> bool:
        return name_of(self.folder) in VENDORED


def propose(
    paths: Iterable[str],
    edges: Iterable[tuple[str, str]],
    imports_folders: bool,
    projects: Iterable[str] = (),
    whole: Sequence[str] = (),
) -> tuple[Part, ...]:
    """Return the parts of a repository, product code first, then what stands aside, tests last.

    `paths` are the governed files, `edges` the files that import each other; `imports_folders`
    says that a language imports folders, so that no file can be a module of its own.
    `projects` are folders with a manifest; `whole` are further folders and files that must be
    modules of their own.
    """
    places = places_of(paths)
    product = [path for path, place in places.items() if place.role == "product"]
    splitting = _Splitting(Tree(product), tuple(edges), not imports_folders, frozenset(projects))
    units = splitting.units()
    taken: set[str] = set()
    aside = list(_aside(places, taken))
    parts = [_part(unit, taken) for unit in units]
    for place in whole:
        inner = _inner(place, [*parts, *aside], taken)
        parts += [inner] if inner is not None else []
    return (*parts, *aside)


class _Splitting:
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

    def units(self) -> list[_Unit]:
        """Return the units, in the order of their folders."""
        roots = list(self._roots())
        folders = [unit for unit in roots if unit.kind == "whole"]
        whole = self._tree.total("")
        units: list[_Unit] = []
        for unit in roots:
            large = unit.size > SMALL * whole
            forced = len(folders) <= 2 and unit.kind == "whole" and large
            split = self._split(unit, prefixed=unit.size * 2 <= whole) if forced else [unit]
            units += split if len(split) <= MOST_OF_ROOT else [unit]
        units = self._while_large(units)
        return sorted(units, key=lambda unit: (unit.folder, unit.kind != "own", unit.files))

    def _roots(self) -> Iterator[_Unit]:
        direct = self._tree.direct("")
        yield from self._files_of("", direct, "", "root") if direct else ()
        roots = list(dict.fromkeys(self._container(root) for root in self._tree.roots()))
        names = [name_of(root) for root in roots]
        for root, name in zip(roots, names, strict=True):
            above = name_of(root.rstrip("/").rpartition("/")[0])
            whole = name if names.count(name) == 1 or not above else f"{above}-{name}"
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

    def _whole(self, folder: str, name: str) -> _Unit:
        kind = "family" if self._is_family(folder) else "whole"
        return _Unit(kind, folder, name, (), self._tree.total(folder))

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

    def _split(self, unit: _Unit, prefixed: bool) -> list[_Unit]:
        """Return what a unit falls into; the unit alone where it falls into nothing."""
        if unit.kind == "own":
            return list(self._files_of(unit.folder, unit.files, unit.name, unit.name))
        if unit.kind != "whole":
            return [unit]
        folder = self._tree.branching(unit.folder)
        children = self._tree.children(folder)
        direct = self._tree.direct(folder)
        if not children:
            own = _Unit("own", folder, unit.name, tuple(direct), len(direct))
            return self._split(own, prefixed)
        head = f"{unit.name}." if prefixed else ""
        found = [self._whole(child, head + module_name(name_of(child))) for child in children]
        if direct:
            found.append(_Unit("own", folder, unit.name, tuple(direct), len(direct)))
        return found

    def _files_of(
        self, folder: str, files: Iterable[str], prefix: str, own: str
    ) -> Iterator[_Unit]:
        """Yield a unit for each stem; files with a conventional name stand for the folder."""
        if not self._files:
            yield _Unit("own", folder, own, tuple(files), len(tuple(files)))
            return
        stems: dict[str, list[str]] = {}
        for path in files:
            stem = path.rpartition("/")[2].partition(".")[0]
            special = re.fullmatch(r"__\w+__", stem) or stem in FOR_THE_FOLDER
            stems.setdefault(own if special and prefix else stem, []).append(path)
        for stem, paths in stems.items():
            yield _Unit("files", folder, module_name(stem), tuple(paths), len(paths))

    def _while_large(self, units: list[_Unit]) -> list[_Unit]:
        """Split the largest again and again, while one is too large or there are too few."""
        done: set[_Unit] = set()
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


def _part(unit: _Unit, taken: set[str]) -> Part:
    name = _free(unit.name, name_of(unit.folder.rstrip("/").rpartition("/")[0]), taken)
    folder = pattern_of(unit.folder)
    if unit.kind == "family":
        return Part(name, (folder,), folder=folder)
    if unit.kind == "whole":
        return Part(name, (folder,))
    if unit.kind == "own":
        suffixes = sorted({path.rpartition(".")[2] for path in unit.files if "." in path})
        bare = [pattern_of(path) for path in unit.files if "." not in path.rpartition("/")[2]]
        return Part(name, (*(f"{folder}*.{pattern_of(each)}" for each in suffixes), *bare))
    return Part(name, tuple(pattern_of(path) for path in unit.files))


def _free(name: str, above: str, taken: set[str]) -> str:
    """Return a name that no other part has: with the folder above, else with a number."""
    choices = [name, f"{module_name(above)}-{name}" if above else name]
    number = 2
    while choices[0] in taken:
        choices.pop(0)
        if not choices:
            choices.append(f"{name}-{number}")
            number += 1
    taken.add(choices[0])
    return choices[0]


def _aside(places: Mapping[str, Place], taken: set[str]) -> Iterator[Part]:
    """Yield what is no product code: a part for each top folder, or one for each role."""
    by_role: dict[str, dict[str, list[str]]] = {}
    for path, place in places.items():
        if place.role != "product":
            by_role.setdefault(place.role, {}).setdefault(place.folder, []).append(path)
    for role in sorted(by_role, key=lambda each: (each == TEST_ROLE, each)):
        folders = by_role[role]
        named = sorted(folder for folder in folders if folder)
        one_each = role != TEST_ROLE and all(each.count("/") == 1 for each in named)
        if one_each and len(named) <= EXPLICIT:
            for folder in named:
                name = _free(module_name(name_of(folder)), "", taken)
                yield Part(name, (pattern_of(folder),), aside=True, note=role)
            named = []
        loose = list(_loose(role, folders.get("", ())))
        patterns = (*loose, *_folders_as_patterns(named))
        if patterns:
            yield Part(_free(role, "", taken), patterns, aside=True, note=role)


def _folders_as_patterns(folders: Sequence[str]) -> tuple[str, ...]:
    if len(folders) <= EXPLICIT:
        return tuple(pattern_of(folder) for folder in folders)
    top = [folder for folder in folders if folder.count("/") == 1]
    names = sorted({name_of(folder) for folder in folders if folder not in top})
    inner = [f"**/{pattern_of(name)}/" for name in names]
    return (*(pattern_of(folder) for folder in top if name_of(folder) not in names), *inner)


def _loose(role: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield patterns for files whose own name says what they are for."""
    if role == TEST_ROLE:
        yield from sorted({test_pattern(path) for path in paths})
    elif len(paths) <= EXPLICIT:
        yield from (pattern_of(path) for path in paths)
    else:
        yield from sorted({f"**/{pattern_of(path.rpartition('/')[2])}" for path in paths})


def _inner(place: str, parts: Sequence[Part], taken: set[str]) -> Part | None:
    """Return a part for a folder or file that must be one, None where there are parts for it."""
    pattern = pattern_of(place)
    if any(p == pattern or _is_below(p, pattern) for part in parts for p in part.patterns):
        return None
    around = [part for part in parts if any(pattern.startswith(p) for p in part.patterns)]
    outer = max(around, key=lambda part: len(part.patterns[0]), default=None)
    stem = name_of(place) if place.endswith("/") else name_of(place).partition(".")[0]
    name = module_name(stem)
    whole = name if outer is None or outer.aside else f"{outer.name}.{name}"
    return Part(_free(whole, "", taken), (pattern,), late=outer is None)


def _is_below(pattern: str, folder: str) -> bool:
    return folder.endswith("/") and pattern.startswith(folder)


def only_owning(parts: Iterable[Part], owning: Callable[[str], bool]) -> tuple[Part, ...]:
    """Return the parts that own a file; of a family whose members own none, a plain part."""
    found: list[Part] = []
    for part in parts:
        if part.folder is not None and not owning(f"{part.name}."):
            found.append(replace(part, folder=None))
        elif owning(part.name):
            found.append(part)
    return tuple(found)
