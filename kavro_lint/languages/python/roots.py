"""Source roots of Python, found from the layout and the manifests."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import takewhile

from kavro_lint.languages.folder_names import FolderNames
from kavro_lint.languages.protocol import Project
from kavro_lint.languages.python.manifests import CONVENTIONAL, MANIFESTS, Manifest, read_manifest
from kavro_lint.languages.python.requirements import normal_form
from kavro_lint.model.frozen import frozen

SOURCES = (".py", ".pyi")
# The script of a Django project. Of a module of that name that is not run its folder is no root.
_RUN = "manage.py"
# Modules whose names say more of a project.
_TELLING = tuple(name for name in MANIFESTS if name.endswith(".py"))


def folder_of(path: str) -> str:
    """Return the folder of a file or of a folder, `""` or ending in `/`."""
    head = path.rstrip("/").rpartition("/")[0]
    return head + "/" if head else ""


def above(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, the root (`""`) last."""
    yield folder
    while folder:
        folder = folder_of(folder)
        yield folder


@frozen
class Layout:
    """The layout of one snapshot. Folders are `""` or end in `/`."""

    project: Project

    @cached_property
    def _names(self) -> FolderNames:
        return FolderNames(self.project.files)

    @cached_property
    def beside_modules(self) -> tuple[str, ...]:
        """The files that are not modules, and modules whose names say more: `setup.py`."""
        others = [path for path in self.project.files if not path.endswith(".py")]
        return tuple(sorted((*others, *self._named(*_TELLING))))

    def _named(self, *names: str) -> Iterator[str]:
        """Yield the files of some names; there are fewer folders than files to look through."""
        paths = (f"{folder}{name}" for folder in self.project.folders for name in names)
        return (path for path in paths if path in self.project.files)

    @cached_property
    def packages(self) -> frozenset[str]:
        """The folders with an `__init__` file."""
        initial = self._named(*(f"__init__{suffix}" for suffix in SOURCES))
        return frozenset(map(folder_of, initial)) - {""}

    @cached_property
    def with_sources(self) -> frozenset[str]:
        """The folders that hold a source file directly."""
        others = (folder for folder in self.project.folders if folder not in self.packages)
        return self.packages.union(folder for folder in others if any(self._sources_in(folder)))

    def _sources_in(self, folder: str) -> Iterator[str]:
        return (name for name in self._names.files_in(folder) if name.endswith(SOURCES))

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """The folders with a source file anywhere below, and without an `__init__`."""
        folders = set[str]()
        for folder in self.with_sources:
            # What is above a folder that is known is known.
            folders.update(takewhile(lambda outer: outer not in folders, above(folder)))
        return frozenset(folders) - self.packages

    @cached_property
    def projects(self) -> Mapping[str, Manifest]:
        """The folders with a manifest, and the root, with what their manifests say."""
        folders = {
            path[: path.rfind("/") + 1]
            for path in self.beside_modules
            if (name := path[path.rfind("/") + 1 :]) in MANIFESTS and name != _RUN
        }
        folders |= {"", *self._run_from}
        return {folder: read_manifest(folder, self.project.read) for folder in sorted(folders)}

    def project_around(self, folder: str) -> str:
        """Return the folder of the nearest manifest."""
        return next(outer for outer in above(folder) if outer in self.projects)

    @cached_property
    def _run_from(self) -> frozenset[str]:
        """The folders with a `manage.py` that is run as a script: its folder is the first root.

        https://docs.djangoproject.com/en/stable/ref/django-admin/
        """
        scripts = (path for path in self.beside_modules if f"/{path}".endswith(f"/{_RUN}"))
        return frozenset(
            folder_of(path) for path in scripts if b"__main__" in (self.project.read(path) or b"")
        )

    @cached_property
    def settings(self) -> frozenset[str]:
        """The source roots that the setting names."""
        return frozenset(f"{root}/" if root else "" for root in self.project.source_roots)

    @cached_property
    def stated(self) -> frozenset[str]:
        """The source roots that a setting, a manifest or a convention names, and the root."""
        roots = {""}
        for folder, manifest in self.projects.items():
            roots.add(folder)
            roots |= {f"{folder}{root}/" if root else folder for root in manifest.roots}
            for name in CONVENTIONAL:
                place = f"{folder}{name}/"
                if place in self.namespaces:
                    roots.add(place)
        # A package is not a root unless the setting names it, or Django is run from it.
        return frozenset(roots) - self.packages | {""} | self.settings | self._run_from

    def roots_of(self, project: str) -> frozenset[str]:
        """Return the stated roots of one project."""
        return self._by_project.get(project, frozenset())

    @cached_property
    def _by_project(self) -> Mapping[str, frozenset[str]]:
        roots: dict[str, set[str]] = {}
        for root in self.stated:
            roots.setdefault(self.project_around(root), set()).add(root)
        return {project: frozenset(project_roots) for project, project_roots in roots.items()}

    @cached_property
    def derived(self) -> frozenset[str]:
        """The folders that hold a topmost package: outside of any other package."""
        tops = (folder_of(package) for package in self.packages)
        return frozenset(top for top in tops if top not in self.packages) - self.stated

    @cached_property
    def regular(self) -> Mapping[str, tuple[str, ...]]:
        """Top-level name → the roots that hold a package or a file of that name."""
        roots = self.stated | self.derived
        roots_by_name: dict[str, set[str]] = {}
        for folder in roots:
            for name in self._sources_in(folder):
                roots_by_name.setdefault(name.rpartition(".")[0], set()).add(folder)
        for package in self.packages:
            if folder_of(package) in roots:
                roots_by_name.setdefault(_name(package), set()).add(folder_of(package))
        return {name: tuple(sorted(places)) for name, places in roots_by_name.items()}

    @cached_property
    def implicit(self) -> Mapping[str, tuple[str, ...]]:
        """Top-level name → the roots that hold a folder of that name without `__init__`."""
        roots_by_name: dict[str, list[str]] = {}
        for folder in sorted(self.namespaces):
            if folder and folder_of(folder) in self.stated:
                roots_by_name.setdefault(_name(folder), []).append(folder_of(folder))
        return {name: tuple(places) for name, places in roots_by_name.items()}

    def roots_with(self, top: str) -> tuple[str, ...]:
        """Return the roots that hold a package or a file `top`.

        A folder without `__init__` that is `top` itself, below a stated root, is a package and
        no root: `shop/shop.py` is `shop.shop`, as `poetry/poetry.py` is in Poetry's own source.
        """
        namespaces = {f"{root}{top}/" for root in self.implicit.get(top, ())} - self.stated
        return tuple(root for root in self.regular.get(top, ()) if root not in namespaces)

    def is_own_package(self, folder: str, project: str, stated: frozenset[str]) -> bool:
        """Whether a folder without `__init__` is a package of a project with these stated roots.

        It holds modules itself, or the project is named after it.
        """
        is_with_modules = folder in self.with_sources and folder.startswith(project)
        return is_with_modules or self.is_named_package(folder, project, stated)

    def is_named_package(self, folder: str, project: str, stated: frozenset[str]) -> bool:
        """Whether a folder without `__init__`, below a stated root, has its project's name."""
        top, name = normal_form(_name(folder)), self.projects[project].name or ""
        return folder_of(folder) in stated and (name == top or name.startswith(f"{top}-"))


def _name(folder: str) -> str:
    return folder.rstrip("/").rpartition("/")[2]
