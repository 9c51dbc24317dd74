"""The packages of a snapshot, their crates, and which names of other crates each knows."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kavro_lint.languages.folders import joined
from kavro_lint.languages.manifest_failures import absent_folders, broken_manifest
from kavro_lint.languages.protocol import Project
from kavro_lint.languages.rust.manifests import (
    MANIFEST,
    TARGET_FOLDERS,
    Dependency,
    Manifest,
    crate_name,
    named_folders,
    read_manifest,
)
from kavro_lint.model.facts import Failure
from kavro_lint.model.imports import Listed

STANDARD = frozenset("std core alloc proc_macro test".split())
# Shorter names are the end of many others.
SHORTEST_LIKELY = 3
# Kinds of targets that only tests have.
TEST_KINDS = frozenset(("test", "bench"))


class Outside(NamedTuple):
    """A crate of others: its name in code, its package, and whether the manifest lists it."""

    crate: str
    package: str
    is_standard: bool
    listed: Listed | None = None


class Crate:
    """A target of a package: its kind, the file it begins with, and its edition."""

    def __init__(self, package: "Package", kind: str, name: str, root: str) -> None:
        self.package = package
        self.kind = kind
        self.name = name
        self.root = root
        self.edition = package.edition
        self.macros: set[str] = set()


class Package:
    """A folder with a Cargo.toml that describes a package; the folder ends in `/`."""

    def __init__(self, folder: str, manifest: Manifest, edition: str) -> None:
        self.folder = folder
        self.manifest = manifest
        self.edition = edition
        self.crates: list[Crate] = []
        # Whether there is a Cargo.toml: a file may stand in a repository without any.
        self.has_manifest = True

    @property
    def path(self) -> str:
        """The path of the manifest."""
        return f"{self.folder}{MANIFEST}"

    @property
    def library(self) -> Crate | None:
        """The package's library."""
        return next((crate for crate in self.crates if crate.kind == "lib"), None)


class Workspaces:
    """All manifests of a snapshot."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.failures: list[Failure] = []
        self._manifests: dict[str, Manifest] = {}
        self._sources: dict[str, list[str]] = {}
        for path in project.files:
            if path.endswith(MANIFEST) and path.rpartition("/")[2] == MANIFEST:
                self._read(path)
            elif path.endswith(".rs"):
                self._sources.setdefault(path[: path.rfind("/") + 1], []).append(path)
        self._say_what_is_absent()
        self._folders = self._folders_of_sources()
        self.packages = {
            folder: Package(folder, manifest, self._edition(folder, manifest))
            for folder, manifest in sorted(self._manifests.items())
            if manifest.package is not None
        }
        for package in self.packages.values():
            package.crates = [
                Crate(package, kind, name, root) for kind, name, root in self._targets(package)
            ]
        self._externs: dict[tuple[str, str], Mapping[str, Crate | Outside]] = {}
        self._around: dict[str, Package | None] = {}

    def _read(self, path: str) -> None:
        content = self._project.read(path)
        if content is None:
            return
        try:
            self._manifests[path.removesuffix(MANIFEST)] = read_manifest(content)
        except ValueError as error:
            self.failures.append(broken_manifest(path, error))

    def _say_what_is_absent(self) -> None:
        folders = {
            path.removesuffix(MANIFEST)
            for path in self._project.files
            if path.rpartition("/")[2] == MANIFEST
        }
        for folder, manifest in self._manifests.items():
            path = f"{folder}{MANIFEST}"
            self.failures += absent_folders(self._project, path, named_folders(manifest), folders)

    def _folders_of_sources(self) -> Mapping[str, set[str]]:
        """Return the folders directly in each folder that have Rust sources of their own."""
        inner: dict[str, set[str]] = {}
        for folder in self._sources:
            inner.setdefault(folder[: folder[:-1].rfind("/") + 1], set()).add(folder)
        return inner

    def package_around(self, path: str) -> Package | None:
        """Return the package of the nearest Cargo.toml above a path."""
        folder = path[: path.rfind("/") + 1]
        if folder not in self._around:
            at = folder
            while at and at not in self.packages:
                at = at[: at[:-1].rfind("/") + 1]
            self._around[folder] = self.packages.get(at)
        return self._around[folder]

    def _workspace(self, folder: str, manifest: Manifest) -> tuple[str, Manifest] | None:
        """Return the workspace of a package: the stated one, itself, or the nearest above."""
        if manifest.workspace is not None:
            root = joined(folder, manifest.workspace)
            at = f"{root}/" if root else ""
            stated = self._manifests.get(at) if root is not None else None
            return (at, stated) if stated is not None else None
        at = folder
        while True:
            above = self._manifests.get(at)
            if above is not None and above.is_workspace:
                return at, above
            if not at:
                return None
            at = at[: at[:-1].rfind("/") + 1]

    def _edition(self, folder: str, manifest: Manifest) -> str:
        workspace = self._workspace(folder, manifest) if manifest.inherits_edition else None
        return workspace[1].shared_edition if workspace is not None else manifest.edition

    # Targets.

    def _targets(self, package: Package) -> Iterator[tuple[str, str, str]]:
        """Yield the kind, the name and the file of each target that is there."""
        manifest, folder, seen = package.manifest, package.folder, set[str]()
        for kind, name, path in (*self._stated(package), *self._detected(package)):
            key = path if kind != "lib" else f"lib {path}"
            if path in self._project.files and key not in seen:
                seen.add(key)
                yield kind, name, path
        builds = manifest.build if manifest.build is not None else ("build.rs",)
        for build in builds:
            script = joined(folder, build)
            if script in self._project.files:
                yield "build", "build_script_build", str(script)

    def _stated(self, package: Package) -> Iterator[tuple[str, str, str]]:
        own = crate_name(package.manifest.package or "")
        for target in package.manifest.targets:
            name = target.name or own
            if target.path is not None:
                path = joined(package.folder, target.path)
                if path is not None:
                    yield target.kind, crate_name(name), path
            elif target.kind == "lib":
                yield "lib", crate_name(name), f"{package.folder}src/lib.rs"
            else:
                for place in _usual_places(target.kind, target.name, package):
                    if place in self._project.files:
                        yield target.kind, crate_name(name), place
                        break

    def _detected(self, package: Package) -> Iterator[tuple[str, str, str]]:
        folder, detects = package.folder, package.manifest.detects
        own = crate_name(package.manifest.package or "")
        has_library = any(target.kind == "lib" for target in package.manifest.targets)
        if "lib" in detects and not has_library:
            yield "lib", own, f"{folder}src/lib.rs"
        if "bin" in detects:
            yield "bin", own, f"{folder}src/main.rs"
        for kind, below in TARGET_FOLDERS.items():
            if kind not in detects:
                continue
            place = f"{folder}{below}"
            for path in self._sources.get(place, ()):
                yield kind, crate_name(path[len(place) : -len(".rs")]), path
            for inner in sorted(self._folders.get(place, ())):
                yield kind, crate_name(inner[len(place) : -1]), f"{inner}main.rs"

    # Names of other crates.

    def externs(self, crate: Crate) -> Mapping[str, Crate | Outside]:
        """Return the crates that a crate knows by name, but for those of the compiler."""
        package = crate.package
        group = "build" if crate.kind == "build" else "lib" if crate.kind == "lib" else "other"
        key = package.folder, group
        if key not in self._externs:
            names = {row.name: row for row in self._dependencies(package, group == "build")}
            externs: dict[str, Crate | Outside] = {}
            for name, row in names.items():
                local = self._local(row)
                if local is None:
                    externs[name] = Outside(name, row.package, False, "yes")
                else:
                    externs[name if row.is_renamed else local.name] = local
            library = package.library
            if group == "other" and library is not None:
                externs.setdefault(library.name, library)
            self._externs[key] = externs
        return self._externs[key]

    def extern(self, crate: Crate, name: str) -> Crate | Outside | None:
        """Return the crate that a crate knows by a name.

        A library may be called otherwise than its package, and only the package tells: `md5` of
        `md-5`, `tokio_tar` of `astral-tokio-tar`.
        """
        externs = self.externs(crate)
        known = externs.get(name)
        is_likely = len(name) >= SHORTEST_LIKELY and name not in STANDARD and name.islower()
        if known is not None or not is_likely:
            return known
        bare = name.replace("_", "")
        likely = {
            row.package
            for other, row in externs.items()
            if isinstance(row, Outside)
            and (other.endswith(f"_{name}") or other.replace("_", "") == bare)
        }
        return Outside(name, likely.pop(), False, "unsure") if len(likely) == 1 else None

    def _dependencies(self, package: Package, is_build: bool) -> Iterator[Dependency]:
        """Yield a package's dependencies with their folders; those that count come last."""
        workspace = self._workspace(package.folder, package.manifest)
        shared = {row.name: row for row in workspace[1].shared} if workspace is not None else {}
        patched: dict[str, str] = {}
        if workspace is not None:
            for row in workspace[1].patched:
                place = joined(workspace[0], row.path) if row.path is not None else None
                if place is not None:
                    patched[row.package] = place
        rows = sorted(
            package.manifest.dependencies,
            key=lambda row: (row.kind == "build-dependencies") == is_build,
        )
        for row in rows:
            folder, own = package.folder, row
            if row.is_inherited and workspace is not None and row.name in shared:
                folder, own = workspace[0], shared[row.name]
            place = joined(folder, own.path) if own.path is not None else patched.get(own.package)
            yield Dependency(row.name, own.package, row.kind, own.is_renamed, place)

    def _local(self, row: Dependency) -> Crate | None:
        """Return the library of the snapshot that a dependency is."""
        if row.path is None:
            return None
        package = self.packages.get(f"{row.path}/" if row.path else "")
        return package.library if package is not None else None


def _usual_places(kind: str, name: str, package: Package) -> Iterator[str]:
    """Yield where a target without a path may be."""
    below = f"{package.folder}{TARGET_FOLDERS[kind]}{name}"
    yield f"{below}.rs"
    yield f"{below}/main.rs"
    if kind == "bin":
        yield f"{package.folder}src/main.rs"
