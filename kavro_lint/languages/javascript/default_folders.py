"""Folders that the default names of frameworks stand for, as configurations move them."""

from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.config_scripts import read_setting
from kavro_lint.languages.javascript.frameworks import DEFAULTS, LIBRARY, SOURCES, USUAL, Default
from kavro_lint.languages.javascript.paths import join
from kavro_lint.languages.javascript.workspace_packages import Packages
from kavro_lint.languages.protocol import Project

_SUFFIXES = (".ts", ".js", ".mjs", ".mts", ".cjs")
# What is read of configurations, by the name of the file.
SETTINGS = (("srcDir",), ("compatibilityVersion",), ("files", "lib"))
_MAJOR = expression(r"\D*(\d+)")


class DefaultFolders:
    """Where names lead by default, for the files of a folder."""

    def __init__(self, project: Project, packages: Packages) -> None:
        self._project = project
        self._packages = packages
        self._moved: dict[tuple[str, str], tuple[str, ...]] = {}

    def of_frameworks(self, specifier: str, folder: str) -> Iterator[str]:
        """Yield where a name leads by default in a framework that a manifest names."""
        for default in DEFAULTS:
            if _begins_with(specifier, default.name) and self._packages.declared(
                default.package, folder
            ):
                yield from self._places(specifier, default, folder)

    def usual(self, specifier: str, folder: str) -> Iterator[str]:
        """Yield where `@/x` and the like usually lead in the package around a folder."""
        for default in USUAL:
            if _begins_with(specifier, default.name):
                yield from self._places(specifier, default, folder)

    def _places(self, specifier: str, default: Default, folder: str) -> Iterator[str]:
        roots = [package.folder for package in self._packages.around(folder)] or [""]
        rest = specifier[len(default.name) :].lstrip("/")
        # A part of a project, such as a layer of Nuxt, may have a manifest of its own.
        for root in roots if default.package else roots[:1]:
            for place in default.folders:
                for moved in self._folders(place, root):
                    path = join(root, f"{moved}{rest}" or ".")
                    if path is not None:
                        yield path

    def _folders(self, place: str, root: str) -> tuple[str, ...]:
        if place not in (SOURCES, LIBRARY):
            return (place,)
        key = (place, root)
        if key not in self._moved:
            of_nuxt = place == SOURCES
            self._moved[key] = self._of_nuxt(root) if of_nuxt else self._of_kit(root)
        return self._moved[key]

    def _of_nuxt(self, root: str) -> tuple[str, ...]:
        """Return the folder of an application's sources: `app/` by default since Nuxt 4."""
        stated = self._setting(root, "nuxt.config", "srcDir")
        if stated is not None:
            return (stated,)
        package = self._packages.nearest(root)
        version_range = package.dependencies.get("nuxt", "") if package is not None else ""
        major = _MAJOR.match(version_range)
        is_fourth = int(major[1][:9]) >= 4 if major is not None else version_range != ""
        is_fourth = is_fourth or self._setting(root, "nuxt.config", "compatibilityVersion") == "4/"
        return ("app/", "src/", "") if is_fourth else ("", "src/", "app/")

    def _of_kit(self, root: str) -> tuple[str, ...]:
        """Return what `kit.files.lib` says."""
        stated = self._setting(root, "svelte.config", "files", "lib")
        return () if stated is None else (stated,)

    def _setting(self, root: str, name: str, *keys: str) -> str | None:
        """Return a folder that a configuration states, relative to the root, ending in `/`."""
        for suffix in _SUFFIXES:
            path = f"{root}{name}{suffix}"
            if path in self._project.files:
                value = read_setting(self._project.read(path) or b"", keys)
                if value is not None:
                    text = value.text.lstrip("/").removeprefix("./").rstrip("/")
                    return f"{text}/" if text not in ("", ".") else ""
        return None


def _begins_with(specifier: str, name: str) -> bool:
    return specifier == name or specifier.startswith(f"{name}/")
