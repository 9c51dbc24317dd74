"""The files whose imports may lead elsewhere when paths come or go.

An import can only be answered otherwise by a path whose name it mentions, unless the paths change
what imports start from: packages, roots, manifests. Where that is not sure, all files of the
language are resolved again.
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from kavro_lint.languages.protocol import Language
from kavro_lint.languages.registry import languages
from kavro_lint.languages.visible_files import with_links
from kavro_lint.model.facts import Snapshot, SourceFacts, Unreadable
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import PlacedResolution

NamesInManifest = Callable[
    [str, bytes, bytes, Callable[[str], bytes | None]], frozenset[str] | None
]

_SEPARATORS = re.compile(r"[^\w$-]+")
_LARGEST = 5_000_000
# Versions in manifests: what follows a comparison, and what stands between quotes alone. None of
# them says where an import leads.
_VERSIONS = re.compile(
    rb"(?:[<>!~=]=|[<>])[ \t]*v?\d[\w.*+!-]*|(?<=[\"'])[\^~v]?\d+(?:\.[\w*+-]+)+(?=[\"'])"
)
# Files that Python's search looks at, whatever they hold.
_PYTHON = (".py", ".pyi", ".pyx", ".so", ".pyd", ".c", ".cpp", ".cc", ".rs")
# Folders of these names are roots of Python where they have sources.
_CONVENTIONAL = ("src", "lib", "python")
_ENTRIES = frozenset(("index", "main", "mod", "lib"))
# More folders at once are not looked for by name.
MOST_FOLDERS = 100
# Stands for an import that names a folder by dots alone.
_SAME_FOLDER = "."


@frozen
class Leads:
    """What the imports of a file mention, and the paths that they lead to.

    `unsure` says that one leads where its names do not say: a pattern, an entry of a manifest.
    """

    names: frozenset[str]
    targets: frozenset[str]
    unsure: bool


def leads_of(facts: SourceFacts, rows: Sequence[PlacedResolution]) -> Leads:
    """Return what the imports of a file mention and lead to."""
    return leads_with(_names_of(facts), rows)


def _names_of(facts: SourceFacts) -> frozenset[str]:
    names: set[str] = set()
    for *_, statement in facts.statements:
        for specifier, name in statement.names:
            parts = _SEPARATORS.split(specifier)
            names.update(parts)
            if name is not None:
                names.add(name)
            if not parts[-1]:
                names.add(_SAME_FOLDER)
    return frozenset(names)


def leads_with(names: frozenset[str], rows: Sequence[PlacedResolution]) -> Leads:
    """Return what the imports of a file lead to, with the names that they mention."""
    targets = {resolution.target for *_, resolution in rows if resolution.target is not None}
    reached = (path for *_, resolution in rows for path in resolution.reaches)
    return Leads(names, frozenset((*targets, *reached)), any(map(_is_unsure, rows)))


def _is_unsure(row: PlacedResolution) -> bool:
    resolution = row[3]
    if "*" in resolution.specifier or resolution.outcome in ("unresolved", "ambiguous"):
        return True
    if resolution.outcome != "internal" or resolution.target is None:
        return False
    folder, _, name = resolution.target.rpartition("/")
    stem = name.partition(".")[0]
    if not stem or stem in _ENTRIES or stem == "__init__":
        return bool(_SEPARATORS.split(resolution.specifier)[-1]) and (
            folder.rpartition("/")[2] not in resolution.specifier
        )
    return stem not in (resolution.name or "") and stem not in resolution.specifier


@frozen
class Layouts:
    """The paths of two states that follow each other, as resolution looks at them.

    `paths` and `folders` came or went. `holding` are the folders, ending in `/`, that hold sources
    of a language directly in one of the states only, `around` those that have any below;
    `manifests` are the paths that resolution has asked for.
    """

    before: Snapshot
    now: Snapshot
    paths: Collection[str]
    folders: Collection[str]
    holding: Collection[str]
    around: Collection[str]
    manifests: Collection[str]

    def with_links(self) -> "Layouts":
        """Return the same with the paths that come or go through links to folders."""
        paths, folders, holding, around = (
            with_links(self.now, paths)
            for paths in (self.paths, self.folders, self.holding, self.around)
        )
        return Layouts(self.before, self.now, paths, folders, holding, around, self.manifests)

    def is_package(self, folder: str) -> bool:
        """Whether a folder is a package of Python in both states."""
        return all(
            any(f"{folder}__init__{suffix}" in state.sources for suffix in (".py", ".pyi"))
            for state in (self.before, self.now)
        )

    @property
    def has_other_links(self) -> bool:
        """Whether links and submodules are others than before."""
        before, now = self.before, self.now
        return (before.links, before.submodules) != (now.links, now.submodules)

    def are_named(self, folders: Collection[str], *, relative: bool = False) -> bool:
        """Whether a manifest may name one of some folders: by its last name, as a whole word.

        `relative` says that manifests name folders from where they are: then the name of the folder
        around stands before the last one, unless that is where the manifest is.
        """
        if len(folders) > MOST_FOLDERS:
            return True
        for manifest in self.manifests if folders else ():
            content = read_or_none(self.now, manifest)
            place = manifest[: manifest.rfind("/") + 1]
            if content and any(
                _written(folder, place if relative else None).search(content) for folder in folders
            ):
                return True
        return False


@lru_cache(maxsize=1_000)
def _written(folder: str, place: str | None) -> re.Pattern[bytes]:
    """Return what finds a folder in a manifest at a place, None for any place."""
    around, _, name = folder[:-1].rpartition("/")
    text = re.escape(name.encode("utf-8", "surrogatepass"))
    if place is not None and around and f"{around}/" != place:
        above = around.rpartition("/")[2].encode("utf-8", "surrogatepass")
        text = rb"%s[^\w]{1,6}%s" % (re.escape(above), text)
    return re.compile(rb"(?<![\w-])%s(?![\w-])" % text)


def names_that_matter(language: Language, layouts: Layouts) -> frozenset[str] | None:
    """Return the names by which imports mention paths that came or went, None for unsure."""
    paths = layouts.paths
    if not paths:
        return frozenset()
    if layouts.has_other_links or any(
        path in layouts.manifests or _is_known_by_name(language, path) for path in paths
    ):
        return None
    heeds: Callable[[str], bool] | None = getattr(language, "heeds_path", None)
    if heeds is not None:
        return None if any(map(heeds, paths)) else frozenset()
    if language.NAME == "python":
        names = _of_python(layouts)
    elif language.NAME in ("javascript", "typescript"):
        names = _of_javascript(paths)
    else:
        return None
    folders = _that_matter(language, layouts)
    is_python = language.NAME == "python"
    if layouts.are_named(folders, relative=is_python):
        # A manifest may name a folder that came or went: it is read as a whole.
        return None
    return names if names is None or is_python else names | frozenset(map(_last_name, folders))


def _that_matter(language: Language, layouts: Layouts) -> Collection[str]:
    """Return the folders that came or went; of Python those with a file that it looks for."""
    if language.NAME != "python":
        return layouts.folders
    sources = [path for path in layouts.paths if path.endswith((*_PYTHON, *language.SUFFIXES))]
    return [
        folder for folder in layouts.folders if any(path.startswith(folder) for path in sources)
    ]


def is_known_by_name(path: str) -> bool:
    """Whether a language looks for a manifest by the name of a file."""
    return any(_is_known_by_name(language, path) for language in languages())


def _is_known_by_name(language: Language, path: str) -> bool:
    known: Callable[[str], bool] = getattr(language, "is_known_by_name", language.is_manifest)
    return known(path)


def names_in_manifest(
    language: Language, path: str, before: Snapshot, now: Snapshot
) -> frozenset[str] | None:
    """Return the names that imports mention if they may lead elsewhere, None for any import.

    The manifest is in both states. Only which versions of packages it wants does not matter.
    """
    try:
        old, new = before.read(path, _LARGEST), now.read(path, _LARGEST)
    except (KeyError, Unreadable):
        return None
    names: NamesInManifest | None = getattr(language, "names_in_manifest", None)
    if names is not None:
        return names(path, old, new, lambda other: read_or_none(now, other))
    then, today = (_VERSIONS.sub(b"", text) for text in (old, new))
    return frozenset() if then == today else None


def read_or_none(snapshot: Snapshot, path: str) -> bytes | None:
    """Return the bytes of a file, None for one that is missing or cannot be read."""
    try:
        return snapshot.read(path)
    except (KeyError, Unreadable):
        return None


def _of_python(layouts: Layouts) -> frozenset[str] | None:
    """Return the names of modules and folders, None where roots may be others.

    A folder of which all came or went is mentioned by its name, unless it holds a topmost package,
    has a name by which it is a root, or a script that is run from it.
    """
    modules = [path for path in layouts.paths if path.endswith(_PYTHON)]
    stems = frozenset(map(_stem, modules))
    names = frozenset(map(_last_name, layouts.around))
    if "manage" in stems or not names.isdisjoint(_CONVENTIONAL):
        return None
    for path in modules:
        folder = path[: path.rfind("/") + 1]
        is_whole = folder in layouts.around
        if folder in layouts.holding and not is_whole:
            return None
        above = folder[: folder[:-1].rfind("/") + 1]
        is_inside = layouts.is_package(above) or (
            above in layouts.around and f"{above}__init__.py" in layouts.paths
        )
        if _stem(path) == "__init__" and not (is_whole and is_inside):
            return None
    return (stems - {"__init__"}) | names


def _last_name(folder: str) -> str:
    return folder[:-1].rpartition("/")[2]


def _of_javascript(paths: Collection[str]) -> frozenset[str]:
    names: set[str] = set()
    for path in paths:
        stem = _stem(path)
        names |= {stem, path.rpartition("/")[2].rpartition(".")[0]}
        if stem in _ENTRIES:
            folder = path.rpartition("/")[0].rpartition("/")[2]
            names |= {folder, _SAME_FOLDER}
    # What a name with dots in it is made of: `x.module` mentions both.
    return frozenset(part for name in names for part in (name, *_SEPARATORS.split(name)) if part)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]
