"""The projects of .NET: which sources are theirs, and which projects and packages they name."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from kavro_lint.languages.csharp import OLD_PACKAGES, PROJECT
from kavro_lint.languages.csharp.declared import Space
from kavro_lint.languages.csharp.msbuild import Contents, Item, contents_of
from kavro_lint.languages.csharp.paths import joined, matches
from kavro_lint.languages.folders import ancestors
from kavro_lint.languages.manifest_failures import RESTORE, broken_manifest
from kavro_lint.languages.protocol import Project
from kavro_lint.model.facts import Failure
from kavro_lint.model.places import Location

# Files by which projects of a folder and below share items.
SHARED = ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props")
# So many files are named.
MOST_SHOWN = 5
# Files that a project imports, and those that they import.
DEEPEST_IMPORTS = 10
_REFERENCES = ("PackageReference", "GlobalPackageReference", "package", "Reference")


class DotNetProject(NamedTuple):
    """A project: its file, the projects and packages that it names, and its global usings.

    `references` is None where a name depends on what is not known.
    """

    path: str
    references: frozenset[str] | None
    packages: tuple[str, ...]
    usings: Space
    linked: tuple[str, ...]
    removed: tuple[str, ...]
    frameworks: tuple[str, ...]


class Projects:
    """The projects of a snapshot."""

    def __init__(self, project: Project) -> None:
        self._snapshot = project
        self._files = files = project.files
        self.failures: list[Failure] = []
        self._contents: dict[str, Contents] = {}
        self._by_folder: dict[str, list[str]] = {}
        for path in files:
            if path.endswith(PROJECT):
                self._by_folder.setdefault(path[: path.rfind("/") + 1], []).append(path)
        self._visible: dict[str, frozenset[str] | None] = {}
        self._visible_to: dict[frozenset[str], frozenset[str] | None] = {}
        self._owners: dict[str, frozenset[str]] = {}
        self._packages: dict[tuple[frozenset[str], str], str | None] = {}

    @cached_property
    def all(self) -> Mapping[str, DotNetProject]:
        """The projects by the paths of their files."""
        return {path: self._project(path) for paths in self._by_folder.values() for path in paths}

    @cached_property
    def _links(self) -> Mapping[str, frozenset[str]]:
        """Files outside of a project's folder that it compiles: `Compile Include`."""
        links: dict[str, set[str]] = {}
        for project in self.all.values():
            for pattern in project.linked:
                for path in self._matching(pattern):
                    links.setdefault(path, set()).add(project.path)
        return {path: frozenset(projects) for path, projects in links.items()}

    def owners(self, path: str) -> frozenset[str]:
        """Return the projects that compile a source: those of the nearest folder that has one."""
        known = self._owners.get(path)
        if known is None:
            folder = next((place for place in ancestors(path) if place in self._by_folder), None)
            near = self._by_folder[folder] if folder is not None else ()
            known = frozenset(near) | self._links.get(path, frozenset())
            self._owners[path] = known
        return known

    def visible(self, path: str) -> frozenset[str] | None:
        """Return the projects whose types a source may name, None for all."""
        owners = self.owners(path)
        if owners not in self._visible_to:
            reached = [self._reached(owner) for owner in owners]
            known = [projects for projects in reached if projects is not None]
            is_known = known and len(known) == len(reached)
            self._visible_to[owners] = frozenset().union(*known) if is_known else None
        return self._visible_to[owners]

    def _reached(self, project: str) -> frozenset[str] | None:
        """Return a project and all that it refers to, None where that is not known."""
        if project not in self._visible:
            reached, waiting = {project}, [project]
            while waiting:
                references = self.all[waiting.pop()].references
                if references is None:
                    self._visible[project] = None
                    return None
                fresh = [path for path in references if path in self.all and path not in reached]
                reached.update(fresh)
                waiting += fresh
            self._visible[project] = frozenset(reached)
        return self._visible[project]

    def package_of(self, path: str, name: str) -> str | None:
        """Return the package that brings a namespace: the longest id that it begins with."""
        owners = self.owners(path)
        key = owners, name
        if key not in self._packages:
            ids = {
                package
                for owner in owners
                for project in self._reached(owner) or {owner}
                for package in self.all[project].packages
                if f"{name}.".casefold().startswith(f"{package}.".casefold())
            }
            self._packages[key] = max(sorted(ids), key=len, default=None)
        return self._packages[key]

    def frameworks(self, path: str) -> frozenset[str]:
        """Return the frameworks that the projects of a source refer to."""
        return frozenset(
            name
            for owner in self.owners(path)
            for project in self._reached(owner) or {owner}
            for name in self.all[project].frameworks
        )

    def manifest(self, path: str) -> str | None:
        """Return the file of the project that compiles a source."""
        return min(self.owners(path), default=None)

    def _project(self, path: str) -> DotNetProject:
        folder = path[: path.rfind("/") + 1]
        rows = list(self._items(path))
        packages = [
            name.partition(",")[0]
            for _, item in rows
            if item.name in _REFERENCES
            for name in item.include
        ]
        references = self._references(path, rows)
        compiled = [(place, item) for place, item in rows if item.name == "Compile"]
        included = [
            pattern
            for place, item in compiled
            for name in item.include
            if (pattern := joined(place, name)) is not None
        ]
        self._tell_unread(path, included)
        linked = tuple(pattern for pattern in included if not pattern.startswith(folder))
        removed = tuple(
            pattern
            for place, item in compiled
            for name in item.remove
            if (pattern := joined(place, name)) is not None
        )
        frameworks = [
            name for _, item in rows if item.name == "FrameworkReference" for name in item.include
        ]
        if ".Web" in self._content(path).sdk:
            frameworks.append("Microsoft.AspNetCore.App")
        return DotNetProject(
            path,
            references,
            tuple(dict.fromkeys(packages)),
            _usings(item for _, item in rows if item.name == "Using"),
            linked,
            removed,
            tuple(frameworks),
        )

    def _references(self, path: str, rows: Iterable[tuple[str, Item]]) -> frozenset[str] | None:
        """Return the projects that a project refers to, and note those that do not exist."""
        references: set[str] = set()
        is_known = True
        for place, item in rows:
            for name in item.include if item.name == "ProjectReference" else ():
                reached = joined(place, name)
                if reached is None:
                    is_known = False
                    continue
                references.add(reached)
                is_there = reached in self._files or self._snapshot.is_hidden(reached)
                if not is_there and "*" not in reached and "Condition" not in item.attributes:
                    reason = f"no project is at `{name}` (ProjectReference)"
                    self.failures.append(Failure(Location(path), reason, True, RESTORE))
        return frozenset(references) if is_known else None

    def sees_hidden(self, path: str) -> bool:
        """Whether a source may name types of a project in a submodule, which nobody here reads."""
        return any(
            self._snapshot.is_hidden(reference)
            for owner in self.owners(path)
            for project in self._reached(owner) or {owner}
            for reference in self.all[project].references or ()
        )

    def _tell_unread(self, path: str, patterns: Iterable[str]) -> None:
        """Note the files that a project compiles and that are not read, for they have no `.cs`."""
        files = {
            file
            for pattern in patterns
            if posixpath.splitext(pattern)[1] not in ("", ".*", ".cs")
            for file in self._matching(pattern)
        }
        if files:
            shown = ", ".join(sorted(files)[:MOST_SHOWN])
            more = f" and {len(files) - MOST_SHOWN} more" if len(files) > MOST_SHOWN else ""
            reason = f"it compiles what is not read as C#: {shown}{more}"
            self.failures.append(Failure(Location(path), reason, lost_imports=True))

    def _items(self, path: str) -> Iterator[tuple[str, Item]]:
        """Yield the items of a project with the folder that their paths begin at."""
        folder = path[: path.rfind("/") + 1]
        shared = [f"{place}{name}" for place in ancestors(path) for name in SHARED]
        waiting = [(place, 0) for place in (path, f"{folder}{OLD_PACKAGES}", *shared)]
        seen: set[str] = set()
        while waiting:
            place, depth = waiting.pop(0)
            if place in seen or place not in self._files:
                continue
            seen.add(place)
            for item in self._content(place).items:
                own = folder if item.name == "Compile" else place[: place.rfind("/") + 1]
                yield own, item
                imported = item.attributes.get("Project", "") if item.name == "Import" else ""
                inner = joined(place[: place.rfind("/") + 1], imported) if imported else None
                if inner is not None and depth < DEEPEST_IMPORTS:
                    waiting.append((inner, depth + 1))

    def _content(self, path: str) -> Contents:
        known = self._contents.get(path)
        if known is None:
            content = self._snapshot.read(path)
            try:
                known = contents_of(content) if content is not None else Contents()
            except ValueError as error:
                self.failures.append(broken_manifest(path, error))
                known = Contents()
            self._contents[path] = known
        return known

    def is_removed(self, path: str) -> bool:
        """Whether no project compiles a source that stands in its folder: `Compile Remove`."""
        owners = self.owners(path)
        return bool(owners) and all(
            any(matches(pattern, path) for pattern in self.all[owner].removed) for owner in owners
        )

    def _matching(self, pattern: str) -> Iterable[str]:
        if "*" not in pattern:
            return (pattern,) if pattern in self._files else ()
        return (path for path in self._files if matches(pattern, path))


def _usings(items: Iterable[Item]) -> Space:
    usings, statics, aliases = set(), set(), set()
    for item in items:
        for name in item.include:
            if alias := item.attributes.get("Alias"):
                aliases.add((alias, name))
            elif item.attributes.get("Static", "").casefold() == "true":
                statics.add(name)
            else:
                usings.add(name)
    return Space("", -1, tuple(sorted(usings)), tuple(sorted(statics)), tuple(sorted(aliases)))
