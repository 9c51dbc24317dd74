"""An include → a file of the snapshot, a header of the standards, or of a library."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from kavro_lint.languages.c.choosing import Suffixes, nearest
from kavro_lint.languages.c.database import Database, read_databases
from kavro_lint.languages.c.known import (
    is_of_c,
    is_of_system,
    is_standard,
    known_library,
    library_of,
)
from kavro_lint.languages.c.modules import STANDARD, Modules
from kavro_lint.languages.c.paths import folder_of, normal, shared_folders
from kavro_lint.languages.c.submodules import MANIFEST, Submodules
from kavro_lint.languages.protocol import Project
from kavro_lint.model import (
    Failure,
    Import,
    PlacedResolution,
    RawImport,
    Resolution,
    SourceFacts,
)
from kavro_lint.model.frozen import frozen

Note = Callable[[str], None]

# So many files a step names.
MOST_SHOWN = 10


@frozen
class _Include:
    """A header as a file names it: between angle brackets, or in the folders behind its own."""

    importer: str
    name: str
    is_angled: bool = False
    is_next: bool = False
    folders: tuple[str, ...] = ()


class IncludeResolver:
    """Resolves the includes of C and C++ within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        self._project = project
        self._modules = Modules(declared)
        self._known: dict[tuple[str, str, str], Resolution] = {}

    @cached_property
    def _suffixes(self) -> Suffixes:
        return Suffixes(self._project.files)

    @cached_property
    def _submodules(self) -> Submodules:
        return Submodules(self._project)

    @cached_property
    def _databases(self) -> tuple[tuple[Database, ...], tuple[Failure, ...]]:
        return read_databases(self._project)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the compilation databases."""
        return self._databases[1]

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the includes of a source lead to, in the order of the text."""
        optional = frozenset(facts.optional)
        rows: list[PlacedResolution] = []
        for line, column, kind, statement in facts.statements:
            ((specifier, _),) = statement.names
            key = self._asker(path, specifier), specifier, statement.text
            resolution = self._known.get(key)
            if resolution is None:
                raw = RawImport(specifier, None, kind, line, column, statement.text)
                edge = self.resolve(path, raw)
                resolution = Resolution(specifier, None, statement.text, *edge[2:])
                self._known[key] = resolution
            if resolution.outcome == "unresolved" and (line, column) in optional:
                resolution = resolution._replace(listed="unsure")
            rows.append((line, column, kind, resolution))
        return rows

    def _asker(self, path: str, specifier: str) -> str:
        """Return what of an importer decides where an include leads: its folder, if no more."""
        name = path.rpartition("/")[2]
        return path if self._databases[0] or name in specifier else folder_of(path)

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what an include, or an import of a module, leads to."""
        if raw.kind == "import":
            return self._module(importer, raw, steps.append if steps is not None else _discard)
        return self.resolve_in(importer, raw, (), steps)

    def resolve_in(
        self,
        importer: str,
        raw: RawImport,
        folders: tuple[str, ...],
        steps: list[str] | None = None,
    ) -> Import:
        """Return what an include leads to; `folders` of includes are stated from the importer's."""
        note = steps.append if steps is not None else _discard
        is_angled = raw.specifier.startswith("<")
        name = raw.specifier.strip("<>") if is_angled else raw.specifier
        include = _Include(
            importer=importer,
            name=name.strip().replace("\\", "/"),
            is_angled=is_angled,
            is_next=raw.text.startswith("#include_next"),
            folders=folders,
        )
        stated = self._beside(include, note) or self._in_folders(include, note)
        paths = stated or self._by_suffix(include, note)
        if len(paths) == 1:
            target = self._project.files[paths[0]]
            return Import(importer, raw, "internal", target, is_guess=not stated)
        if paths:
            return Import(importer, raw, "ambiguous", candidates=tuple(paths))
        return self._outside(include, raw, note)

    def _beside(self, include: _Include, note: Note) -> Sequence[str]:
        """Return the file that a name between quotes names from the importer's folder."""
        if include.is_angled or include.is_next or include.name.startswith("/"):
            return ()
        path = normal(folder_of(include.importer) + include.name)
        is_there = path in self._project.files
        note(f"{path or include.name}, beside the file: {_presence(is_there)}")
        return (path,) if path is not None and is_there else ()

    def _in_folders(self, include: _Include, note: Note) -> Sequence[str]:
        """Return the file that is in a folder of includes which the source or a database states."""
        for folder in include.folders:
            path = normal(f"{folder_of(include.importer)}{folder}/{include.name}")
            is_there = path in self._project.files
            note(f"{path or include.name}, in a stated folder: {_presence(is_there)}")
            if path is not None and is_there:
                return (path,)
        for database in _nearest_first(self._databases[0], include.importer):
            folders = database.by_source.get(include.importer)
            if folders is not None:
                note(f"{database.path} states {len(folders)} folders for the file")
                for folder in _behind(folders, include):
                    path = normal(folder + include.name)
                    if path in self._project.files and path is not None:
                        note(f"{path}: {_presence(True)}")
                        return (path,)
                continue
            paths = {normal(folder + include.name) for folder in database.folders}
            paths.discard(include.importer)
            known = [path for path in paths if path is not None and path in self._project.files]
            note(f"{database.path} has {len(known)} such files in the folders of all sources")
            if known:
                return nearest(known, include.importer)
        return ()

    def _by_suffix(self, include: _Include, note: Note) -> Sequence[str]:
        """Return the nearest files of which the path ends in what the include names."""
        name = include.name
        if is_of_c(name) or (include.is_angled and is_standard(name)):
            note(f"{name} is a header of the standards or of a system")
            return ()
        name = re.sub(r"^(?:\.{1,2}/)+", "", name).strip("/")
        if include.is_angled and "/" not in name:
            note("between angle brackets, without a folder: no file of this repository")
            return ()
        normal_name = normal(name)
        matches = self._suffixes.matches(normal_name, include.importer) if normal_name else []
        paths = nearest(matches, include.importer)
        note(f"files that end in {name}: {', '.join(matches[:MOST_SHOWN]) or 'none'}")
        if len(paths) < len(matches):
            note(f"the nearest: {', '.join(paths[:MOST_SHOWN])}")
        return paths

    def _outside(self, include: _Include, raw: RawImport, note: Note) -> Import:
        """Answer for an include that leads to no file of the repository."""
        importer, name = include.importer, include.name
        if is_standard(name) or is_of_system(name):
            return Import(importer, raw, "standard", package=name, module=name)
        submodule = self._submodules.named(name)
        if submodule is None and not include.is_angled:
            path = normal(folder_of(importer) + name)
            submodule = self._submodules.holding(path) if path is not None else None
        if submodule is not None:
            note(f"in the submodule {submodule}, which is not entered")
            return self._external(importer, raw, submodule, name)
        library = known_library(name)
        if include.is_angled or include.is_next or library is not None:
            package = library_of(name)
            note(f"a header of {package}")
            return self._external(importer, raw, package, name)
        note("between quotes, and no such file: it is missing, or written by a build")
        return Import(importer, raw, "unresolved")

    def _external(self, importer: str, raw: RawImport, package: str, name: str) -> Import:
        """Return an include of a library; a submodule of that name is listed by Git's manifest."""
        is_listed = package in self._submodules.names
        return Import(
            importer, raw, "external", package=package, module=name,
            listed="yes" if is_listed else None, manifest=MANIFEST if is_listed else None,
        )  # fmt: skip

    def _module(self, importer: str, raw: RawImport, note: Note) -> Import:
        """Return what a module of C++20 is: the file that declares it."""
        name = raw.specifier
        files = self._modules.files(name, importer)
        note(f"module {name} is declared in {', '.join(files) or 'no source'}")
        if len(files) == 1:
            return Import(importer, raw, "internal", self._project.files[files[0]])
        if files:
            return Import(importer, raw, "ambiguous", candidates=tuple(files))
        if name in STANDARD:
            return Import(importer, raw, "standard", package=name, module=name)
        if self._modules.is_ours(name):
            return Import(importer, raw, "unresolved")
        package = name.partition(".")[0].partition(":")[0]
        return Import(importer, raw, "external", package=package or name, module=name)


def _behind(folders: Sequence[str], include: _Include) -> Sequence[str]:
    """Return the folders of includes that are searched: for `include_next` those behind its own."""
    own = folder_of(include.importer)
    if include.is_next and own in folders:
        return folders[folders.index(own) + 1 :]
    return folders


def _nearest_first(databases: Sequence[Database], importer: str) -> Sequence[Database]:
    """Return databases so that those come first that share most folders with an importer."""
    folder = folder_of(importer)
    return sorted(databases, key=lambda database: -shared_folders(folder_of(database.path), folder))


def _presence(is_there: bool) -> str:
    return "is there" if is_there else "is not there"


def _discard(step: str) -> None:
    """Discard a step: no caller asked for steps."""
