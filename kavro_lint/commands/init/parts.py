"""Files → the modules that a reader of the folder list would name."""

from collections.abc import Callable, Iterable, Sequence

from kavro_lint.commands.init.aside import parts_aside
from kavro_lint.commands.init.naming import free_name, module_name, pattern_of
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.roles import places_of
from kavro_lint.commands.init.splitting import Splitting, Unit
from kavro_lint.commands.init.tree import Tree, name_of
from kavro_lint.model.frozen import replace


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
    splitting = Splitting(Tree(product), tuple(edges), not imports_folders, frozenset(projects))
    units = splitting.units()
    taken: set[str] = set()
    aside = list(parts_aside(places, taken))
    parts = [_part(unit, taken) for unit in units]
    for place in whole:
        inner = _inner(place, [*parts, *aside], taken)
        parts += [inner] if inner is not None else []
    # The last row that matches a file owns it.
    parts.sort(key=lambda part: not part.vague)
    return (*parts, *aside)


def _part(unit: Unit, taken: set[str]) -> Part:
    name = free_name(unit.name, name_of(unit.folder.rstrip("/").rpartition("/")[0]), taken)
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
    return Part(free_name(whole, "", taken), (pattern,), late=outer is None)


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
