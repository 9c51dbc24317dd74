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
class ImportContext:
    """How a package is imported: whether by TypeScript, and under which conditions."""

    typed: bool
    conditions: frozenset[str]


@frozen
class _TargetList:
    """The targets of a key of `exports` or `imports`."""

    field: str
    key: str
    targets: tuple[Target, ...]
    subpath: str

    def shown(self, package: Package, target: Target) -> str:
        conditions = " > ".join([f"`{self.key}`", *target.conditions])
        return f"{package.path}: {self.field} {conditions}: {target.path}"


class Entries:
    """Finds the files of packages. `maps` returns where a build of a folder writes."""

    def __init__(self, files: Files, maps: Callable[[str], Sequence[Mapped]]) -> None:
        self._files = files
        self._maps = maps

    def main(
        self, package: Package, subpath: str, context: ImportContext, steps: list[str] | None
    ) -> str | None:
        """Return the file, else the folder of the package; None for what is not exported.

        `subpath` is `.` or begins with `./`.
        """
        if package.exports is not None:
            return self._exported(package, package.exports, subpath, context, steps)
        file = self._without_exports(package, subpath, context, steps)
        return file or self._whole_package(package, subpath, steps)

    def imported(
        self, package: Package, specifier: str, context: ImportContext, steps: list[str] | None
    ) -> tuple[str | None, tuple[str, ...]] | None:
        """Return what `#x` means in a package: a file, or the specifiers it stands for.

        None where no key of `imports` matches.
        """
        entry = entry_of(package.imports, specifier, context.conditions)
        if entry is None:
            _note(steps, f"{package.path}: imports has no {specifier}")
            return None
        relative_targets = tuple(target for target in entry.targets if target.path.startswith("./"))
        file = self._best_target(
            package, _TargetList("imports", entry.key, relative_targets, specifier), context, steps
        )
        others = tuple(target.path for target in entry.targets if not target.path.startswith("."))
        return file, others

    def source_of(
        self, package: Package, context: ImportContext, steps: list[str] | None
    ) -> str | None:
        """Return the file that a package begins with, by convention."""
        return self._conventional(package, ".", context, steps)

    def _exported(
        self,
        package: Package,
        exports: object,
        subpath: str,
        context: ImportContext,
        steps: list[str] | None,
    ) -> str | None:
        entry = entry_of(exports, subpath, context.conditions)
        if entry is None or not entry.targets:
            reason = "is null" if entry is not None else "does not exist"
            _note(
                steps, f"{package.path}: exports `{subpath}` {reason}, so it must not be imported"
            )
            return None
        file = self._best_target(
            package, _TargetList("exports", entry.key, entry.targets, subpath), context, steps
        )
        if file is None:
            file = self._conventional(package, subpath, context, steps)
        return file or self._whole_package(package, subpath, steps)

    def _best_target(
        self,
        package: Package,
        target_list: "_TargetList",
        context: ImportContext,
        steps: list[str] | None,
    ) -> str | None:
        """Return the first target that exists, else the source of the first that a build makes.

        Targets for other surroundings, and types, come after both, and after the source that a
        package has by convention: a file for `require` is not what an `import` loads.
        """
        usual = [target for target in target_list.targets if target.rank < ELSEWHERE_RANK]
        others = [target for target in target_list.targets if target.rank >= ELSEWHERE_RANK]
        file = self._existing_target(package, target_list, usual, steps)
        file = file or self._source_of_target(package, target_list, usual, context, steps)
        if file is None and usual and target_list.field == "exports":
            file = self._conventional(package, target_list.subpath, context, steps)
        file = file or self._existing_target(package, target_list, others, steps)
        return file or self._source_of_target(package, target_list, others, context, steps)

    def _existing_target(
        self,
        package: Package,
        target_list: "_TargetList",
        targets: Sequence[Target],
        steps: list[str] | None,
    ) -> str | None:
        for target in targets:
            path = join(package.folder, target.path)
            if path and path in self._files.files:
                _note(steps, f"{target_list.shown(package, target)}: found")
                return self._files.files[path]
        return None

    def _source_of_target(
        self,
        package: Package,
        target_list: "_TargetList",
        targets: Sequence[Target],
        context: ImportContext,
        steps: list[str] | None,
    ) -> str | None:
        for target in targets:
            path = join(package.folder, target.path)
            source = self._built_from(path, package, context) if path else None
            shown = target_list.shown(package, target)
            if source is not None:
                _note(steps, f"{shown}: a build makes it of {source}")
                return source
            _note(steps, f"{shown}: no such file")
        return None

    def _built_from(self, path: str, package: Package, context: ImportContext) -> str | None:
        maps = self._maps(package.folder)
        return self._files.built_from(path, package.folder, maps, context.typed)

    def _without_exports(
        self, package: Package, subpath: str, context: ImportContext, steps: list[str] | None
    ) -> str | None:
        """Follow main and the like, or a path into the package, as without `exports`."""
        if subpath != ".":
            path = package.folder + subpath[2:]
            file = self._files.module(path, context.typed, steps)
            file = file or self._built_from(path, package, context)
            if file is None and is_bundle(subpath[2:], package.name):
                return self.source_of(package, context, steps)
            return file or self._conventional(package, subpath, context, steps)
        for entry in (*package.entries, *package.types):
            path = join(package.folder, entry) or ""
            if not path.startswith(package.folder) or path == package.folder:
                continue
            file = self._files.module(path.rstrip("/"), context.typed)
            if file is not None:
                _note(steps, f"{package.path}: {entry}: found")
                return file
        for entry in (*package.entries, *package.types):
            path = join(package.folder, entry) or ""
            source = self._built_from(path, package, context) if path else None
            if source is not None:
                _note(steps, f"{package.path}: {entry}: a build makes it of {source}")
                return source
            _note(steps, f"{package.path}: {entry}: no such file")
        return self._conventional(package, subpath, context, steps)

    def _conventional(
        self, package: Package, subpath: str, context: ImportContext, steps: list[str] | None
    ) -> str | None:
        for place in _places(subpath):
            file = self._files.module(package.folder + place, context.typed)
            if file is not None:
                _note(steps, f"{file}: by convention the source of {subpath}")
                return file
        return None

    def _whole_package(self, package: Package, subpath: str, steps: list[str] | None) -> str | None:
        """Let a package stand for what a build makes of it, to keep the edge."""
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
