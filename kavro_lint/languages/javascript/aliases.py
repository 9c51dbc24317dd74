"""Aliases that no tsconfig states: of bundlers, which are read and never run, and frameworks."""

import re
from collections.abc import Iterator

from kavro_lint.languages.javascript.paths import above, folder_of, join
from kavro_lint.languages.protocol import Project
from kavro_lint.model.frozen import frozen

_CONFIG = re.compile(
    r"(?:vite|vitest|svelte|webpack|rollup|astro|nuxt|electron\.vite|rspack|rsbuild)\.config\."
    r"(?:[\w.]{1,30}\.)?[cm]?[jt]s"
)
_ALIASES = re.compile(r"\balias(?:es)?['\"]?\s*[:=]\s*[\[{]")
_VALUE = (
    r"(?:[\w.]+\(\s*){0,3}(?:new\s+URL\(\s*)?"
    r"(?:(?:[\w.]+|process\.cwd\(\)|import\.meta\.\w+)\s*,\s*)?['\"`]([^'\"`\n${}]{1,200})['\"`]"
)
_PAIR = re.compile(rf"(?:['\"`]([^'\"`\n]{{1,80}})['\"`]|([\w$@~]{{1,80}}))\s*:\s*{_VALUE}")
_FOUND = re.compile(
    rf"find\s*:\s*(?:['\"`]([^'\"`\n]{{1,80}})['\"`]|/\^?([\w@~$\\/-]{{1,80}})/)\s*,\s*"
    rf"replacement\s*:\s*{_VALUE}"
)
LONGEST = 20_000

# What no package can be called, so that it must be the project's own.
OWN = ("@/", "~/", "~~/", "@@/", "$lib/")
_FOLDERS = {
    "@/": ("src/", "", "app/", "resources/js/"),
    "~/": ("src/", "app/", "", "resources/js/"),
    "~~/": ("", "src/"),
    "@@/": ("", "src/"),
    "$lib/": ("src/lib/",),
    "@site/": ("",),
}
# What a framework generates or brings, and its package.
FRAMEWORKS = (
    ("$app/", "@sveltejs/kit"),
    ("$env/", "@sveltejs/kit"),
    ("$service-worker", "@sveltejs/kit"),
    ("astro:", "astro"),
    ("#app", "nuxt"),
    ("#imports", "nuxt"),
    ("#components", "nuxt"),
    ("#build", "nuxt"),
    ("#nuxt", "nuxt"),
)


@frozen
class Alias:
    """A name, the path it stands for, and the file that says so."""

    name: str
    path: str
    stated_in: str


class Aliases:
    """The aliases around each folder."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._configs: dict[str, list[str]] = {}
        for path in project.files:
            if ".config." in path and _CONFIG.fullmatch(path.rpartition("/")[2]):
                self._configs.setdefault(folder_of(path), []).append(path)
        self._stated: dict[str, tuple[Alias, ...]] = {}

    def paths(self, specifier: str, folder: str) -> Iterator[tuple[str, str]]:
        """Yield the paths that a specifier may stand for, each with what says so."""
        for around in above(folder):
            for alias in self._of(around) if around in self._configs else ():
                if specifier == alias.name or specifier.startswith(f"{alias.name}/"):
                    rest = specifier[len(alias.name) :].lstrip("/")
                    joined = f"{alias.path.rstrip('/')}/{rest}".strip("/") if rest else alias.path
                    yield joined, f"{alias.stated_in}: alias {alias.name}"

    def conventional(self, specifier: str, root: str) -> Iterator[str]:
        """Yield where `@/x` and the like usually lead in the package at a folder."""
        for name, folders in _FOLDERS.items():
            if specifier.startswith(name) or specifier == name[:-1]:
                yield from (root + folder + specifier[len(name) :] for folder in folders)

    def _of(self, folder: str) -> tuple[Alias, ...]:
        if folder not in self._stated:
            found: dict[str, Alias] = {}
            for path in sorted(self._configs[folder]):
                text = (self._project.read(path) or b"").decode("utf-8", "replace")
                for each in _read(text[: LONGEST * 5], path, folder):
                    found.setdefault(each.name, each)
            self._stated[folder] = tuple(
                sorted(found.values(), key=lambda each: len(each.name), reverse=True)
            )
        return self._stated[folder]


def _read(text: str, path: str, folder: str) -> Iterator[Alias]:
    """Yield the aliases whose value is one literal path."""
    for begin in _ALIASES.finditer(text):
        inside = _balanced(text, begin.end() - 1)
        for pattern in (_FOUND, _PAIR):
            for found in pattern.finditer(inside):
                name = (found[1] or found[2] or "").rstrip("/").removesuffix("/*")
                target = found[3].lstrip("/") if found[3].startswith("/") else found[3]
                place = join(folder, target.removesuffix("/*"))
                if name and name not in ("find", "replacement") and place is not None:
                    yield Alias(name, place, path)


def _balanced(text: str, at: int) -> str:
    """Return the text up to the bracket that closes the one at a place."""
    depth = 0
    for each in re.finditer(r"[\[\]{}]", text[at : at + LONGEST]):
        depth += 1 if each[0] in "[{" else -1
        if depth == 0:
            return text[at : at + each.end()]
    return text[at : at + LONGEST]
