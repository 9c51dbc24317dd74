"""The search for a header: beside the file, in stated folders, by the end of its path."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from kavro_lint.languages.c.build_files import BuildFiles
from kavro_lint.languages.c.choosing import Suffixes, nearest
from kavro_lint.languages.c.compile_commands import Database, read_databases
from kavro_lint.languages.c.known_headers import is_of_c, is_standard
from kavro_lint.languages.folders import folder_of, shared_folders
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import normal_path
from kavro_lint.spelling import quantity

Note = Callable[[str], None]

# What a build replaces words in, to make a header of it.
TEMPLATES = (".in", ".cmake", ".cmake.in", ".in.cmake", ".meson")
# So many files a step names.
MOST_SHOWN = 10
HEADERS = frozenset(".h .hh .hpp .hxx .h++ .inl .ipp .tpp .cuh".split())


@frozen
class Include:
    """A header as a file names it: between angle brackets, or in the folders behind its own."""

    importer: str
    name: str
    is_angled: bool = False
    is_next: bool = False
    folders: tuple[str, ...] = ()


class Search:
    """Looks for headers in the files of one snapshot."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._builds = BuildFiles(project)
        self._has_folder: dict[str, bool] = {}

    @cached_property
    def _suffixes(self) -> Suffixes:
        return Suffixes(self._project.files)

    @cached_property
    def _known(self) -> tuple[tuple[Database, ...], tuple[Failure, ...]]:
        return read_databases(self._project)

    @property
    def databases(self) -> tuple[Database, ...]:
        """The compilation databases."""
        return self._known[0]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with compilation databases."""
        return self._known[1]

    def forced(self, source: str) -> tuple[str, ...]:
        """Return what the command of a source includes: paths of the repository, or names."""
        for database in _nearest_first(self.databases, source):
            if source in database.forced:
                return database.forced[source]
        return ()

    def stated(self, include: Include, note: Note) -> Sequence[str]:
        """Return the file that something states: the importer's folder, or one of includes."""
        return (
            self._in_importing_folder(include, note)
            or self._in_folders(include, note)
            or self._in_own_root(include, note)
            or self._in_folders_of_builds(include, note)
        )

    def _in_importing_folder(self, include: Include, note: Note) -> Sequence[str]:
        """Return the file that a name between quotes names from the importer's folder."""
        if include.is_angled or include.is_next or include.name.startswith("/"):
            return ()
        path = normal_path(folder_of(include.importer) + include.name)
        is_there = path in self._project.files
        note(f"{path or include.name}, beside the file: {_presence(is_there)}")
        return (path,) if path is not None and is_there else ()

    def _in_folders(self, include: Include, note: Note) -> Sequence[str]:
        """Return the file that is in a folder of includes which the source or a database states."""
        for folder in include.folders:
            path = normal_path(f"{folder_of(include.importer)}{folder}/{include.name}")
            is_there = path in self._project.files
            note(f"{path or include.name}, in a stated folder: {_presence(is_there)}")
            if path is not None and is_there:
                return (path,)
        for database in _nearest_first(self.databases, include.importer):
            folders = database.by_source.get(include.importer)
            if folders is not None:
                note(f"{database.path} states {quantity(len(folders), 'folder')} for the file")
                for folder in _behind(folders, include):
                    path = normal_path(folder + include.name)
                    if path in self._project.files and path is not None:
                        note(f"{path}: {_presence(True)}")
                        return (path,)
                continue
            paths = {normal_path(folder + include.name) for folder in database.folders}
            paths.discard(include.importer)
            known = [path for path in paths if path is not None and path in self._project.files]
            count = quantity(len(known), "such file")
            note(f"{database.path} has {count} in the folders of all sources")
            if known:
                return nearest(known, include.importer)
        return ()

    def _in_own_root(self, include: Include, note: Note) -> Sequence[str]:
        """Return the file beside the folder that a header's own name begins with.

        Who includes `a/b.h` from `include/` finds there what `include/a/b.h` calls `a/c.h`, though
        a build may name a folder with a copy of it.
        """
        first, slash, _ = include.name.partition("/")
        folder = f"/{folder_of(include.importer)}"
        is_header = f".{include.importer.rpartition('.')[2]}" in HEADERS
        at = folder.rfind(f"/{first}/") if slash and is_header and not include.is_next else -1
        path = normal_path(folder[1 : at + 1] + include.name) if at >= 0 and first else None
        if path is None or path == include.importer or path not in self._project.files:
            return ()
        note(f"{path}, in the folder that the header is in: {_presence(True)}")
        return (path,)

    def _in_folders_of_builds(self, include: Include, note: Note) -> Sequence[str]:
        """Return the file that is in a folder which a build file names.

        Without a folder between angle brackets any build file counts, else those above the source.
        """
        if self._is_taken(include):
            return ()
        for folder in self._builds.around(include.importer):
            path = normal_path(folder + include.name)
            if path in self._project.files and path not in (None, include.importer):
                note(f"{path}, in a folder that a build file names: {_presence(True)}")
                return (path,) if path is not None else ()
        if not include.is_angled or "/" in include.name:
            return ()
        paths = {f"{folder}{include.name}" for folder in self._builds.all} - {include.importer}
        known = [path for path in paths if path in self._project.files]
        note(f"in folders that other build files name: {', '.join(sorted(known)) or 'none'}")
        return nearest(known, include.importer)

    def missing(self, include: Include) -> tuple[str, ...]:
        """Return where a file would stand that is nowhere: what a build writes stands there then.

        A name with a folder in it is mostly written from the top, another one beside the source.
        """
        if include.name.startswith("/"):
            return ()
        beside = folder_of(include.importer)
        folders = [*self._builds.around(include.importer)][:MOST_SHOWN]
        folders = ["", *folders, beside] if "/" in include.name else [beside, *folders, ""]
        paths = (normal_path(folder + include.name) for folder in folders)
        return tuple(dict.fromkeys(path for path in paths if path))

    def has_folder(self, name: str) -> bool:
        """Whether a folder ends in the folders that an include names; none (`""`) is nowhere."""
        if name not in self._has_folder:
            ending = f"/{name}"
            self._has_folder[name] = bool(name) and any(
                f"/{folder}".endswith(ending) for folder in self._project.folders
            )
        return self._has_folder[name]

    def _is_taken(self, include: Include) -> bool:
        """Whether a name is a standard header's: no file of the repository is looked for."""
        return is_of_c(include.name) or (include.is_angled and is_standard(include.name))

    def by_suffix(self, include: Include, note: Note) -> Sequence[str]:
        """Return the nearest files of which the path ends in what the include names."""
        name = include.name
        if self._is_taken(include):
            note(f"{name} is a header of the standards or of a system")
            return ()
        name = re.sub(r"^(?:\.{1,2}/)+", "", name).strip("/")
        if include.is_angled and "/" not in name:
            note("between angle brackets, without a folder: no file of this repository")
            return ()
        normal_name = normal_path(name)
        matches = self._suffixes.matches(normal_name, include.importer) if normal_name else []
        paths = nearest(matches, include.importer)
        note(f"files that end in {name}: {', '.join(matches[:MOST_SHOWN]) or 'none'}")
        if len(paths) < len(matches):
            note(f"the nearest: {', '.join(paths[:MOST_SHOWN])}")
        return paths or self._templates(include, name, note)

    def _templates(self, include: Include, name: str, note: Note) -> Sequence[str]:
        """Return the files of which a build makes the header: `config.h.in` (autoconf, CMake)."""
        for ending in TEMPLATES:
            matches = self._suffixes.matches(f"{name}{ending}", include.importer)
            if matches:
                note(f"a build makes it of {', '.join(matches[:MOST_SHOWN])}")
                return nearest(matches, include.importer)
        return ()


def _behind(folders: Sequence[str], include: Include) -> Sequence[str]:
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
    return "exists" if is_there else "does not exist"
