"""Raw imports → folders of the snapshot, the standard library or packages of others.

The go command builds one module at a time and fetches the others; here all modules of the
repository are read at once, each by its own go.mod and its workspace. In this order:
the importer's own module, modules of its workspace, what go.work and go.mod replace with local
folders, other modules of the repository, `vendor`, the standard library; all else is external.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kavro_lint.languages.go.layout import GoModule, Layout, above, folder_of
from kavro_lint.languages.go.manifests import joined
from kavro_lint.languages.go.names import (
    SINGLE,
    is_standard,
    module_of,
    required_for,
    upwards,
)
from kavro_lint.languages.go.surroundings import Around, Provider, Surroundings
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Import, Listed, Outcome
from kavro_lint.model.places import RawImport

if TYPE_CHECKING:
    from kavro_lint.languages.c.resolution import IncludeResolver

Note = Callable[[str], None]


@frozen
class _Answer:
    outcome: Outcome
    target: str | None = None
    reaches: tuple[str, ...] = ()
    package: str | None = None
    candidates: tuple[str, ...] = ()
    listed: Listed | None = None
    manifest: str | None = None


class GoResolver:
    """Resolves the Go imports of one snapshot."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._layout = Layout(project)
        self._surroundings = Surroundings(self._layout)
        self._answers: dict[tuple[Around, str], _Answer] = {}

    def resolve(self, importer: str, raw: RawImport, steps: list[str] | None = None) -> Import:
        """Return what `raw`, written in the file `importer`, leads to."""
        if raw.kind == "include":
            folders = tuple(raw.name.split("\n")) if raw.name else ()
            return self._includes.resolve_in(importer, raw._replace(name=None), folders, steps)
        path = raw.specifier
        around = self._surroundings.of(folder_of(importer))
        local = path in (".", "..") or path.startswith(("./", "../"))
        answer = None if local or steps is not None else self._answers.get((around, path))
        if answer is None:
            note: Note = steps.append if steps is not None else _discard_step
            answer = self._relative(importer, path) if local else self._answer(around, path, note)
            if not local:
                self._answers[around, path] = answer
        return Import(
            importer,
            raw,
            answer.outcome,
            target=answer.target,
            package=answer.package,
            module=path if answer.package else None,
            candidates=answer.candidates,
            reaches=answer.reaches,
            listed=answer.listed,
            manifest=answer.manifest,
        )

    @cached_property
    def _includes(self) -> "IncludeResolver":
        """Resolves what code in C includes, before `import "C"`."""
        from kavro_lint.languages.c.resolution import IncludeResolver

        return IncludeResolver(self._project, {})

    # One import.

    def _relative(self, importer: str, path: str) -> _Answer:
        folder = joined(folder_of(importer), path)
        if folder is None:
            return _Answer("unresolved")
        return self._internal(folder, None) or _Answer("unresolved", candidates=(folder or "/",))

    def _answer(self, around: Around, path: str, note: Note) -> _Answer:
        self._note_manifest(around.module, note)
        if path == "C" or (path in SINGLE and around.standard is None):
            note(f"{path}: part of Go itself")
            return _Answer("standard", package=path)
        answer = self._in_go_tree(around, path, note) or self._in_providers(around, path, note)
        answer = answer or self._in_repository(around, path, note)
        answer = answer or self._vendored(around, path, note)
        return answer or self._outside(around, path, note)

    def _note_manifest(self, module: GoModule, note: Note) -> None:
        place = f"{module.folder}go.mod"
        if module.manifest is None:
            note("no go.mod is above the file")
        elif module.path is None:
            note(f"{place} has no line `module` that could be read")
        else:
            note(f"the nearest go.mod is {place}: module {module.path}")
        if module.manifest is not None and module.manifest.wrong:
            lines = ", ".join(map(str, module.manifest.wrong[:10]))
            note(f"{place} has lines that are not understood: {lines}")

    def _in_go_tree(self, around: Around, path: str, note: Note) -> _Answer | None:
        """Look below the root of `std`, in Go's own tree."""
        if around.standard is None:
            return None
        folder = self._layout.package(around.standard, path)
        note(f"Go's own tree: {_package_folder(around.standard, path)} {_presence(folder)}")
        return self._internal(folder, None)

    def _in_providers(self, around: Around, path: str, note: Note) -> _Answer | None:
        """Look in the modules that the importer's manifests name, the longest paths first."""
        for provider in _providers_above(path, around.providers):
            if provider.folder is None:
                note(f"{provider.source}: {provider.path} is outside of this repository")
                continue
            rest = path[len(provider.path) + 1 :]
            folder = self._layout.package(provider.folder, rest)
            place = _package_folder(provider.folder, rest)
            provided = f"{provider.path} is {provider.folder or '/'}, so {place}"
            note(f"{provider.source}: {provided} {_presence(folder)}")
            if folder is not None:
                return self._internal(folder, None)
        return None

    def _in_repository(self, around: Around, path: str, note: Note) -> _Answer | None:
        """Look in modules of the repository that the importer's manifests do not name."""
        modules_by_folder: dict[str, str] = {}
        for provider in _providers_above(path, around.all_modules):
            if provider.folder is None or provider.path in around.providers:
                continue
            rest = path[len(provider.path) + 1 :]
            folder = self._layout.package(provider.folder, rest)
            place = f"module {provider.path}: {_package_folder(provider.folder, rest)}"
            note(f"{provider.source} is {place} {_presence(folder)}")
            if folder is not None:
                modules_by_folder[folder] = provider.path
        longest = max(map(len, modules_by_folder.values()), default=0)
        folders = [folder for folder, module in modules_by_folder.items() if len(module) == longest]
        if len(folders) > 1:
            return _Answer("ambiguous", candidates=tuple(folder or "/" for folder in folders))
        return self._internal(folders[0], None) if folders else None

    def _vendored(self, around: Around, path: str, note: Note) -> _Answer | None:
        """Look in `vendor`, and in what stands for a GOPATH where there is no go.mod."""
        for vendor in around.vendors:
            folder = self._layout.package(vendor, path, shielded=False)
            if folder is not None:
                note(f"vendor: {folder} exists")
                return self._internal(folder, self._external_package(around, path))
        sources: tuple[str, ...] = ()
        if around.module.manifest is None:
            folders = above(around.module.folder)
            sources = tuple(place for place in folders if f"/{place}".endswith("/src/"))
        for root in (*self._layout.roots, *sources):
            folder = self._layout.package(root, path, shielded=False)
            note(f"source root: {_package_folder(root, path)} {_presence(folder)}")
            if folder is not None:
                return self._internal(folder, None)
        return self._by_path_end(around, path, note)

    def _by_path_end(self, around: Around, path: str, note: Note) -> _Answer | None:
        """Look for the end of the path in a module whose own path could not be read."""
        module = around.module
        if module.manifest is None or module.path is not None or is_standard(path):
            return None
        parts = path.split("/")
        for start in range(1, len(parts)):
            folder = self._layout.package(module.folder, "/".join(parts[start:]))
            if folder is not None:
                note(f"{folder} exists, so {module.folder}go.mod may be of that module")
                return self._internal(folder, None)
        return None

    def _outside(self, around: Around, path: str, note: Note) -> _Answer:
        """Answer for an import that leads to no folder of the snapshot."""
        provider = next(_providers_above(path, around.providers), None)
        package = self._external_package(around, path)
        if provider is not None and not self._requires_below(around.module, path, provider.path):
            if provider.folder is not None:
                folder = _package_folder(provider.folder, path[len(provider.path) + 1 :])
                return _Answer("unresolved", candidates=(folder,))
            package = provider.path
        elif around.standard is not None and is_standard(path):
            return _Answer("unresolved", candidates=(_package_folder(around.standard, path),))
        elif is_standard(path):
            note(f"{path}: its first element has no dot, so it is in the standard library")
            return _Answer("standard", package=path)
        note(f"{path}: in no module of this repository, so it is a package of {package}")
        return self._external(around, path, package)

    def _external(self, around: Around, path: str, package: str) -> _Answer:
        """Return an external package, and whether go.mod or its workspace lists it."""
        manifest = around.module.manifest
        place = f"{around.module.folder}go.mod" if manifest is not None else None
        if required_for(path, self._layout.required(around.module)) is not None:
            return _Answer("external", package=package, listed="yes", manifest=place)
        # A line that is not understood may be the one that lists it.
        sure = manifest is not None and manifest.module is not None and not manifest.wrong
        listed: Listed = "no" if sure else "unsure"
        return _Answer("external", package=package, listed=listed, manifest=place)

    def _requires_below(self, module: GoModule, path: str, module_path: str) -> bool:
        """Whether go.mod requires a module below `module_path` that has the package."""
        required = required_for(path, module.manifest.requires) if module.manifest else None
        return required is not None and len(required) > len(module_path)

    def _external_package(self, around: Around, path: str) -> str:
        manifest = around.module.manifest
        return module_of(path, manifest.requires if manifest else ())

    def _internal(self, folder: str | None, package: str | None) -> _Answer | None:
        if folder is None or self._layout.package(folder, "", shielded=False) is None:
            return None
        target, reaches = self._layout.reached(folder)
        return _Answer("internal", target, reaches, package)


def _providers_above(
    path: str, providers: Mapping[str, tuple[Provider, ...]]
) -> Iterator[Provider]:
    """Yield the providers whose path is a package's, or above it; the longest first."""
    return (provider for prefix in upwards(path) for provider in providers.get(prefix, ()))


def _package_folder(folder: str, rest: str) -> str:
    return f"{folder}{rest}/" if rest else folder or "/"


def _presence(folder: str | None) -> str:
    return "does not exist" if folder is None else "exists"


def _discard_step(step: str) -> None:
    """Discard a step: no caller asked for steps."""
