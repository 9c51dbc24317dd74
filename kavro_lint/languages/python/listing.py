"""Whether the manifests that govern a file name the package that it imports (KV712)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from kavro_lint.languages.python.dependencies import Dependencies, is_list, read_dependencies
from kavro_lint.languages.python.distributions import brought_by
from kavro_lint.languages.python.requirements import normal_form
from kavro_lint.languages.python.roots import Layout, above, folder_of
from kavro_lint.model import Listed
from kavro_lint.model.frozen import frozen

# Distributions are often named after the language, or after what they extend.
_AROUND = (
    "python-{}", "{}-python", "py{}", "py-{}", "{}-py", "python{}", "{}-binary", "django-{}",
    "pytest-{}", "flask-{}",
)  # fmt: skip
# The order in which manifests are named to the reader.
_FIRST = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "pixi.toml", "requirements.txt")
# What every project has that is built by setuptools without saying so.
_IMPLIED = frozenset(("setuptools", "wheel", "pip"))


@frozen
class Answer:
    """Whether a package is listed, and the manifest that should name it."""

    listed: Listed
    manifest: str | None


@frozen
class Governing:
    """What all manifests that govern a folder say together; `manifest` is the nearest.

    `own` are the names of the projects themselves, which no manifest need list.
    """

    manifest: str | None
    names: frozenset[str]
    own: frozenset[str]
    is_open: bool

    @cached_property
    def squeezed(self) -> frozenset[str]:
        """The names without their dashes."""
        return frozenset(name.replace("-", "") for name in self.names)


class Listing:
    """The distributions that the manifests of a snapshot list, by project."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._packages = layout.project.settings.packages
        self._governing: dict[str, Governing] = {}

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, Dependencies]]:
        """Project folder → manifest → what it lists."""
        layout = self._layout
        found: dict[str, dict[str, Dependencies]] = {}
        for path in layout.project.files:
            if is_list(path) and (content := layout.project.read(path)) is not None:
                read = read_dependencies(path, content)
                if read is not None:
                    project = layout.project_around(folder_of(path))
                    found.setdefault(project, {})[path] = read
        return found

    def governing(self, project: str) -> Governing:
        """Return what governs the files of a project: its own manifests and those above."""
        known = self._governing.get(project)
        if known is None:
            known = self._governing[project] = self._read(project)
        return known

    def _read(self, project: str) -> Governing:
        names: set[str] = set()
        own: set[str] = set()
        manifest: str | None = None
        is_open = False
        for folder in above(project):
            lists = self.lists.get(folder)
            if not lists:
                continue
            manifest = manifest or min(lists, key=_rank)
            is_open = is_open or any(each.is_open for each in lists.values())
            names.update(*(each.names for each in lists.values()))
            own |= {self._layout.projects[folder].name or ""}
        return Governing(manifest, frozenset(names - own), frozenset(own), is_open)

    def projects_of(self, project: str) -> tuple[str, ...]:
        """Return the projects of the repository that one sees: those it depends on, those above.

        A project is depended on by its path or by its name; what it depends on is seen, too.
        """
        seen = dict.fromkeys(above(project))
        waiting = [folder for folder in seen if folder in self._layout.projects]
        for folder in waiting:
            for needed in self._needed_by(folder):
                if needed not in seen:
                    seen[needed] = None
                    waiting.append(needed)
        return tuple(folder for folder in waiting if folder != project)

    def _needed_by(self, project: str) -> Iterator[str]:
        named = self._projects_by_name
        for path, dependencies in self.lists.get(project, {}).items():
            for place in dependencies.paths:
                folder = _joined(folder_of(path), place)
                if folder is not None and folder in self._layout.projects:
                    yield folder
            yield from (named[name] for name in sorted(dependencies.names) if name in named)

    @cached_property
    def _projects_by_name(self) -> Mapping[str, str]:
        projects = self._layout.projects.items()
        return {manifest.name: folder for folder, manifest in projects if manifest.name}

    def is_declared(self, project: str, module: str) -> bool:
        """Whether a distribution of somebody else that brings a module is listed, surely."""
        names = self.governing(project).names
        return bool(names) and any(
            name in names and name not in self._projects_by_name for name in self._sure(module)
        )

    def may_be_listed(self, project: str, module: str) -> bool:
        """Whether a listed distribution brings a module, or may as one of its namespace."""
        names = self.governing(project).names
        return any(name in names for name in self._names(module)) or _is_near(names, module)

    def answer(self, project: str, module: str) -> Answer:
        """Return whether a module that is in no folder of the repository is listed."""
        governing = self.governing(project)
        if self._is_listed(governing, module):
            return Answer("yes", governing.manifest)
        sure = governing.manifest is not None and not (
            governing.is_open or _is_near(governing.names, module)
        )
        return Answer("no" if sure else "unsure", governing.manifest)

    def _is_listed(self, governing: Governing, module: str) -> bool:
        if governing.manifest is None:
            return False
        known = (governing.names, governing.own, _IMPLIED)
        return any(
            any(name in names for names in known) or name.replace("-", "") in governing.squeezed
            for name in self._names(module)
        )

    def _sure(self, module: str) -> Iterator[str]:
        """Yield the distributions that bring a module by their name or as it is known."""
        parts = module.split(".")
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            yield from map(normal_form, self._packages.get(prefix, ()))
            yield normal_form(prefix)
        yield from brought_by(parts[0])

    def _names(self, module: str) -> Iterator[str]:
        """Yield the distributions that may bring a module, in their normal form."""
        yield from self._sure(module)
        top = normal_form(module.partition(".")[0])
        yield from (form.format(top) for form in _AROUND)


def _is_near(names: Iterable[str], module: str) -> bool:
    """Whether a distribution shares a namespace with a module, or ends in its name."""
    top = normal_form(module.partition(".")[0])
    before, after = f"{top}-", f"-{top}"
    return any(name.startswith(before) or name.endswith(after) for name in names)


def _joined(folder: str, place: str) -> str | None:
    """Return a relative folder, None out of the repository."""
    parts = folder.split("/")[:-1]
    for part in place.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) + "/" if parts else ""


def _rank(path: str) -> tuple[int, int, str]:
    name = path.rpartition("/")[2]
    rank = _FIRST.index(name) if name in _FIRST else len(_FIRST)
    return rank, path.count("/"), path
