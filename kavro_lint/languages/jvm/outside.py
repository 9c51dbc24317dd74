"""Imports that lead to no file of the snapshot → the JDK, libraries, or what is missing."""

import re
from collections.abc import Callable

from kavro_lint.languages.jvm.builds import Builds
from kavro_lint.languages.jvm.choosing import Choosing
from kavro_lint.languages.jvm.declared import ImportedName
from kavro_lint.languages.jvm.index import Index
from kavro_lint.languages.jvm.standard import MOST_PARTS, is_standard
from kavro_lint.model.imports import Import, Listed
from kavro_lint.model.places import RawImport

Note = Callable[[str], None]

# What the build of every Android app writes:
# https://developer.android.com/build/gradle-build-overview.
_ANDROID = re.compile(r"\.(?:R|BuildConfig|databinding\.\w+|BR)(?:\.|$)")
# What Gradle gives all sources of a build, and writes for each; builds add to the package.
_GRADLE = "org.gradle.kotlin.dsl."
# What a source that does not exist may end in.
SUFFIXES = (".java", ".kt")
# A package of others is named by so many parts where no build file tells its library.
PARTS = 3


class Outside:
    """Tells what imports mean that no source declares."""

    def __init__(
        self,
        index: Index,
        builds: Builds,
        choosing: Choosing,
        *,
        has_submodules: bool,
        is_android: bool,
    ) -> None:
        self._index = index
        self._choosing = choosing
        self._folders: dict[tuple[str, str, str], str | None] = {}
        self._has_submodules = has_submodules
        self._is_android = is_android
        self._builds = builds

    def resolve(self, path: str, raw: RawImport, own: ImportedName, note: Note) -> Import:
        """Return what an import means that leads to no file."""
        name = own.name
        if is_standard(name):
            note(f"{name} is in a package of the JDK")
            return Import(
                path, raw, "standard", package=_package_of(name, own.is_wildcard), module=name
            )
        library = self._builds.package_of(path, name)
        manifest = self._builds.manifest(path)
        near = self._own_package(own.specifier)
        if near is not None and library is None:
            behind = name[len(near) + 1 :].split(".")
            # Not of a package that is ours, and no type of this one.
            if len(behind) > 1 and not behind[0][:1].isupper():
                library = self._builds.artifact_for(path, behind[0])
                near = near if library is None else None
        if near is not None and (
            library is None or near.count(".") > library.partition(":")[0].count(".")
        ):
            note(f"package {near} is of this repository, and has no such type")
            # It may be in a submodule, which is not read.
            may_be = (
                self._has_submodules
                or name.startswith(_GRADLE)
                or (self._is_android and _ANDROID.search(name))
            )
            unsure: Listed | None = "unsure" if may_be else None
            candidates = self._candidates(path, near, own)
            return Import(path, raw, "unresolved", candidates=candidates, listed=unsure)
        package = library or ".".join(_package_of(name, own.is_wildcard).split(".")[:PARTS])
        listed: Listed = "yes" if library is not None else "unsure"
        note(
            f"{name}: "
            + (f"of {library} ({manifest})" if library else "of no build file's library")
        )
        return Import(
            path, raw, "external", package=package, module=name, known_as=_known_as(library),
            listed=listed, manifest=manifest,
        )  # fmt: skip

    def _candidates(self, path: str, near: str, own: ImportedName) -> tuple[str, ...]:
        """Return where a source that does not exist would be: beside its package, and by its name.

        `near` is the package that is there. Of a wildcard it is a folder.
        """
        parts = own.name.split(".", MOST_PARTS)
        last = next((n for n, part in enumerate(parts, 1) if part[:1].isupper()), len(parts))
        is_folder = own.is_wildcard and last == len(parts)
        ends = ("/",) if is_folder else sorted(SUFFIXES, key=lambda end: not path.endswith(end))
        folder, inside = self.folder(path, near), near.count(".") + 1
        from_folder = f"{folder}{'/'.join(parts[inside:last])}"
        from_root = "/".join(parts[:last])
        stems = (from_root,) if folder is None else (from_folder, from_root)
        return tuple(f"{stem}{end}" for stem in stems for end in ends)

    def folder(self, path: str, package: str) -> str | None:
        """Return the folder of a package that is nearest to a source, None without types in it."""
        folder_of_source, _, name = path.rpartition("/")
        key = (folder_of_source, name.rpartition(".")[2], package)
        if key not in self._folders:
            first_types = [types[0] for _, types in sorted(self._index.packages[package].items())]
            nearest = self._choosing.nearest(path, first_types)[0].path if first_types else None
            folder = nearest.rpartition("/")[0] if nearest is not None else None
            self._folders[key] = f"{folder}/" if folder else folder
        return self._folders[key]

    def _own_package(self, name: str) -> str | None:
        """Return the package of this repository that a name is in, or below."""
        parts = name.split(".", MOST_PARTS)
        for length in range(len(parts) - 1, 0, -1):
            package = ".".join(parts[:length])
            if package in self._index.packages:
                return package
        return None


def _known_as(library: str | None) -> tuple[str, ...]:
    """Return the names by which External may allow a library: its coordinates and its group."""
    names = (library, library.partition(":")[0]) if library is not None else ()
    return tuple(dict.fromkeys(re.sub(r"[-_.]+", "-", name).lower() for name in names))


def _package_of(name: str, is_wildcard: bool = False) -> str:
    """Return the package of a dotted name: the parts before the first that looks like a type."""
    parts = name.split(".")
    types = [number for number, part in enumerate(parts) if part[:1].isupper()]
    end = types[0] if types else len(parts) if is_wildcard else len(parts) - 1
    return ".".join(parts[: max(1, end)])
