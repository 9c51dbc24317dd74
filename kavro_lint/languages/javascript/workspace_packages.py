"""The packages of a repository, which of them see each other, and where each begins."""

from collections.abc import Iterator

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.configs import Problems
from kavro_lint.languages.javascript.manifest_globs import expanded, matches
from kavro_lint.languages.javascript.manifests import Package, read_members, read_package
from kavro_lint.languages.javascript.paths import above, folder_of, join
from kavro_lint.languages.protocol import Project

# What a dependency's range may begin with where it names a folder, or another package.
_LOCAL = ("file:", "link:", "portal:", "workspace:", "npm:")
_FOLDERS = ("file", "link", "portal")
# `@s/name@range`, after `workspace:` or `npm:`.
_RENAMED = expression(r"(@[^@/]+/[^@/]+|[^@/.][^@/]*)@.*")
# Folders of test packages: never the dependency of another package.
_TEST_FOLDERS = frozenset(
    "test tests __tests__ fixture fixtures __fixtures__ __mocks__ mocks testdata spec".split()
)


class Packages:
    """All packages of a snapshot."""

    def __init__(self, project: Project, problems: Problems) -> None:
        self._project = project
        self._problems = problems
        self._at: dict[str, Package] = {}
        self._governing: dict[str, tuple[Package, ...]] = {}
        self._dependencies: frozenset[str] | None = None
        for path in project.files:
            if path.endswith("package.json") and "node_modules/" not in path:
                folder = folder_of(path)
                if path == f"{folder}package.json":
                    self._at[folder] = read_package(folder, project.read(path) or b"")
        self._named: dict[str, list[Package]] = {}
        for package in self._at.values():
            if package.name is not None:
                self._named.setdefault(package.name, []).append(package)
        self._members = {folder: self._members_of(folder) for folder in self._roots()}

    def around(self, folder: str) -> tuple[Package, ...]:
        """Return the packages that a folder is in, nearest first."""
        if folder not in self._governing:
            packages = tuple(self._at[place] for place in above(folder) if place in self._at)
            if packages and not packages[0].valid:
                self._problems.add(
                    packages[0].path, "it is not a JSON object, so it names no package"
                )
            self._governing[folder] = packages
        return self._governing[folder]

    def nearest(self, folder: str) -> Package | None:
        """Return the package that governs a folder."""
        return next(iter(self.around(folder)), None)

    def declared(self, name: str, folder: str) -> bool:
        """Whether a manifest around a folder names a package as a dependency."""
        return any(name in package.dependencies for package in self.around(folder))

    def is_dependency(self, name: str) -> bool:
        """Whether any manifest of the repository names a package as a dependency."""
        if self._dependencies is None:
            self._dependencies = frozenset(
                dependency for package in self._at.values() for dependency in package.dependencies
            )
        return name in self._dependencies

    def find(self, name: str, folder: str, steps: list[str] | None = None) -> Package | None:
        """Return the package of the repository that a name means in a folder."""
        if name not in self._named and not self._is_local(name, folder):
            return None
        linked = self._linked(name, folder, steps)
        if linked is not None or self._is_of_catalog(name, folder):
            return linked
        for package in self.around(folder):
            if package.name == name:
                _note(steps, f"{package.path}: the package {name} itself")
                return package
        member = self._member(name, folder)
        if member is not None:
            _note(steps, f"{member.path}: a package of the workspace")
            return member
        return self._only_package(name, folder, steps)

    def renamed(self, name: str, folder: str) -> str | None:
        """Return the package that a dependency of that name really is (`npm:other@1`)."""
        for package in self.around(folder):
            kind, _, rest = package.dependencies.get(name, "").partition(":")
            other = _RENAMED.fullmatch(rest) if kind in ("npm", "workspace") else None
            if other is not None:
                return other[1]
        return None

    def _is_local(self, name: str, folder: str) -> bool:
        return any(
            package.dependencies.get(name, "").startswith(_LOCAL) for package in self.around(folder)
        )

    def _is_of_catalog(self, name: str, folder: str) -> bool:
        """Whether a package comes from a registry: catalogs hold no packages of the workspace.

        https://pnpm.io/catalogs
        """
        ranges = (package.dependencies.get(name) for package in self.around(folder))
        return next(filter(None, ranges), "").startswith("catalog:")

    def _linked(self, name: str, folder: str, steps: list[str] | None) -> Package | None:
        """Return the package that the range of a dependency names: by folder or by another name."""
        for package in self.around(folder):
            version_range = package.dependencies.get(name, "")
            kind, _, rest = version_range.partition(":")
            target: Package | None = None
            other = _RENAMED.fullmatch(rest)
            if kind in _FOLDERS or (kind == "workspace" and other is None):
                target = self._at_path(package.folder, rest, is_link=kind == "link")
            elif kind in ("workspace", "npm") and other is not None and other[1] != name:
                target = self._member(other[1], package.folder)
            if target is not None:
                _note(steps, f"{package.path}: {name} is {version_range}: {target.folder or '/'}")
                return target
        return None

    def _at_path(self, folder: str, path: str, *, is_link: bool) -> Package | None:
        """Return the package in a folder that a manifest names; a link needs no package.json."""
        for start in above(folder):
            place = join(start, path.rstrip("/"))
            place = f"{place.rstrip('/')}/" if place else place
            if place is not None and place in self._at:
                return self._at[place]
            if is_link:
                return Package(place) if place in self._project.folders else None
        return None

    def _member(self, name: str, folder: str) -> Package | None:
        """Return the package of a workspace around a folder."""
        members = (self._members.get(root, {}).get(name) for root in above(folder))
        return next((member for member in members if member is not None), None)

    def _only_package(self, name: str, folder: str, steps: list[str] | None) -> Package | None:
        """Return the one package of that name, unless a manifest takes it from elsewhere."""
        candidates = [
            package
            for package in self._named.get(name, ())
            if not _TEST_FOLDERS.intersection(package.folder.split("/"))
        ]
        version_ranges = [
            nearby.dependencies[name]
            for nearby in self.around(folder)
            if name in nearby.dependencies
        ]
        is_local = all(
            version_range.startswith(("workspace:", "*")) for version_range in version_ranges
        )
        if len(candidates) != 1 or not is_local:
            return None
        _note(steps, f"{candidates[0].path}: the only package {name} in the repository")
        return candidates[0]

    def _roots(self) -> Iterator[str]:
        for path in self._project.files:
            name = path.rpartition("/")[2]
            if name in ("pnpm-workspace.yaml", "pnpm-workspace.yml", "lerna.json", "rush.json"):
                yield folder_of(path)
        yield from (package.folder for package in self._at.values() if package.workspaces)

    def _members_of(self, root: str) -> dict[str, Package]:
        """Return the members of the workspace at a folder by their names."""
        package = self._at.get(root) or Package(root)
        patterns = [
            pattern
            for braced in read_members(root, self._project.read, package)
            for pattern in expanded(braced)
        ]
        members: dict[str, Package] = {}
        for folder, member in sorted(self._at.items(), key=lambda item: item[0].count("/")):
            if (
                member.name
                and folder.startswith(root)
                and _is_member(folder[len(root) :], patterns)
            ):
                members.setdefault(member.name, member)
        return members


def _is_member(folder: str, patterns: list[str]) -> bool:
    """Whether a folder below a root is a member; a later pattern with `!` takes it out again."""
    member = not folder
    for pattern in patterns:
        if matches(pattern.lstrip("!").rstrip("/"), folder):
            member = not pattern.startswith("!")
    return member


def package_of(specifier: str) -> str:
    """Return the package that a bare specifier names: `@scope/name` or `name`."""
    parts = specifier.split("/")
    return "/".join(parts[: 2 if specifier.startswith("@") else 1])


def _note(steps: list[str] | None, step: str) -> None:
    if steps is not None:
        steps.append(step)
