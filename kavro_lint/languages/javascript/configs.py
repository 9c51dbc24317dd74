"""tsconfig.json and jsconfig.json: what one says, with all that it extends.

Format: https://www.typescriptlang.org/tsconfig, read as TypeScript 5 does.
"""

from collections.abc import Callable, Iterator, Mapping

from kavro_lint.languages.javascript.files import Mapped
from kavro_lint.languages.javascript.globs import matches
from kavro_lint.languages.javascript.jsonc import read_jsonc, table, texts
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.model.frozen import frozen

NAMES = ("tsconfig.json", "jsconfig.json")
DEEPEST = 30
_HERE = "${configDir}"
_KEYS = ("baseUrl", "paths", "rootDirs", "outDir", "declarationDir", "rootDir", "customConditions")
_LISTS = ("files", "include", "exclude")


@frozen
class Pattern:
    """An entry of `paths`: its key, and the paths it leads to, `*` in both."""

    key: str
    targets: tuple[str, ...]
    stated_in: str


@frozen
class Config:
    """What a tsconfig says. Folders end in `/`; `files` and the like are None where not stated."""

    path: str
    base: str | None = None
    patterns: tuple[Pattern, ...] = ()
    roots: tuple[str, ...] = ()
    maps: tuple[Mapped, ...] = ()
    conditions: frozenset[str] = frozenset()
    references: tuple[str, ...] = ()
    files: tuple[str, ...] | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether the config is about a file."""
        if self.files is not None and path in self.files:
            return True
        folder = folder_of(self.path)
        if self.include is None:
            included = self.files is None and path.startswith(folder)
        else:
            included = any(_below(pattern, path) for pattern in self.include)
        return included and not any(_below(pattern, path) for pattern in self.exclude)


def _below(pattern: str, path: str) -> bool:
    return matches(pattern, path) or matches(f"{pattern}/**", path)


@frozen
class _Stated:
    """A value with the config that states it."""

    value: object
    path: str


class Problems:
    """What is wrong with manifests, by path: for KV002, each once."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def add(self, path: str, reason: str) -> None:
        """Keep the first reason for a path."""
        self.found.setdefault(path, reason)


class Configs:
    """Reads configs. `package` gives the folder of a package that a config is extended from."""

    def __init__(
        self,
        exists: Callable[[str], bool],
        read: Callable[[str], bytes | None],
        package: Callable[[str, str], str | None],
        problems: Problems,
    ) -> None:
        self._exists = exists
        self._read = read
        self._package = package
        self._problems = problems
        self._documents: dict[str, Mapping[str, object]] = {}
        self._configs: dict[str, Config] = {}

    def read(self, path: str) -> Config:
        """Return what the config at a path says; a broken one says nothing."""
        if path not in self._configs:
            self._configs[path] = self._config(path)
        return self._configs[path]

    def _document(self, path: str) -> Mapping[str, object]:
        if path not in self._documents:
            document = read_jsonc(self._read(path) or b"")
            if document is None:
                self._problems.add(path, "it is no JSON object, so its paths are not known")
            self._documents[path] = document or {}
        return self._documents[path]

    def _stated(self, path: str, chain: tuple[str, ...]) -> dict[str, _Stated]:
        """Return all that a config states and inherits: later bases win, the config itself last."""
        stated: dict[str, _Stated] = {}
        document = self._document(path)
        for base in texts(document.get("extends")):
            found = self._base(path, base)
            if found is None:
                if base.startswith(".") and "/." not in base.removeprefix("./"):
                    why = f"it extends {base}, which is not there, so paths may be missing"
                    if not base.removeprefix("./").startswith("."):
                        self._problems.add(path, why)
            elif found in (*chain, path):
                self._problems.add(path, f"it extends {base}, which extends it in turn")
            elif len(chain) < DEEPEST:
                stated |= self._stated(found, (*chain, path))
        options = table(document.get("compilerOptions"))
        stated |= {key: _Stated(options[key], path) for key in _KEYS if key in options}
        return stated | {key: _Stated(document[key], path) for key in _LISTS if key in document}

    def _base(self, path: str, base: str) -> str | None:
        folder = folder_of(path)
        if base.startswith((".", "/")):
            place = join(folder, base) if base.startswith(".") else None
            return self._first(place)
        parts = base.split("/")
        depth = 2 if base.startswith("@") else 1
        package = self._package("/".join(parts[:depth]), folder)
        rest = "/".join(parts[depth:]) or "tsconfig.json"
        return self._first(join(package, rest) if package is not None else None)

    def _first(self, place: str | None) -> str | None:
        if place is None:
            return None
        tried = (place, f"{place.rstrip('/')}.json", f"{place.rstrip('/')}/tsconfig.json")
        return next((each for each in tried if self._exists(each)), None)

    def _config(self, path: str) -> Config:
        stated = self._stated(path, ())
        place = _Places(path)
        base = next(iter(place.folders(stated.get("baseUrl"))), None)
        return Config(
            path=path,
            base=base,
            patterns=tuple(_patterns(stated.get("paths"), base, place)),
            roots=tuple(place.folders(stated.get("rootDirs"))),
            maps=tuple(_maps(stated, place)),
            conditions=frozenset(texts(stated["customConditions"].value))
            if "customConditions" in stated
            else frozenset(),
            references=tuple(self._references(path)),
            files=tuple(place.paths(stated["files"])) if "files" in stated else None,
            include=tuple(place.paths(stated["include"])) if "include" in stated else None,
            exclude=tuple(place.paths(stated.get("exclude"))),
        )

    def _references(self, path: str) -> Iterator[str]:
        listed = self._document(path).get("references")
        for each in listed if isinstance(listed, list) else []:
            for relative in texts(table(each).get("path")):
                place = join(folder_of(path), relative)
                found = self._first(place) if place is not None else None
                if place == "" and self._exists("tsconfig.json"):
                    found = "tsconfig.json"
                if found is not None and found != path:
                    yield found


class _Places:
    """Turns what configs state into paths of the repository."""

    def __init__(self, path: str) -> None:
        self._leaf = folder_of(path)

    def place(self, text: str, stated_in: str) -> str | None:
        """Return where a relative path leads; `${configDir}` is the folder of the leaf."""
        if text.startswith(_HERE):
            return join(self._leaf, text.removeprefix(_HERE).lstrip("/") or ".")
        return None if text.startswith("/") else join(folder_of(stated_in), text)

    def paths(self, stated: _Stated | None) -> Iterator[str]:
        for text in texts(stated.value) if stated is not None else ():
            place = self.place(text, stated.path) if stated is not None else None
            if place is not None:
                yield place.rstrip("/")

    def folders(self, stated: _Stated | None) -> Iterator[str]:
        for path in self.paths(stated):
            yield f"{path}/" if path else ""


def _patterns(stated: _Stated | None, base: str | None, place: _Places) -> Iterator[Pattern]:
    if stated is None:
        return
    for key, targets in table(stated.value).items():
        if key.count("*") > 1:
            continue
        found = []
        for text in texts(targets):
            if base is not None and not text.startswith(_HERE):
                found.append(join(base, text))
            else:
                found.append(place.place(text, stated.path))
        yield Pattern(key, tuple(each for each in found if each is not None), stated.path)


def _maps(stated: Mapping[str, _Stated], place: _Places) -> Iterator[Mapped]:
    """Yield where what is compiled is written, and from where."""
    root = next(iter(place.folders(stated.get("rootDir"))), None)
    for key in ("outDir", "declarationDir"):
        for built in place.folders(stated.get(key)):
            folder = folder_of(stated[key].path)
            for source in (root,) if root is not None else (f"{folder}src/", folder):
                yield Mapped(built, source)
