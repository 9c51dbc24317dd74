"""The places to which imports of one Go module may lead, with the manifest that says so."""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.languages.go.layout import GoModule, Layout, Workspace, above
from kavro_lint.languages.go.manifests import Manifest, joined
from kavro_lint.model.frozen import frozen


@frozen
class Provider:
    """A module path, the folder of its packages (None: outside), and the line that says so."""

    path: str
    folder: str | None
    source: str


@frozen(eq=False)
class Around:
    """What the imports of one module try, by the paths that modules begin with.

    `providers` are those that the module's own manifests name; `all_modules` are the modules of
    the repository; `vendors` are folders; `standard` is the root of Go's own `std`.
    """

    module: GoModule
    providers: Mapping[str, tuple[Provider, ...]]
    all_modules: Mapping[str, tuple[Provider, ...]]
    vendors: tuple[str, ...]
    standard: str | None


class Surroundings:
    """Finds what is around the files of one snapshot."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._by_folder: dict[str, Around] = {}
        self._by_module: dict[GoModule, Around] = {}
        self._all_modules = _by_path(
            Provider(module.path, module.folder, f"{module.folder}go.mod, in this repository,")
            for module in layout.modules()
            if module.path is not None
        )

    def of(self, folder: str) -> Around:
        """Return what the imports of the files in a folder try."""
        around = self._by_folder.get(folder)
        if around is None:
            module = self._layout.module_around(folder)
            if module.manifest is None:
                # Without a go.mod the file's folder decides which `vendor` and `src` count.
                around = self._of_module(GoModule(folder, None))
            else:
                around = self._by_module.get(module) or self._of_module(module)
                self._by_module[module] = around
            self._by_folder[folder] = around
        return around

    def _of_module(self, module: GoModule) -> Around:
        return Around(
            module=module,
            providers=_by_path(self._providers(module)),
            all_modules=self._all_modules,
            vendors=tuple(self._vendor_folders(module)),
            standard=self._standard_root(module),
        )

    def _providers(self, module: GoModule) -> Iterator[Provider]:
        """Yield the modules that a module's own manifests name, the decisive ones first."""
        manifest, layout = module.manifest, self._layout
        if manifest is None:
            return
        if module.path is not None:
            yield Provider(module.path, module.folder, f"its own {module.folder}go.mod")
        workspace = layout.workspace_of(module)
        if workspace is not None:
            yield from self._of_workspace(workspace)
        yield from _replaced(manifest, module.folder, f"replace in {module.folder}go.mod")

    def _of_workspace(self, workspace: Workspace) -> Iterator[Provider]:
        place = f"{workspace.folder}go.work"
        used = [self._layout.module_at(folder) for folder in workspace.used]
        for used_module in used:
            if used_module is not None and used_module.path is not None:
                yield Provider(used_module.path, used_module.folder, f"use in {place}")
        yield from _replaced(workspace.manifest, workspace.folder, f"replace in {place}")
        for used_module in used:
            if used_module is not None and used_module.manifest is not None:
                source = f"replace in {used_module.folder}go.mod, used by {place},"
                yield from _replaced(used_module.manifest, used_module.folder, source)

    def _vendor_folders(self, module: GoModule) -> Iterator[str]:
        """Yield the folders `vendor` that count, the nearest first."""
        if module.manifest is None:
            # GOPATH mode: every `vendor` above counts.
            yield from (f"{folder}vendor/" for folder in above(module.folder))
            return
        yield f"{module.folder}vendor/"
        workspace = self._layout.workspace_of(module)
        if workspace is not None and workspace.folder != module.folder:
            yield f"{workspace.folder}vendor/"

    def _standard_root(self, module: GoModule) -> str | None:
        """Return the root of Go's own standard library, for the modules of Go's own tree."""
        if module.path not in ("std", "cmd"):
            return None
        roots = (self._layout.module_at(place) for place in above(module.folder))
        return next((root.folder for root in roots if root and root.path == "std"), None)


def _replaced(manifest: Manifest, folder: str, source: str) -> Iterator[Provider]:
    for path, place in manifest.replaced:
        yield Provider(path, joined(folder, place), source)


def _by_path(providers: Iterable[Provider]) -> Mapping[str, tuple[Provider, ...]]:
    """Return the providers by their paths, each folder once."""
    folders_by_path: dict[str, dict[str | None, Provider]] = {}
    for provider in providers:
        folders_by_path.setdefault(provider.path, {}).setdefault(provider.folder, provider)
    return {path: tuple(folders.values()) for path, folders in folders_by_path.items()}
