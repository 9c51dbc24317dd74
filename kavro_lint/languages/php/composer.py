"""composer.json and composer.lock: where classes are to be, and what packages bring."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kavro_lint.languages.manifest_failures import broken_manifest
from kavro_lint.model.facts import Failure
from kavro_lint.model.frozen import frozen
from kavro_lint.model.places import normal_path

MANIFEST, LOCK = "composer.json", "composer.lock"
# A namespace has fewer parts; of a longer name only these are looked up.
MOST_PARTS = 50


@frozen
class Prefix:
    r"""The beginning of whole names (`App\`), and the folder that holds their classes.

    By PSR-0 the folders repeat the whole name, by PSR-4 what follows the prefix.
    """

    name: str
    folder: str
    is_psr0: bool = False

    def place(self, name: str) -> str:
        """Return the path at which a class of a whole name is to be."""
        if self.is_psr0:
            namespace, slash, last = name.rpartition("\\")
            path = f"{namespace}{slash}".replace("\\", "/") + last.replace("_", "/")
        else:
            path = name[len(self.name) :].replace("\\", "/")
        return f"{self.folder}{path}.php"


@frozen
class Manifest:
    """A composer.json: its folder, the package's name, and what it requires and loads.

    `repositories` are folders of packages, as they are written; may be patterns. `dev` are the
    folders of what is loaded for development only.
    """

    folder: str
    name: str
    requires: frozenset[str]
    prefixes: tuple[Prefix, ...]
    repositories: tuple[str, ...]
    dev: tuple[str, ...]


@frozen
class Locked:
    """A composer.lock: which package brings a namespace, in lower case."""

    packages: Mapping[str, str]


def is_composer_file(path: str) -> bool:
    """Whether a path is that of a manifest or a lock of Composer."""
    return path.rpartition("/")[2] in (MANIFEST, LOCK)


class Composer:
    """The manifests and locks of a snapshot, but for those of installed packages."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self.failures: list[Failure] = []
        self._paths = frozenset(path for path in paths if is_composer_file(path))
        folders = sorted(
            path.removesuffix(MANIFEST)
            for path in self._paths
            if path.endswith(MANIFEST) and "/vendor/" not in f"/{path}"
        )
        self.manifests = {folder: self._manifest(folder) for folder in folders}
        self._for_tests = tuple({place for row in self.manifests.values() for place in row.dev})
        self._prefixes: dict[str, list[Prefix]] = {}
        for manifest in self.manifests.values():
            for prefix in manifest.prefixes:
                self._prefixes.setdefault(prefix.name.lower(), []).append(prefix)
        self.prefixes_of = lru_cache(maxsize=None)(self._prefixes_of)
        self.project = lru_cache(maxsize=None)(self._project)
        self.lock = lru_cache(maxsize=None)(self._lock)
        self.locked = lru_cache(maxsize=None)(self._locked)

    def _project(self, folder: str) -> str | None:
        """Return the folder of the nearest manifest at or above a folder."""
        return next((above for above in _above(folder) if above in self.manifests), None)

    def _lock(self, folder: str) -> str | None:
        """Return the folder of the nearest lock at or above a folder."""
        return next((above for above in _above(folder) if f"{above}{LOCK}" in self._paths), None)

    def is_for_development(self, path: str) -> bool:
        """Whether a file is below a folder that `autoload-dev` names."""
        return path.startswith(self._for_tests)

    @property
    def for_development(self) -> frozenset[str]:
        """The folders that `autoload-dev` names and `autoload` names nothing below."""
        shipped = {
            row.folder
            for manifest in self.manifests.values()
            for row in manifest.prefixes
            if row.folder not in manifest.dev
        }
        return frozenset(
            folder
            for folder in self._for_tests
            if folder and not any(other.startswith(folder) for other in shipped)
        )

    def manifest_of(self, path: str) -> Manifest | None:
        """Return the nearest manifest above a path."""
        folder = self.project(path[: path.rfind("/") + 1])
        return self.manifests[folder] if folder is not None else None

    def _prefixes_of(self, name: str) -> tuple[Prefix, ...]:
        """Return the prefixes of this repository that a whole name begins with, longest first."""
        return tuple(
            prefix for beginning in beginnings(name) for prefix in self._prefixes.get(beginning, ())
        )

    def places(self, name: str) -> Iterator[str]:
        """Yield the paths at which a class of a whole name is to be."""
        for prefix in self.prefixes_of(name):
            yield prefix.place(name)

    def packages_of(self, folder: str, name: str) -> Sequence[str]:
        """Return the packages that bring a whole name by a lock, that of the longest prefix first.

        Two packages may share a namespace, and only their files tell which one has a class.
        """
        lock = self.lock(folder)
        if lock is None:
            return ()
        packages = self.locked(lock).packages
        leading = [packages[start] for start in beginnings(name) if start in packages]
        return tuple(dict.fromkeys(leading))

    def longest_locked(self, folder: str, name: str) -> int:
        """Return the length of the longest prefix of a whole name that a lock knows."""
        lock = self.lock(folder)
        if lock is None:
            return 0
        packages = self.locked(lock).packages
        return next((len(start) for start in beginnings(name) if start in packages), 0)

    def _manifest(self, folder: str) -> Manifest:
        path = f"{folder}{MANIFEST}"
        content = self._json(path)
        required: set[str] = set()
        for field in ("require", "require-dev"):
            required.update(name.lower() for name in _object(content.get(field)))
        prefixes = [
            prefix
            for field in ("autoload", "autoload-dev")
            for prefix in _prefixes(folder, _object(content.get(field)))
        ]
        name = content.get("name")
        return Manifest(
            folder,
            name.lower() if isinstance(name, str) else "",
            frozenset(required),
            tuple(prefixes),
            tuple(_path_repositories(content.get("repositories"))),
            tuple(row.folder for row in _prefixes(folder, _object(content.get("autoload-dev")))),
        )

    def _locked(self, folder: str) -> Locked:
        content = self._json(f"{folder}{LOCK}")
        packages: dict[str, str] = {}
        for field in ("packages", "packages-dev"):
            rows = content.get(field)
            for row in rows if isinstance(rows, list) else ():
                name = row.get("name") if isinstance(row, dict) else None
                if isinstance(name, str):
                    for prefix in _prefixes("", _object(row.get("autoload"))):
                        beginning = prefix.name.lower()
                        packages.setdefault(beginning, name.lower())
        packages.pop("", None)
        return Locked(packages)

    def _json(self, path: str) -> Mapping[str, object]:
        content = self._read(path)
        if content is None:
            return {}
        try:
            value = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else f"{error}"
            self.failures.append(broken_manifest(path, f"it is not valid JSON: {reason}"))
            return {}
        if not isinstance(value, dict):
            self.failures.append(broken_manifest(path, "it is not a JSON object"))
            return {}
        return value


def misplaced(composer: Composer, name: str, target: str | None) -> str | None:
    """Say of a class where Composer looks for it, if that is not the file that declares it."""
    places = list(composer.places(name))
    if target is None or not target.endswith(".php") or not places or target in places:
        return None
    return f"composer.json places {name} in {places[0]}"


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _path_repositories(value: object) -> Iterator[str]:
    """Yield the folders of packages (https://getcomposer.org/doc/05-repositories.md#path)."""
    rows = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for row in rows:
        if isinstance(row, dict) and row.get("type") == "path" and isinstance(row.get("url"), str):
            yield row["url"]


def _prefixes(folder: str, autoload: Mapping[str, object]) -> Iterator[Prefix]:
    """Yield the prefixes of an `autoload`, with folders as the repository knows them."""
    for field in ("psr-4", "psr-0"):
        for name, folders in _object(autoload.get(field)).items():
            for below in folders if isinstance(folders, list) else [folders]:
                if isinstance(below, str):
                    place = _joined(folder, below)
                    if place is not None:
                        yield Prefix(name.lstrip("\\"), place, field == "psr-0")


def _joined(folder: str, below: str) -> str | None:
    """Return a folder below another one, ending in `/`; None for one out of the repository."""
    place = normal_path(folder + below.replace("\\", "/"))
    return f"{place}/" if place else place


def beginnings(name: str) -> Iterator[str]:
    r"""Yield what a prefix of a whole name may be, in lower case, the longest first.

    `A\B\C` may begin with itself (PSR-0 allows that), with `a\b\`, `a\b`, `a\` and `a`; any
    name with "".
    """
    lower = name.lower()
    end = len(lower)
    for _ in range(MOST_PARTS):
        yield lower[:end]
        slash = lower.rfind("\\", 0, end)
        if slash < 0:
            break
        yield lower[: slash + 1]
        end = slash
    first = lower.partition("\\")[0]
    if "_" in first:
        yield first[: first.find("_") + 1]
        yield first[: first.find("_")]
    yield ""


def _above(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, the nearest first; the root is `""`."""
    while folder:
        yield folder
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    yield ""
