"""The packages, modules and workspaces of a snapshot, and where they are."""

from collections.abc import Collection, Iterator

from kavro_lint.languages.go.ignored_paths import ignored
from kavro_lint.languages.go.manifests import Manifest, joined, read_manifest
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import frozen


@frozen(eq=False)
class GoModule:
    """A folder with a go.mod, or the root where there is none: then `manifest` is None."""

    folder: str
    manifest: Manifest | None

    @property
    def path(self) -> str | None:
        """The path that its packages begin with, None where it is not known."""
        return self.manifest.module if self.manifest else None


@frozen(eq=False)
class Workspace:
    """A go.work: its folder, the folders that it uses, and what it says."""

    folder: str
    used: tuple[str, ...]
    manifest: Manifest


class Layout:
    """The folders of one snapshot as Go sees them. Folders end in `/`, the root is `""`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[str, list[str]] = {}
        manifests: list[str] = []
        for path in sorted(project.files):
            if path.endswith(".go"):
                self._files.setdefault(folder_of(path), []).append(path)
            elif path.rpartition("/")[2] in ("go.mod", "go.work"):
                manifests.append(path)
        stated = {folder_of(path) for path in manifests if _is_mod(path)}
        manifests = [path for path in manifests if not _is_vendored(folder_of(path), stated)]
        self._modules = {folder_of(path): self._module(path) for path in manifests if _is_mod(path)}
        self._workspaces = {
            folder_of(path): self._workspace(path) for path in manifests if not _is_mod(path)
        }
        self.roots = tuple(dict.fromkeys(f"{root.strip('/')}/" for root in project.source_roots))
        self._required: dict[str, frozenset[str]] = {}
        self._packages: dict[str, tuple[str, tuple[str, ...]]] = {}

    # Modules.

    def _module(self, path: str) -> GoModule:
        return GoModule(folder_of(path), read_manifest(self._project.read(path) or b""))

    def _workspace(self, path: str) -> Workspace:
        folder = folder_of(path)
        manifest = read_manifest(self._project.read(path) or b"")
        used = (joined(folder, place) for place in manifest.uses)
        return Workspace(folder, tuple(place for place in used if place is not None), manifest)

    def module_around(self, folder: str) -> GoModule:
        """Return the module that a folder is in: that of the nearest go.mod."""
        modules = (self._modules[place] for place in above(folder) if place in self._modules)
        return next(modules, GoModule("", None))

    def module_at(self, folder: str) -> GoModule | None:
        """Return the module whose go.mod is in a folder."""
        return self._modules.get(folder)

    def workspace_of(self, module: GoModule) -> Workspace | None:
        """Return the nearest go.work above a module, if it uses the module."""
        workspaces = (self._workspaces.get(place) for place in above(module.folder))
        nearest = next((workspace for workspace in workspaces if workspace is not None), None)
        return nearest if nearest is not None and module.folder in nearest.used else None

    def required(self, module: GoModule) -> frozenset[str]:
        """Return the modules that a module, or one that shares its workspace, lists."""
        if module.folder not in self._required:
            workspace = self.workspace_of(module)
            used_modules = (
                [self._modules.get(folder) for folder in workspace.used] if workspace else []
            )
            manifests = [
                other.manifest for other in (module, *used_modules) if other and other.manifest
            ]
            manifests += [workspace.manifest] if workspace else []
            self._required[module.folder] = frozenset[str]().union(
                *(manifest.requires | manifest.replaces for manifest in manifests)
            )
        return self._required[module.folder]

    def modules(self) -> Iterator[GoModule]:
        """Yield the modules that the go command sees, in the order of their folders."""
        yield from (
            module for folder, module in self._modules.items() if not ignored(f"{folder}go.mod")
        )

    # Packages.

    def package(self, root: str, rest: str, shielded: bool = True) -> str | None:
        """Return the folder of a package below a root, or None where no Go file is in it.

        A go.mod on the way takes the folder out of the root's module where that is `shielded`.
        """
        folder = f"{root}{rest}/" if rest else root
        if folder not in self._files:
            return None
        if shielded:
            for outer in above(folder):
                if outer == root:
                    break
                if outer in self._modules:
                    return None
        return folder

    def reached(self, folder: str) -> tuple[str, tuple[str, ...]]:
        """Return a package's folder as a target, and the files that an import of it reaches.

        Where symbolic links lead to the folder, both are what they lead to. Tests are not reached.
        """
        if folder not in self._packages:
            targets = [self._project.files[path] for path in self._files[folder]]
            names = [(path, path.rpartition("/")[2]) for path in targets]
            files = [
                path
                for path, name in names
                if not name.startswith(("_", ".")) and not name.endswith("_test.go")
            ]
            self._packages[folder] = (folder_of((files or targets)[0]) or "/", tuple(files))
        return self._packages[folder]


def folder_of(path: str) -> str:
    """Return the folder of a file, ending in `/`; the root is `""`."""
    head, slash, _ = path.rpartition("/")
    return head + slash


def above(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, the root last."""
    while folder:
        yield folder
        folder = folder_of(folder[:-1])
    yield ""


def _is_vendored(folder: str, stated: Collection[str]) -> bool:
    """Whether a folder is below the `vendor` of a module: Go does not look at manifests there."""
    outermost = f"/{folder}".find("/vendor/")
    return outermost >= 0 and any(outer in stated for outer in above(folder[:outermost]))


def _is_mod(path: str) -> bool:
    return path.endswith("go.mod")
