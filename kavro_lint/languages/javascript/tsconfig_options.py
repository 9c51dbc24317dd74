"""Options of a tsconfig, each with the config that states it → paths of the repository."""

from collections.abc import Iterator, Mapping

from kavro_lint.languages.javascript.files import Mapped
from kavro_lint.languages.javascript.jsonc import table, texts
from kavro_lint.languages.javascript.paths import folder_of, join
from kavro_lint.model.frozen import frozen

_CONFIG_FOLDER = "${configDir}"


@frozen
class Pattern:
    """An entry of `paths`: its key, and the paths it leads to, `*` in both."""

    key: str
    targets: tuple[str, ...]
    stated_in: str


@frozen
class Stated:
    """A value with the config that states it."""

    value: object
    path: str


def stated_texts(stated: Stated | None) -> Iterator[str]:
    """Yield the text, or the texts, that an option has."""
    if stated is not None:
        yield from texts(stated.value)


class Places:
    """Turns what a config and its bases state into paths of the repository."""

    def __init__(self, path: str) -> None:
        self._leaf = folder_of(path)

    def place(self, text: str, stated_in: str) -> str | None:
        """Return where a relative path leads; `${configDir}` is the folder of the leaf."""
        if text.startswith(_CONFIG_FOLDER):
            return join(self._leaf, text.removeprefix(_CONFIG_FOLDER).lstrip("/") or ".")
        return None if text.startswith("/") else join(folder_of(stated_in), text)

    def paths(self, stated: Stated | None) -> Iterator[str]:
        """Yield the paths that an option states."""
        for text in texts(stated.value) if stated is not None else ():
            place = self.place(text, stated.path) if stated is not None else None
            if place is not None:
                yield place.rstrip("/")

    def folders(self, stated: Stated | None) -> Iterator[str]:
        """Yield the folders that an option states, each ending in `/`."""
        for path in self.paths(stated):
            yield f"{path}/" if path else ""


def patterns(stated: Stated | None, base: str | None, place: Places) -> Iterator[Pattern]:
    """Yield the entries of `paths`; they begin at `baseUrl` where there is one."""
    if stated is None:
        return
    for key, targets in table(stated.value).items():
        if key.count("*") > 1:
            continue
        paths = []
        for text in texts(targets):
            if base is not None and not text.startswith(_CONFIG_FOLDER):
                paths.append(join(base, text))
            else:
                paths.append(place.place(text, stated.path))
        yield Pattern(key, tuple(path for path in paths if path is not None), stated.path)


def maps(stated: Mapping[str, Stated], place: Places) -> Iterator[Mapped]:
    """Yield where what is compiled is written, and from where."""
    root = next(iter(place.folders(stated.get("rootDir"))), None)
    for key in ("outDir", "declarationDir"):
        for built in place.folders(stated.get(key)):
            folder = folder_of(stated[key].path)
            for source in (root,) if root is not None else (f"{folder}src/", folder):
                yield Mapped(built, source)
