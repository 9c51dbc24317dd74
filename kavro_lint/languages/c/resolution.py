"""An include → a file of the snapshot, a header of the standards, or of a library."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kavro_lint.languages.c.known_headers import (
    is_of_system,
    is_standard,
    known_library,
    library_of,
)
from kavro_lint.languages.c.named_modules import STANDARD, Modules
from kavro_lint.languages.c.search import Include, Note, Search
from kavro_lint.languages.c.submodules import MANIFEST, Submodules
from kavro_lint.languages.folders import folder_of
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure, SourceFacts
from kavro_lint.model.imports import Import, Listed, PlacedResolution, Resolution
from kavro_lint.model.places import RawImport, normal_path


class IncludeResolver:
    """Resolves the includes of C and C++ within one snapshot."""

    def __init__(self, project: Project, declared: Mapping[str, bytes]) -> None:
        self._project = project
        self._modules = Modules(declared)
        self._search = Search(project)
        self._known: dict[tuple[str, str, str], Resolution] = {}

    @cached_property
    def _submodules(self) -> Submodules:
        return Submodules(self._project)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What was wrong with the compilation databases."""
        return self._search.failures

    def resolve_source(self, path: str, facts: SourceFacts) -> Sequence[PlacedResolution]:
        """Return what the includes of a source lead to, in the order of the text."""
        optional = frozenset(facts.optional)
        rows: list[PlacedResolution] = [(1, 1, "include", row) for row in self._forced(path)]
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

    def _forced(self, path: str) -> Iterator[Resolution]:
        """Yield what a source includes by its command in a compilation database."""
        for name in self._search.forced(path):
            raw = RawImport(name, None, "include", 1, 1, f"-include {name}")
            if name in self._project.files:
                edge = Import(path, raw, "internal", self._project.files[name])
            else:
                edge = self.resolve(path, raw)
            if edge.outcome == "unresolved":
                # Most are written by the build that has written the database.
                edge = edge._replace(listed="unsure")
            if edge.target != path:
                yield Resolution(name, None, raw.text, *edge[2:])

    def _asker(self, path: str, specifier: str) -> str:
        """Return what of an importer decides where an include leads: its folder, if no more."""
        name = path.rpartition("/")[2]
        return path if self._search.databases or name in specifier else folder_of(path)

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
        include = Include(
            importer=importer,
            name=name.strip().replace("\\", "/"),
            is_angled=is_angled,
            is_next=raw.text.startswith("#include_next"),
            folders=folders,
        )
        stated = self._search.stated(include, note)
        paths = stated or self._search.by_suffix(include, note)
        if len(paths) == 1:
            target = self._project.files[paths[0]]
            return Import(importer, raw, "internal", target, is_guess=not stated)
        if paths:
            return Import(importer, raw, "ambiguous", candidates=tuple(paths))
        return self._outside(include, raw, note)

    def _outside(self, include: Include, raw: RawImport, note: Note) -> Import:
        """Answer for an include that leads to no file of the repository."""
        importer, name = include.importer, include.name
        if is_standard(name) or is_of_system(name):
            return Import(importer, raw, "standard", package=name, module=name)
        submodule = self._submodules.named(name)
        if submodule is None and not include.is_angled:
            path = normal_path(folder_of(importer) + name)
            submodule = self._submodules.holding(path) if path is not None else None
        if submodule is not None:
            note(f"in the submodule {submodule}, which is not read")
            return self._external(importer, raw, submodule, name)
        library = known_library(name)
        if include.is_angled or include.is_next or library is not None:
            package = library_of(name)
            note(f"a header of {package}")
            return self._external(importer, raw, package, name)
        note("with quotes, and no such file: it is missing, or a build creates it")
        unsure: Listed | None = "unsure" if self._is_hidden(name) else None
        places = self._search.missing(include)
        return Import(importer, raw, "unresolved", candidates=places, listed=unsure)

    def _is_hidden(self, name: str) -> bool:
        """Whether a submodule that is not read may have a header: no folder has its first name."""
        return bool(self._submodules.names) and not self._search.has_folder(folder_of(name))

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


def _discard(step: str) -> None:
    """Discard a step: no caller asked for steps."""
