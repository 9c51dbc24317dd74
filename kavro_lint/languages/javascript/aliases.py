"""Aliases that no tsconfig states: those in the configuration of bundlers and their kin."""

from collections.abc import Iterator

from kavro_lint.languages.javascript.alias_names import ROOT, UNREADABLE, Alias
from kavro_lint.languages.javascript.bundlers import read_aliases
from kavro_lint.languages.javascript.config_expressions import Value
from kavro_lint.languages.javascript.config_names import is_config, is_for_tests
from kavro_lint.languages.javascript.paths import above, folder_of, join
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import frozen

# Folders of a project in which its configurations stand.
_NESTED = frozenset("build config configs webpack scripts vite rollup .storybook .config".split())


@frozen
class Meaning:
    """What a specifier stands for: a path or a package; neither where it cannot be read.

    `stated_in` is the file that says so; `certain` that it is no mere place to look in.
    """

    stated_in: str
    path: str | None = None
    package: str | None = None
    certain: bool = True


class Aliases:
    """The aliases around each folder."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._configs: dict[str, list[str]] = {}
        for path in sorted(project.files):
            name = path.rpartition("/")[2]
            if is_config(name) and "node_modules/" not in path:
                self._configs.setdefault(self._project_folder(folder_of(path)), []).append(path)
        self._stated: dict[str, tuple[tuple[Alias, str], ...]] = {}

    def stated(self, specifier: str, folder: str) -> Iterator[Meaning]:
        """Yield what configurations around a folder say that a specifier stands for."""
        for around in above(folder):
            for alias, path in self._aliases_in(around) if around in self._configs else ():
                rest = _rest_after(alias, specifier)
                if rest is not None:
                    yield self._meaning(alias, path, around, rest)

    def unreadable(self, folder: str) -> str | None:
        """Return a configuration around a folder with aliases whose names cannot be read.

        Not one for tests: what the code imports by a name that only they know, none could build.
        """
        for around in above(folder):
            for alias, path in self._aliases_in(around) if around in self._configs else ():
                if alias.name == UNREADABLE and not is_for_tests(path):
                    return path
        return None

    def _project_folder(self, folder: str) -> str:
        """Return the folder of the project whose configurations stand in a folder."""
        name = folder.rstrip("/").rpartition("/")[2]
        has_manifest = f"{folder}package.json" in self._project.files
        return folder_of(folder) if name in _NESTED and not has_manifest else folder

    def _aliases_in(self, folder: str) -> tuple[tuple[Alias, str], ...]:
        if folder not in self._stated:
            aliases = [
                (alias, path)
                for path in self._configs[folder]
                for alias in read_aliases(path, self._read)
            ]
            aliases.sort(key=lambda stated: len(stated[0].name.rstrip("*")), reverse=True)
            self._stated[folder] = tuple(aliases)
        return self._stated[folder]

    def _meaning(self, alias: Alias, path: str, project: str, rest: str) -> Meaning:
        value = alias.value
        if value is None:
            return Meaning(path)
        is_of_file = value.is_path and not value.from_project
        base = folder_of(value.stated_in or path) if is_of_file else project
        text = (
            value.text.replace("*", rest) if "*" in alias.name else _append_rest(value.text, rest)
        )
        place = join(base, text.lstrip("/") or ".")
        if value.is_path or value.text.startswith((".", "/")) or self._exists(value, project):
            return Meaning(path, path=place, certain=alias.name != ROOT)
        return Meaning(path, package=text)

    def _read(self, path: str) -> bytes | None:
        return self._project.read(path)

    def _exists(self, value: Value, project: str) -> bool:
        """Whether a plain text is a path of the project, and not the name of a package."""
        first = f"{project}{value.text.partition('*')[0].rstrip('/')}"
        return f"{first}/" in self._project.folders or first in self._project.files


def _append_rest(text: str, rest: str) -> str:
    return f"{text.rstrip('/')}/{rest}" if rest else text


def _rest_after(alias: Alias, specifier: str) -> str | None:
    """Return what a specifier has beyond an alias, None where it is another name."""
    if alias.name == UNREADABLE:
        return None
    before, wild, after = alias.name.partition("*")
    if wild:
        fits = specifier.startswith(before) and specifier.endswith(after)
        inner = specifier[len(before) : len(specifier) - len(after)]
        return inner if fits and len(specifier) >= len(before) + len(after) else None
    if specifier == alias.name:
        return ""
    below = not alias.is_exact and specifier.startswith(f"{alias.name}/")
    return specifier[len(alias.name) + 1 :] if below else None
