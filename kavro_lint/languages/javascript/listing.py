"""Listed packages: the external ones that a package.json around an importer names."""

from collections.abc import Iterable, Iterator, Mapping

from kavro_lint.languages.javascript.frameworks import BROUGHT
from kavro_lint.languages.javascript.manifests import Package
from kavro_lint.languages.javascript.workspace_packages import Packages
from kavro_lint.model.frozen import frozen
from kavro_lint.model.imports import Listed

# Folders of test data and examples, whose manifests may be incomplete.
_EXAMPLE_FOLDERS = frozenset(
    "fixture fixtures __fixtures__ __mocks__ mocks testdata example examples template templates "
    "playground sandbox".split()
)
# Folders of test data, whose manifests are a part of it.
_FIXTURE_FOLDERS = frozenset("fixture fixtures __fixtures__ __mocks__ testdata".split())
# What a range begins with that names a package of this repository.
_OF_WORKSPACE = ("workspace:", "file:", "link:", "portal:")


@frozen
class Listing:
    """Whether a package is listed, and the nearest manifest that should list it."""

    listed: Listed
    manifest: str | None = None


class Listings:
    """Asks the manifests around each folder. `renamed` is the setting `[packages]`."""

    def __init__(self, packages: Packages, renamed: Mapping[str, tuple[str, ...]]) -> None:
        self._packages = packages
        self._renamed = renamed

    def of(self, package: str, folder: str, *, type_only: bool = False) -> Listing:
        """Return whether a package is listed for the files of a folder."""
        manifests = [
            manifest for manifest in self._packages.around(folder) if manifest.lists_packages
        ]
        if not manifests:
            return Listing("unsure")
        path = manifests[0].path
        names = (package, *self._renamed.get(package, ()))
        if any(_lists(manifest, name) for manifest in manifests for name in names):
            return Listing("yes", path)
        if any(_types_of(package) in manifest.dependencies for manifest in manifests):
            return Listing("yes" if type_only else "unsure", path)
        below = folder[len(manifests[0].folder) :].split("/")
        is_open = any(not manifest.valid for manifest in self._packages.around(folder))
        if (
            is_open
            or any(package in BROUGHT.get(name, ()) for name in _names_in(manifests))
            or _EXAMPLE_FOLDERS.intersection(below)
            or _FIXTURE_FOLDERS.intersection(folder.split("/"))
            or any(_may_bring(manifest, package) for manifest in manifests)
        ):
            return Listing("unsure", path)
        return Listing("no", path)


def _lists(manifest: Package, name: str) -> bool:
    return name == manifest.name or name in manifest.dependencies


def _names_in(manifests: Iterable[Package]) -> Iterator[str]:
    """Yield the frameworks that bring packages and that manifests list."""
    for manifest in manifests:
        yield from (name for name in BROUGHT if name in manifest.dependencies)


def _types_of(package: str) -> str:
    """Return the package of DefinitelyTyped for another."""
    return f"@types/{package.removeprefix('@').replace('/', '__')}"


def _may_bring(manifest: Package, package: str) -> bool:
    """Whether what a manifest mentions may bring a package: of its scope, or without a list.

    A name without a small letter is a placeholder of a build: npm allows no such name.
    """
    if package in manifest.mentioned or package == package.upper():
        return True
    scope, slash, _ = package.partition("/")
    scoped = bool(slash) and package.startswith("@")
    return scoped and any(
        name.startswith(f"{scope}/") and not version_range.startswith(_OF_WORKSPACE)
        for name, version_range in manifest.dependencies.items()
    )
