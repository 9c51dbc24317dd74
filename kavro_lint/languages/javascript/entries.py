"""A package of the repository and a subpath → the file that an import of it loads."""

from collections.abc import Callable, Iterator, Sequence

from kavro_lint.languages.javascript.exports import ELSEWHERE_RANK, Target, entry_of
from kavro_lint.languages.javascript.files import BUILT, Files, Mapped
from kavro_lint.languages.javascript.manifests import Package
from kavro_lint.languages.javascript.paths import join
from kavro_lint.model.frozen import frozen

_MAIN = ("src/index", "index", "src/main", "lib/index", "source/index", "src/lib/index", "main")
_BELOW = ("src/", "", "lib/", "source/", "src/lib/")


@frozen
class Asking:
    """How a package is asked for: by TypeScript, under which conditions."""

    typed: bool
    conditions: frozenset[str]


@frozen
class _Listed:
    """The targets of a key of `exports` or `imports`."""

    field: str
    key: str
    targets: tuple[Target, ...]
    subpath: str

    def shown(self, package: Package, target: Target) -> str:
        way = " > ".join([f"`{self.key}`", *target.conditions])
        return f"{package.path}: {self.field} {way}: {target.path}"


class Entries:
    """Finds the files of packages. `maps` tells for a folder where a build of it writes."""

    def __init__(self, files: Files, maps: Callable[[str], Sequence[Mapped]]) -> None:
        self._files = files
        self._maps = maps

    def main(
        self, package: Package, subpath: str, asking: Asking, steps: list[str] | None
    ) -> str | None:
        """Return the file, else the folder of the package; None for what is not exported.

        `subpath` is `.` or begins with `./`.
        """
        if package.exports is not None:
            return self._exported(package, package.exports, subpath, asking, steps)
        found = self._unlisted(package, subpath, asking, steps)
        return found or self._whole(package, subpath, steps)

    def imported(
        self, package: Package, specifier: str, asking: Asking, steps: list[str] | None
    ) -> tuple[str | None, tuple[str, ...]] | None:
        """Return what `#x` means in a package: a file, or the specifiers it stands for.

        None where no key of `imports` matches.
        """
        entry = entry_of(package.imports, specifier, asking.conditions)
        if entry is None:
            _note(steps, f"{package.path}: imports has no {specifier}")
            return None
        own = tuple(target for target in entry.targets if target.path.startswith("./"))
        found = self._first(package, _Listed("imports", entry.key, own, specifier), asking, steps)
        others = tuple(each.path for each in entry.targets if not each.path.startswith("."))
        return found, others

    def source_of(self, package: Package, asking: Asking, steps: list[str] | None) -> str | None:
        """Return the file that a package begins with, by convention."""
        return self._conventional(package, ".", asking, steps)

    def _exported(
        self,
        package: Package,
        exports: object,
        subpath: str,
        asking: Asking,
        steps: list[str] | None,
    ) -> str | None:
        entry = entry_of(exports, subpath, asking.conditions)
        if entry is None or not entry.targets:
            why = "is null" if entry is not None else "is not there"
            _note(steps, f"{package.path}: exports `{subpath}` {why}, so it is not to be imported")
            return None
        found = self._first(
            package, _Listed("exports", entry.key, entry.targets, subpath), asking, steps
        )
        if found is None:
            found = self._conventional(package, subpath, asking, steps)
        return found or self._whole(package, subpath, steps)

    def _first(
        self,
        package: Package,
        listed: "_Listed",
        asking: Asking,
        steps: list[str] | None,
    ) -> str | None:
        """Return the first target that is there, else the first that is built from what is.

        Targets for other surroundings, and types, come after both, and after the source that a
        package has by convention: a file for `require` is not what an `import` loads.
        """
        usual = [target for target in listed.targets if target.rank < ELSEWHERE_RANK]
        others = [target for target in listed.targets if target.rank >= ELSEWHERE_RANK]
        found = self._there(package, listed, usual, steps)
        found = found or self._made(package, listed, usual, asking, steps)
        if found is None and usual and listed.field == "exports":
            found = self._conventional(package, listed.subpath, asking, steps)
        found = found or self._there(package, listed, others, steps)
        return found or self._made(package, listed, others, asking, steps)

    def _there(
        self,
        package: Package,
        listed: "_Listed",
        targets: Sequence[Target],
        steps: list[str] | None,
    ) -> str | None:
        for target in targets:
            path = join(package.folder, target.path)
            if path and path in self._files.files:
                _note(steps, f"{listed.shown(package, target)}: found")
                return self._files.files[path]
        return None

    def _made(
        self,
        package: Package,
        listed: "_Listed",
        targets: Sequence[Target],
        asking: Asking,
        steps: list[str] | None,
    ) -> str | None:
        for target in targets:
            path = join(package.folder, target.path)
            source = self._built_from(path, package, asking) if path else None
            shown = listed.shown(package, target)
            if source is not None:
                _note(steps, f"{shown}: a build makes it of {source}")
                return source
            _note(steps, f"{shown}: no such file")
        return None

    def _built_from(self, path: str, package: Package, asking: Asking) -> str | None:
        maps = self._maps(package.folder)
        return self._files.built_from(path, package.folder, maps, asking.typed)

    def _unlisted(
        self, package: Package, subpath: str, asking: Asking, steps: list[str] | None
    ) -> str | None:
        """Follow main and the like, or a path into the package, as without `exports`."""
        if subpath != ".":
            path = package.folder + subpath[2:]
            found = self._files.module(path, asking.typed, steps)
            found = found or self._built_from(path, package, asking)
            if found is None and is_bundle(subpath[2:], package.name):
                return self.source_of(package, asking, steps)
            return found or self._conventional(package, subpath, asking, steps)
        for entry in (*package.entries, *package.types):
            path = join(package.folder, entry) or ""
            if not path.startswith(package.folder) or path == package.folder:
                continue
            found = self._files.module(path.rstrip("/"), asking.typed)
            if found is not None:
                _note(steps, f"{package.path}: {entry}: found")
                return found
        for entry in (*package.entries, *package.types):
            path = join(package.folder, entry) or ""
            source = self._built_from(path, package, asking) if path else None
            if source is not None:
                _note(steps, f"{package.path}: {entry}: a build makes it of {source}")
                return source
            _note(steps, f"{package.path}: {entry}: no such file")
        return self._conventional(package, subpath, asking, steps)

    def _conventional(
        self, package: Package, subpath: str, asking: Asking, steps: list[str] | None
    ) -> str | None:
        for place in _places(subpath):
            found = self._files.module(package.folder + place, asking.typed)
            if found is not None:
                _note(steps, f"{found}: by convention the source of {subpath}")
                return found
        return None

    def _whole(self, package: Package, subpath: str, steps: list[str] | None) -> str | None:
        """Let a package stand for what a build makes of it, so that no edge is lost."""
        if subpath != "." and package.exports is None:
            return None
        folder = package.folder
        if not folder:
            return package.path
        _note(steps, f"{folder}: the package as a whole, as no source of it is known")
        return folder


def is_bundle(path: str, name: str | None) -> bool:
    """Whether a path in a package is what a build makes of all of it: `dist/name.esm.js`."""
    folder, _, file = path.rpartition("/")
    short = (name or "").rpartition("/")[2]
    built = folder.partition("/")[0] in BUILT
    return built and bool(short) and file.partition(".")[0] in (short, "index", "main")


def _places(subpath: str) -> Iterator[str]:
    if subpath == ".":
        yield from _MAIN
    else:
        yield from (place + subpath[2:] for place in _BELOW)


def _note(steps: list[str] | None, step: str) -> None:
    if steps is not None:
        steps.append(step)
