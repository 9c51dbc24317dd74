"""Two versions of a manifest → the imports that may lead elsewhere by the second."""

from collections.abc import Callable, Iterator, Mapping

from kavro_lint.expressions import expression
from kavro_lint.languages.javascript.alias_names import aliases_in_json
from kavro_lint.languages.javascript.bundlers import read_aliases
from kavro_lint.languages.javascript.config_names import JSON_CONFIG, is_config
from kavro_lint.languages.javascript.config_scripts import read_setting
from kavro_lint.languages.javascript.configs import stated_in
from kavro_lint.languages.javascript.default_folders import SETTINGS
from kavro_lint.languages.javascript.frameworks import BROUGHT, DEFAULTS
from kavro_lint.languages.javascript.importmaps import PAGE
from kavro_lint.languages.javascript.jsonc import read_jsonc
from kavro_lint.languages.javascript.manifests import Package, members_of_pnpm, read_package
from kavro_lint.model.frozen import replace

Read = Callable[[str], bytes | None]

# Packages that bring aliases, folders or other packages.
_FRAMEWORKS = frozenset((*BROUGHT, *(default.package for default in DEFAULTS)))
_WORDS = expression(r"[\w$-]+")
_CONFIG = expression(r"[tj]sconfig(?:\.[\w.-]{1,60})?\.json")


def names_in_manifest(path: str, old: bytes, new: bytes, read: Read) -> frozenset[str] | None:
    """Return names that an import must mention to lead elsewhere, None for any import.

    `read` gives the other files of the newer state; what they say has not changed.
    """
    name = path.rpartition("/")[2]
    if name == "package.json":
        return _of_package(old, new)
    if name.endswith((".html", ".htm")):
        is_same = PAGE.findall(old) == PAGE.findall(new)
    elif name.endswith((".yaml", ".yml")):
        is_same = list(members_of_pnpm(old)) == list(members_of_pnpm(new))
    elif _CONFIG.fullmatch(name):
        documents = read_jsonc(old), read_jsonc(new)
        is_same = None not in documents and stated_in(documents[0]) == stated_in(documents[1])
    elif is_config(name) and not JSON_CONFIG.fullmatch(name):
        is_same = _stated(path, old, read) == _stated(path, new, read)
    else:
        is_same = False
    return frozenset() if is_same else None


def _stated(path: str, content: bytes, read: Read) -> tuple[object, ...]:
    """Return all that is read of a configuration that is a script."""
    aliases = read_aliases(path, lambda other: content if other == path else read(other))
    return aliases, [read_setting(content, keys) for keys in SETTINGS]


def _of_package(old: bytes, new: bytes) -> frozenset[str] | None:
    before, after = read_package("", old), read_package("", new)
    documents = read_jsonc(old), read_jsonc(new)
    aliases = [list(aliases_in_json(document)) for document in documents]
    if aliases[0] != aliases[1] or _without_lists(before) != _without_lists(after):
        return None
    if before.dependencies.get("nuxt") != after.dependencies.get("nuxt"):
        return None
    names = set(before.mentioned ^ after.mentioned)
    words: set[str] = set()
    for name in before.dependencies.keys() | after.dependencies.keys():
        sources = [_source(package.dependencies, name) for package in (before, after)]
        if sources[0] != sources[1]:
            names.add(name)
            words.update(word for source in sources if source for word in _words(source))
    if not _FRAMEWORKS.isdisjoint(names):
        return None
    return frozenset((*words, *(word for name in names for word in _words(name))))


def _without_lists(package: Package) -> Package:
    return replace(package, dependencies={}, mentioned=frozenset())


def _source(dependencies: Mapping[str, str], name: str) -> str | None:
    """Return where a dependency comes from, whatever its version; None where there is none."""
    version_range = dependencies.get(name)
    if version_range is None or ":" in version_range:
        return version_range
    return "*" if version_range.startswith("*") else ""


def _words(text: str) -> Iterator[str]:
    """Yield the parts of a package's name; DefinitelyTyped writes `a__b` for `@a/b`."""
    yield from _WORDS.findall(text)
    yield from _WORDS.findall(text.replace("__", "/"))
