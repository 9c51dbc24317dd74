"""A path without its suffix → the file of the snapshot that Node, TypeScript or a bundler loads."""

from collections.abc import Iterator, Sequence

from kavro_lint.languages.javascript.jsonc import read_jsonc
from kavro_lint.languages.javascript.paths import join
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import frozen

_TYPED = (".ts", ".tsx", ".mts", ".cts")
_PLAIN = (".js", ".jsx", ".mjs", ".cjs")
_OTHER = (".vue", ".svelte", ".astro", ".d.ts", ".d.mts", ".d.cts", ".json", ".node", ".wasm")
# Files for one platform stand for all of them (React Native): any is an edge, none is a loss.
_PLATFORMS = (".web", ".native", ".ios", ".android", ".windows", ".macos")

# What TypeScript writes → what it wrote it from.
_SWAPS = {
    ".js": (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".jsx"),
    ".jsx": (".tsx", ".d.ts"),
    ".mjs": (".mts", ".d.mts", ".ts", ".tsx"),
    ".cjs": (".cts", ".d.cts", ".ts", ".tsx"),
    ".d.ts": (".ts", ".tsx", ".vue", ".svelte"),
    ".d.mts": (".mts", ".ts", ".tsx"),
    ".d.cts": (".cts", ".ts", ".tsx"),
}

# Folders that a build writes, and those that it writes from.
BUILT = frozenset(
    """
    dist build lib out output es esm cjs umd mjs module types typings dts commonjs bundle bundles
    _esm _cjs _types dist-types dist-esm dist-cjs libs compiled js .output es6 esnext node browser
    """.split()
)
_SOURCES = ("src/", "", "lib/", "source/", "src/lib/", "app/")
_MARKS = frozenset(
    "min prod dev production development esm cjs umd global bundle browser es".split()
)


@frozen
class Mapped:
    """Where a build writes (`built`) what it reads (`source`); folders end in `/`."""

    built: str
    source: str


class Files:
    """Looks paths up in the files of a snapshot."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.files = project.files

    def module(
        self,
        path: str,
        typed: bool,
        steps: list[str] | None = None,
        folder: bool = True,
        suffixes: tuple[str, ...] = (),
    ) -> str | None:
        """Return the file that a path means; `typed` says that TypeScript asks.

        `suffixes` are those of a tsconfig's `moduleSuffixes`.
        """
        if steps is None and path[: path.rfind("/") + 1] not in self.project.folders:
            # Every attempt is in that folder, or below it.
            return None
        attempts = self.attempts(path, typed, folder)
        for attempt in _with_module_suffixes(attempts, suffixes) if suffixes else attempts:
            file = self.files.get(attempt)
            if file is not None:
                _note(steps, f"{attempt}: found")
                return file
            if steps is not None and len(steps) < 200:
                steps.append(f"{attempt}: no such file")
        return None

    def attempts(self, path: str, typed: bool, folder: bool = True) -> Iterator[str]:
        """Yield the files that a path may mean, best first."""
        order = (*_TYPED, *_PLAIN, *_OTHER) if typed else (*_PLAIN, *_TYPED, *_OTHER)
        if path and not path.endswith("/"):
            yield from self._as_file(path, typed, order)
        place = path if not path or path.endswith("/") else f"{path}/"
        if folder and (not place or place in self.project.folders):
            yield from self._as_folder(place, typed, order)

    def _as_file(self, path: str, typed: bool, order: Sequence[str]) -> Iterator[str]:
        stem, suffix = split(path)
        swaps = [stem + other for other in _SWAPS.get(suffix, ())]
        if swaps and not typed:
            yield path
            yield from swaps
        else:
            yield from [swap for swap in swaps if not swap.endswith(".d.ts")]
            yield path
            yield from [swap for swap in swaps if swap.endswith(".d.ts")]
        yield from (path + ending for ending in order)
        yield from (
            path + platform + ending
            for platform in _PLATFORMS
            for ending in (".ts", ".tsx", ".js", ".jsx")
        )

    def _as_folder(self, place: str, typed: bool, order: Sequence[str]) -> Iterator[str]:
        manifest = f"{place}package.json"
        if manifest in self.files:
            document = read_jsonc(self.project.read(manifest) or b"") or {}
            for key in ("source", "module", "main", "types", "typings"):
                entry = document.get(key)
                target = join(place, entry) if isinstance(entry, str) and entry else None
                if target and target != place:
                    yield from self._as_file(target.rstrip("/"), typed, order)
                    yield from (f"{target.rstrip('/')}/index{suffix}" for suffix in order)
        yield from (f"{place}index{suffix}" for suffix in order)

    def built_from(
        self, path: str, package: str, maps: Sequence[Mapped], typed: bool
    ) -> str | None:
        """Return the source of a file that a build writes below the folder of a package."""
        for mapped in maps:
            if path.startswith(mapped.built):
                file = self.source(mapped.source + path[len(mapped.built) :], typed)
                if file is not None:
                    return file
        rest = path[len(package) :]
        for tail in _without_build_folders(rest):
            for place in _SOURCES:
                file = self.source(f"{package}{place}{tail}", typed)
                if file is not None and file != path:
                    return file
        return None

    def source(self, path: str, typed: bool) -> str | None:
        """Return the source for a built file's name: other suffix, marks such as `.min` off."""
        stem, suffix = split(path)
        if not suffix:
            return self.module(path, typed)
        while True:
            file = self.module(stem + suffix, True) or self.module(stem, True)
            if file is not None:
                return file
            stem, dot, mark = stem.rpartition(".")
            if not dot or mark not in _MARKS:
                return None


def split(path: str) -> tuple[str, str]:
    """Return a path without its suffix, and the suffix; `.d.ts` is one."""
    for suffix in (".d.ts", ".d.mts", ".d.cts"):
        if path.endswith(suffix):
            return path[: -len(suffix)], suffix
    dot = path.rfind(".", path.rfind("/") + 1)
    return (path[:dot], path[dot:]) if dot > path.rfind("/") + 1 else (path, "")


def _with_module_suffixes(attempts: Iterator[str], suffixes: tuple[str, ...]) -> Iterator[str]:
    """Yield each attempt with each suffix before its own, as TypeScript does."""
    for path in attempts:
        stem, ending = split(path)
        yield from (f"{stem}{suffix}{ending}" for suffix in suffixes)


def _without_build_folders(path: str) -> Iterator[str]:
    """Yield a path without the folders at its beginning that builds write."""
    parts = path.split("/")
    yield path
    depth = 0
    while depth < len(parts) - 1 and depth < 3 and parts[depth] in BUILT:
        depth += 1
        yield "/".join(parts[depth:])
        if parts[depth] == "src" and depth + 1 < len(parts):
            yield "/".join(parts[depth + 1 :])


def _note(steps: list[str] | None, step: str) -> None:
    if steps is not None:
        steps.append(step)
