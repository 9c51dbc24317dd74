"""Files → the modules that a reader of the folder list would name."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from kavro_lint.commands.init.naming import free_name, module_name, pattern_of
from kavro_lint.commands.init.outside_layers import parts_outside_layers
from kavro_lint.commands.init.part import Part
from kavro_lint.commands.init.product_folders import name_of
from kavro_lint.commands.init.roles import Layout, places_of
from kavro_lint.commands.init.slices import in_layers, shared_layers
from kavro_lint.commands.init.source_sets import folded, heads_of_folders
from kavro_lint.commands.init.splitting import units_of
from kavro_lint.commands.init.unit import Unit
from kavro_lint.model.frozen import replace


def propose(
    paths: Iterable[str], layout: Layout | None = None, extra: Sequence[str] = ()
) -> tuple[Part, ...]:
    """Return the parts of a repository, product code first, tests last.

    `paths` are the governed files; `extra` are further folders and files that must be modules
    of their own.
    """
    layout = layout or Layout()
    places = places_of(paths, layout)
    product = [path for path, place in places.items() if place.role == "product"]
    fold, heads = folded(product), heads_of_folders(product)
    product, edges = list(dict.fromkeys(map(fold, product))), _folded_edges(layout.edges, fold)
    layers = shared_layers(product, edges)
    fold = in_layers(layers)
    product, edges = list(dict.fromkeys(map(fold, product))), _folded_edges(edges, fold)
    folders = [f"{above}*/{name}/" for above, names in layers.items() for name in sorted(names)]
    units = units_of(product, edges, layout.projects, folders)
    used_names: set[str] = set()
    parts = [_with_head(_part(unit, used_names, product), unit, heads) for unit in units]
    outside = list(parts_outside_layers(places, used_names))
    for place in extra:
        inner = _inner(place, [*parts, *outside], used_names)
        parts += [inner] if inner is not None else []
    parts = [part for part in parts if not _is_member(part, parts)]
    # The last row that matches a file owns it.
    parts.sort(key=lambda part: (part.across, not part.vague))
    return (*parts, *outside)


def _folded_edges(
    edges: Mapping[tuple[str, str], int], fold: Callable[[str], str]
) -> Mapping[tuple[str, str], int]:
    folded_edges: Counter[tuple[str, str]] = Counter()
    for (user, used), count in edges.items():
        folded_edges[fold(user), fold(used)] += count
    return folded_edges


def _is_member(part: Part, parts: Sequence[Part]) -> bool:
    """Whether the row of a family has a module for all that a part is."""
    folders = {pattern.rstrip("/").rpartition("/")[0] + "/" for pattern in part.patterns}
    families = {
        sibling.folder for sibling in parts if sibling is not part and sibling.folder is not None
    }
    is_whole = all(pattern.endswith("/") for pattern in part.patterns)
    return is_whole and len(folders) == 1 and folders <= families


def _part(unit: Unit, used_names: set[str], product: Sequence[str]) -> Part:
    above = unit.folder.rstrip("/").rpartition("/")[0].removesuffix("/*")
    name = free_name(_name(unit), name_of(above), used_names)
    folder = pattern_of(unit.folder)
    if unit.kind == "family":
        return Part(name, (folder,), folder=folder, project=unit.project)
    if unit.kind == "layer":
        return Part(name, (folder,), project=unit.project, across=True)
    if unit.kind in ("whole", "rest"):
        # In Rust `name.rs` beside `name/` is the module whose parts the folder has.
        beside = f"{unit.folder.rstrip('/')}.rs"
        files = (pattern_of(beside),) if beside in product else ()
        return Part(name, (folder, *files), project=unit.project, late=bool(files))
    if unit.kind == "root":
        return Part(name, tuple(map(pattern_of, unit.files)), project=unit.project)
    patterns = _patterns_of_own(unit, product)
    return Part(name, patterns, project=unit.project, own_files=True)


def _with_head(part: Part, unit: Unit, heads: Mapping[str, str]) -> Part:
    """Return a part with the file beside its folder that is of one module with it."""
    head = heads.get(unit.folder)
    return part if head is None else replace(part, patterns=(*part.patterns, pattern_of(head)))


def _name(unit: Unit) -> str:
    """Return the name of a unit; a single file at the top of the repository has its own."""
    if unit.kind == "own" and not unit.folder and len(unit.files) == 1:
        return module_name(unit.files[0].partition(".")[0])
    return unit.name


def _patterns_of_own(unit: Unit, product: Sequence[str]) -> tuple[str, ...]:
    """Return patterns for the files of a folder itself, and those that will come."""
    folder = pattern_of(unit.folder)
    suffixes = sorted({path.rpartition(".")[2] for path in unit.files if "." in _file(path)})
    bare = [pattern_of(path) for path in unit.files if "." not in _file(path)]
    below = (path.removeprefix(unit.folder) for path in product if path.startswith(unit.folder))
    dotted = any("." in path.partition("/")[0] for path in below if "/" in path)
    if len(suffixes) > 1 and not dotted:
        return (f"{folder}*.*", *bare)
    return (*(f"{folder}*.{pattern_of(suffix)}" for suffix in suffixes), *bare)


def _file(path: str) -> str:
    return path.rpartition("/")[2]


def _inner(place: str, parts: Sequence[Part], used_names: set[str]) -> Part | None:
    """Return a part for a folder or file that must be one, None where there are parts for it."""
    pattern = pattern_of(place)
    if any(p == pattern or _is_below(p, pattern) for part in parts for p in part.patterns):
        return None
    around = [part for part in parts if any(pattern.startswith(p) for p in part.patterns)]
    outer = max(around, key=lambda part: len(part.patterns[0]), default=None)
    stem = name_of(place) if place.endswith("/") else name_of(place).partition(".")[0]
    name = module_name(stem)
    full_name = name if outer is None or outer.is_outside else f"{outer.name}.{name}"
    return Part(free_name(full_name, "", used_names), (pattern,), late=outer is None)


def _is_below(pattern: str, folder: str) -> bool:
    return folder.endswith("/") and pattern.startswith(folder)


def only_owning(parts: Iterable[Part], owning: Callable[[str], bool]) -> tuple[Part, ...]:
    """Return the parts that own a file; of a family whose members own none, a plain part."""
    owners: list[Part] = []
    for part in parts:
        if part.folder is not None and not owning(f"{part.name}."):
            owners.append(replace(part, folder=None))
        elif owning(part.name):
            owners.append(part)
    return tuple(owners)
