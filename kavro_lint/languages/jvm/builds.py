"""Maven's and Gradle's build files: which folders they stand in, and which packages they name."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from kavro_lint.languages.folders import ancestors
from kavro_lint.languages.jvm.maven import coordinates_of as maven_coordinates
from kavro_lint.languages.manifest_failures import broken_manifest
from kavro_lint.model import Failure
from kavro_lint.model.frozen import frozen

NAMES = frozenset(
    "pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts".split()
)
CATALOG = "gradle/libs.versions.toml"
# A folder that has only these is no project of its own.
_NO_PROJECT = (CATALOG, "settings.gradle", "settings.gradle.kts")
# `implementation("group:artifact:version")`, in Groovy and in Kotlin. A build file is a program:
# what is not a literal is not read.
_LITERAL = re.compile(r"""["']([A-Za-z][\w.-]{0,200}):([\w.-]{1,200})(?::[^"'\n]{0,200})?["']""")
_MAP = re.compile(
    r"""group\s{0,9}[:=]\s{0,9}["']([\w.-]{1,200})["']\s{0,9},\s{0,9}name\s{0,9}[:=]\s{0,9}["']([\w.-]{1,200})["']"""
)


@frozen
class Coordinates:
    """A library: its group and its artifact."""

    group: str
    artifact: str

    def __str__(self) -> str:
        """As builds write it."""
        return f"{self.group}:{self.artifact}"


def is_build_file(path: str) -> bool:
    """Whether a path is one of a build file that is read here."""
    return path.rpartition("/")[2] in NAMES or f"/{path}".endswith(f"/{CATALOG}")


class Builds:
    """The build files of a snapshot."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], bytes | None]) -> None:
        self._files: dict[str, list[str]] = {}
        for path in paths:
            if is_build_file(path):
                folder = path.removesuffix(CATALOG) if path.endswith(CATALOG) else path
                self._files.setdefault(folder[: folder.rfind("/") + 1], []).append(path)
        self._read = read
        self.failures: list[Failure] = []
        self.listed = lru_cache(maxsize=None)(self._listed)
        self._named_in = lru_cache(maxsize=None)(self._read_names)
        self.folders = frozenset(
            folder
            for folder, files in self._files.items()
            if any(not path.endswith(_NO_PROJECT) for path in files)
        )

    def project(self, path: str) -> str | None:
        """Return the folder of the nearest build file above a path."""
        return next((folder for folder in ancestors(path) if folder in self.folders), None)

    def manifest(self, path: str) -> str | None:
        """Return the nearest build file above a path."""
        project = self.project(path)
        return sorted(self._files[project])[0] if project is not None else None

    def package_of(self, path: str, name: str) -> str | None:
        """Return the library that brings a package, by its group; None where builds name none."""
        project = self.project(path)
        if project is None:
            return None
        groups: dict[str, list[Coordinates]] = {}
        for coordinates in self.listed(project):
            if f"{name}.".startswith(f"{coordinates.group}."):
                groups.setdefault(coordinates.group, []).append(coordinates)
        group = max(groups, key=len, default=None)
        if group is None:
            return None
        # Several libraries of one group: the package does not tell which one it is of.
        return str(groups[group][0]) if len(groups[group]) == 1 else group

    def _listed(self, project: str) -> tuple[Coordinates, ...]:
        """Return the libraries that the build of a folder, and those above it, name."""
        coordinates: dict[Coordinates, None] = {}
        for folder in (project, *(ancestors(project.rstrip("/")) if project else ())):
            for path in self._files.get(folder, ()):
                coordinates.update(dict.fromkeys(self._named_in(path)))
        return tuple(coordinates)

    def _read_names(self, path: str) -> tuple[Coordinates, ...]:
        """Return the libraries that a build file names."""
        content = self._read(path)
        return tuple(self._coordinates(path, content)) if content is not None else ()

    def _coordinates(self, path: str, content: bytes) -> Iterator[Coordinates]:
        text = content.decode("utf-8", "replace")
        if path.endswith("pom.xml"):
            try:
                pairs = maven_coordinates(content)
            except ValueError as error:
                self.failures.append(broken_manifest(path, error))
                return
            yield from (Coordinates(group, artifact) for group, artifact in pairs)
            return
        if path.endswith(".toml"):
            yield from self._catalog(path, text)
            return
        for match in (*_LITERAL.finditer(text), *_MAP.finditer(text)):
            yield Coordinates(match[1], match[2])

    def _catalog(self, path: str, text: str) -> Iterator[Coordinates]:
        """Yield the libraries of a version catalog.

        See https://docs.gradle.org/current/userguide/version_catalogs.html.
        """
        import tomllib

        try:
            libraries = tomllib.loads(text).get("libraries", {})
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            self.failures.append(broken_manifest(path, f"it is not valid TOML: {error}"))
            return
        for row in libraries.values() if isinstance(libraries, dict) else ():
            if isinstance(row, str):
                module = row.rpartition(":")[0]
            elif isinstance(row, dict):
                module = str(row.get("module") or f"{row.get('group')}:{row.get('name')}")
            else:
                continue
            group, _, artifact = module.partition(":")
            if group and artifact:
                yield Coordinates(group, artifact)
