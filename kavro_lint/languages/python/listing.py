"""Whether the manifests that govern a file name the package that it imports (KV712)."""

from collections.abc import Iterable, Mapping
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
    """What all manifests that govern a folder say together; `manifest` is the nearest."""

    manifest: str | None
    names: frozenset[str]
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
        manifest: str | None = None
        is_open = False
        for folder in above(project):
            lists = self.lists.get(folder)
            if not lists:
                continue
            manifest = manifest or min(lists, key=_rank)
            is_open = is_open or any(each.is_open for each in lists.values())
            names.update(*(each.names for each in lists.values()))
            own = self._layout.projects[folder].name
            names |= {own} if own else set()
        if manifest is not None:
            names |= _IMPLIED
        return Governing(manifest, frozenset(names), is_open)

    def is_declared(self, project: str, module: str) -> bool:
        """Whether a distribution that brings a module is listed, surely."""
        return self._is_listed(self.governing(project), module)

    def answer(self, project: str, module: str) -> Answer:
        """Return whether a module that is in no folder of the repository is listed."""
        governing = self.governing(project)
        if self._is_listed(governing, module):
            return Answer("yes", governing.manifest)
        sure = governing.manifest is not None and not self._may_be_listed(governing, module)
        return Answer("no" if sure else "unsure", governing.manifest)

    def _is_listed(self, governing: Governing, module: str) -> bool:
        if not governing.names:
            return False
        return any(
            name in governing.names or name.replace("-", "") in governing.squeezed
            for name in self._names(module)
        )

    def _may_be_listed(self, governing: Governing, module: str) -> bool:
        """Whether a listed distribution may bring it: of its namespace, or from elsewhere."""
        top = normal_form(module.partition(".")[0])
        around = (f"{top}-", f"-{top}")
        return governing.is_open or any(
            name.startswith(around[0]) or name.endswith(around[1]) for name in governing.names
        )

    def _names(self, module: str) -> Iterable[str]:
        """Yield the distributions that may bring a module, in their normal form."""
        parts = module.split(".")
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            yield from map(normal_form, self._packages.get(prefix, ()))
            yield normal_form(prefix)
        yield from brought_by(parts[0])
        top = normal_form(parts[0])
        yield from (form.format(top) for form in _AROUND)


def _rank(path: str) -> tuple[int, int, str]:
    name = path.rpartition("/")[2]
    rank = _FIRST.index(name) if name in _FIRST else len(_FIRST)
    return rank, path.count("/"), path
