"""Packages that the manifests of a file's project list or lack (KV712)."""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from kavro_lint.languages.python.distributions import brought_by
from kavro_lint.languages.python.listed_distributions import (
    Dependencies,
    is_list,
    read_dependencies,
)
from kavro_lint.languages.python.requirements import normal_form
from kavro_lint.languages.python.roots import Layout, above, folder_of
from kavro_lint.model.frozen import frozen, replace
from kavro_lint.model.imports import Listed
from kavro_lint.model.places import normal_path

# Distributions are often named after the language, or after what they extend.
_NAME_TEMPLATES = (
    "python-{}", "{}-python", "py{}", "py-{}", "{}-py", "python{}", "{}-binary", "django-{}",
    "pytest-{}", "flask-{}",
)  # fmt: skip
# The order in which manifests are named to the reader.
_MANIFEST_ORDER = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "pixi.toml",
    "requirements.txt",
)
# What every project has that is built by setuptools without saying so.
_IMPLIED = frozenset(("setuptools", "wheel", "pip"))


@frozen
class ListingAnswer:
    """Whether a package is listed, and the manifest that should name it."""

    listed: Listed
    manifest: str | None


@frozen
class Governing:
    """All manifests that govern a folder, joined; `manifest` is the nearest.

    `project_names` are the names of the projects themselves, which no manifest need list.
    """

    manifest: str | None
    names: frozenset[str]
    project_names: frozenset[str]
    is_open: bool

    @cached_property
    def listed(self) -> frozenset[str]:
        """The names, those of the projects, and what is there without being listed."""
        return self.names | self.project_names | _IMPLIED

    @cached_property
    def names_without_dashes(self) -> frozenset[str]:
        """The names without their dashes."""
        return frozenset(name.replace("-", "") for name in self.names)


# So many parts of a module's name are taken for the name of a distribution.
MOST_PARTS = 20
# No distribution has a longer name.
LONGEST_NAME = 200


class Listing:
    """The distributions that the manifests of a snapshot list, by project."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._packages = layout.project.settings.packages
        self._governing: dict[str, Governing] = {}
        self._installed: dict[str, frozenset[str]] = {}
        self._projects: dict[str, tuple[str, ...]] = {}

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, Dependencies]]:
        """Project folder → manifest → what it lists."""
        layout = self._layout
        lists_by_project: dict[str, dict[str, Dependencies]] = {}
        waiting = [
            (path, layout.project_around(folder_of(path)))
            for path in layout.beside_modules
            if is_list(path)
        ]
        for path, project in waiting:
            lists = lists_by_project.setdefault(project, {})
            dependencies = None if path in lists else self._read_list(path)
            if dependencies is None:
                continue
            lists[path] = dependencies
            for place in dependencies.includes:
                included = _relative_path(folder_of(path), place)
                if included is not None and included in layout.project.files:
                    waiting.append((included, project))
                else:
                    lists[path] = replace(dependencies, is_open=True)
        return {project: lists for project, lists in lists_by_project.items() if lists}

    def _read_list(self, path: str) -> Dependencies | None:
        content = self._layout.project.read(path)
        return read_dependencies(path, content) if content is not None else None

    def governing(self, project: str) -> Governing:
        """Return the manifests that govern a project: its own and those above."""
        governing = self._governing.get(project)
        if governing is None:
            governing = self._governing[project] = self._read_governing(project)
        return governing

    def _read_governing(self, project: str) -> Governing:
        names: set[str] = set()
        project_names: set[str] = set()
        manifest: str | None = None
        is_open = False
        for folder in above(project):
            lists = self.lists.get(folder)
            if not lists:
                continue
            manifest = manifest or min(lists, key=_rank)
            is_open = is_open or any(dependencies.is_open for dependencies in lists.values())
            names.update(*(dependencies.names for dependencies in lists.values()))
            project_names |= {self._layout.projects[folder].name or ""}
        return Governing(
            manifest, frozenset(names - project_names), frozenset(project_names), is_open
        )

    def projects_of(self, project: str) -> tuple[str, ...]:
        """Return the projects that a project may import from: those it depends on, those above.

        A dependency is named by its path or by its name; its own dependencies count too.
        """
        projects = self._projects.get(project)
        if projects is None:
            projects = self._projects[project] = self._find_projects_of(project)
        return projects

    def _find_projects_of(self, project: str) -> tuple[str, ...]:
        seen = dict.fromkeys(above(project))
        queue = [folder for folder in seen if folder in self._layout.projects]
        for folder in queue:
            for needed in self._projects_needed_by(folder):
                if needed not in seen:
                    seen[needed] = None
                    queue.append(needed)
        return tuple(folder for folder in queue if folder != project)

    def _projects_needed_by(self, project: str) -> Iterator[str]:
        projects_by_name = self._projects_by_name
        for path, dependencies in self.lists.get(project, {}).items():
            for place in dependencies.paths:
                folder = _relative_folder(folder_of(path), place)
                if folder is not None and folder in self._layout.projects:
                    yield folder
            yield from (
                projects_by_name[name]
                for name in sorted(dependencies.names)
                if name in projects_by_name
            )

    @cached_property
    def _projects_by_name(self) -> Mapping[str, str]:
        projects = self._layout.projects.items()
        return {manifest.name: folder for folder, manifest in projects if manifest.name}

    def is_declared(self, project: str, module: str) -> bool:
        """Whether a listed third-party distribution certainly provides a module."""
        names = self._names_with_dependencies(project)
        return bool(names) and any(
            name in names and name not in self._projects_by_name
            for name in self._certain_distributions(module)
        )

    def is_named(self, project: str, top: str) -> bool:
        """Whether a listed distribution has the very name of a top-level package."""
        return normal_form(top) in self._names_with_dependencies(project)

    def may_be_listed(self, project: str, module: str) -> bool:
        """Whether a listed distribution may provide a module, perhaps as part of its namespace."""
        names = self._names_with_dependencies(project)
        return any(name in names for name in self._possible_distributions(module)) or _is_near(
            names, module
        )

    def _names_with_dependencies(self, project: str) -> frozenset[str]:
        """Return what is listed for a project, and for the projects here that it depends on.

        All of it is installed with the project, although only its own manifests need list it.
        """
        names = self._installed.get(project)
        if names is None:
            projects = (project, *self.projects_of(project))
            names = frozenset().union(*(self.governing(folder).names for folder in projects))
            self._installed[project] = names
        return names

    def answer(self, project: str, module: str) -> ListingAnswer:
        """Return whether a module that is in no folder of the repository is listed."""
        governing = self.governing(project)
        if self._is_listed(governing, module):
            return ListingAnswer("yes", governing.manifest)
        is_certain = governing.manifest is not None and not (
            governing.is_open or _is_near(governing.names, module)
        )
        return ListingAnswer("no" if is_certain else "unsure", governing.manifest)

    def _is_listed(self, governing: Governing, module: str) -> bool:
        if governing.manifest is None:
            return False
        listed, without_dashes = governing.listed, governing.names_without_dashes
        if any(
            name in listed or name.replace("-", "") in without_dashes
            for name in self._certain_distributions(module)
        ):
            return True
        names = _named_after(module.partition(".")[0])
        return not (
            listed.isdisjoint(names)
            and without_dashes.isdisjoint([name.replace("-", "") for name in names])
        )

    def _certain_distributions(self, module: str) -> Iterator[str]:
        """Yield the distributions that provide a module by their name or by a known mapping."""
        # What is further inside names no distribution.
        parts = module.split(".", MOST_PARTS)[:MOST_PARTS]
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            yield from map(normal_form, self._packages.get(prefix, ()))
            yield normal_form(prefix)
        yield from brought_by(parts[0])

    def _possible_distributions(self, module: str) -> Iterator[str]:
        """Yield the distributions that may provide a module, in their normal form."""
        yield from self._certain_distributions(module)
        yield from _named_after(module.partition(".")[0])


@lru_cache(maxsize=10_000)
def _named_after(top: str) -> tuple[str, ...]:
    """Return the names that distributions of a package often have."""
    name = normal_form(top)
    return tuple([form.format(name) for form in _NAME_TEMPLATES])


def _is_near(names: frozenset[str], module: str) -> bool:
    """Whether a distribution shares a namespace with a module, or ends in its name."""
    return normal_form(module.partition(".")[0]) in _ends_of(names)


@lru_cache(maxsize=64)
def _ends_of(names: frozenset[str]) -> frozenset[str]:
    """Return what stands before and after each dash of names."""
    ends: set[str] = set()
    for name in names:
        if len(name) > LONGEST_NAME:
            continue
        dash = name.find("-")
        while dash >= 0:
            ends |= {name[:dash], name[dash + 1 :]}
            dash = name.find("-", dash + 1)
    return frozenset(ends)


def _relative_folder(folder: str, place: str) -> str | None:
    """Return a folder relative to another, None where it leads out of the repository."""
    path = _relative_path(folder, place)
    return f"{path}/" if path else path


def _relative_path(folder: str, place: str) -> str | None:
    return normal_path(folder + place.replace("\\", "/"))


def _rank(path: str) -> tuple[int, int, str]:
    name = path.rpartition("/")[2]
    rank = _MANIFEST_ORDER.index(name) if name in _MANIFEST_ORDER else len(_MANIFEST_ORDER)
    return rank, path.count("/"), path
