"""tsconfig.json and jsconfig.json: what one says, with all that it extends.

Format: https://www.typescriptlang.org/tsconfig, read as TypeScript 5 does.
"""

from collections.abc import Callable, Iterator, Mapping

from kavro_lint.languages.javascript.files import Mapped
from kavro_lint.languages.javascript.jsonc import read_jsonc, table, texts
from kavro_lint.languages.javascript.manifest_globs import matches
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.languages.javascript.tsconfig_options import (
    Pattern,
    Places,
    Stated,
    maps,
    patterns,
    stated_texts,
)
from kavro_lint.model.frozen import frozen

NAMES = ("tsconfig.json", "jsconfig.json")
DEEPEST = 100
_KEYS = (
    "baseUrl",
    "paths",
    "rootDirs",
    "outDir",
    "declarationDir",
    "rootDir",
    "customConditions",
    "moduleSuffixes",
)
_LISTS = ("files", "include", "exclude")


@frozen
class Config:
    """What a tsconfig says. Folders end in `/`; `files` and the like are None where not stated.

    `suffixes` are those that a file's name may have before its own (`moduleSuffixes`).
    """

    path: str
    base: str | None = None
    patterns: tuple[Pattern, ...] = ()
    roots: tuple[str, ...] = ()
    maps: tuple[Mapped, ...] = ()
    conditions: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
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
            included = any(_covers(pattern, path) for pattern in self.include)
        return included and not any(_covers(pattern, path) for pattern in self.exclude)


def _covers(pattern: str, path: str) -> bool:
    return matches(pattern, path) or matches(f"{pattern}/**", path)


def stated_in(document: object) -> tuple[object, ...]:
    """Return all that is read of the document of a config."""
    config = table(document)
    options = table(config.get("compilerOptions"))
    own = [config.get(key) for key in ("extends", "references", *_LISTS)]
    return own, [options.get(key) for key in _KEYS]


class Problems:
    """What is wrong with manifests, by path: for KV002, each once."""

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}

    def add(self, path: str, reason: str) -> None:
        """Keep the first reason for a path."""
        self.reasons.setdefault(path, reason)


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
        self._inherited: dict[str, dict[str, Stated]] = {}
        self._reading: list[str] = []

    def read(self, path: str) -> Config:
        """Return what the config at a path says; a broken one says nothing."""
        if path not in self._configs:
            self._configs[path] = self._config(path)
        return self._configs[path]

    def _document(self, path: str) -> Mapping[str, object]:
        if path not in self._documents:
            document = read_jsonc(self._read(path) or b"")
            if document is None:
                self._problems.add(path, "it is not a JSON object, so its paths are not known")
            self._documents[path] = document or {}
        return self._documents[path]

    def _stated(self, path: str) -> dict[str, Stated]:
        """Return all that a config states and inherits: later bases win, the config itself last.

        Each config is read once, however many extend it.
        """
        if path in self._inherited:
            return self._inherited[path]
        self._reading.append(path)
        stated: dict[str, Stated] = {}
        document = self._document(path)
        for base in texts(document.get("extends")):
            base_path = self._base(path, base)
            if base_path is None:
                self._note_missing(path, base)
            elif base_path in self._reading:
                self._problems.add(path, f"it extends {base}, which extends it in turn")
            elif len(self._reading) >= DEEPEST:
                reason = (
                    f"it extends {base} in a chain of more than {DEEPEST}, so paths may be missing"
                )
                self._problems.add(path, reason)
            else:
                stated |= self._stated(base_path)
        options = table(document.get("compilerOptions"))
        stated |= {key: Stated(options[key], path) for key in _KEYS if key in options}
        stated |= {key: Stated(document[key], path) for key in _LISTS if key in document}
        self._reading.pop()
        self._inherited[path] = stated
        return stated

    def _note_missing(self, path: str, base: str) -> None:
        """Note that a relative base is not there; one that a tool writes (`./.nuxt/x`) may be."""
        plain = base.removeprefix("./")
        if base.startswith(".") and not plain.startswith(".") and "/." not in plain:
            reason = f"it extends {base}, which does not exist, so paths may be missing"
            self._problems.add(path, reason)

    def _base(self, path: str, base: str) -> str | None:
        folder = folder_of(path)
        if base.startswith((".", "/")):
            place = join(folder, base) if base.startswith(".") else None
            return self._existing_config(place)
        parts = base.split("/")
        depth = 2 if base.startswith("@") else 1
        package = self._package("/".join(parts[:depth]), folder)
        rest = "/".join(parts[depth:]) or "tsconfig.json"
        return self._existing_config(join(package, rest) if package is not None else None)

    def _existing_config(self, place: str | None) -> str | None:
        if place is None:
            return None
        paths = (place, f"{place.rstrip('/')}.json", f"{place.rstrip('/')}/tsconfig.json")
        return next((path for path in paths if self._exists(path)), None)

    def _config(self, path: str) -> Config:
        stated = self._stated(path)
        place = Places(path)
        base = next(iter(place.folders(stated.get("baseUrl"))), None)
        return Config(
            path=path,
            base=base,
            patterns=tuple(patterns(stated.get("paths"), base, place)),
            roots=tuple(place.folders(stated.get("rootDirs"))),
            maps=tuple(maps(stated, place)),
            conditions=frozenset(stated_texts(stated.get("customConditions"))),
            suffixes=tuple(stated_texts(stated.get("moduleSuffixes"))),
            references=tuple(self._references(path)),
            files=tuple(place.paths(stated["files"])) if "files" in stated else None,
            include=tuple(place.paths(stated["include"])) if "include" in stated else None,
            exclude=tuple(place.paths(stated.get("exclude"))),
        )

    def _references(self, path: str) -> Iterator[str]:
        listed = self._document(path).get("references")
        for reference in listed if isinstance(listed, list) else []:
            for relative in texts(table(reference).get("path")):
                place = join(folder_of(path), relative)
                target = self._existing_config(place) if place is not None else None
                if place == "" and self._exists("tsconfig.json"):
                    target = "tsconfig.json"
                if target is not None and target != path:
                    yield target
