"""package.json and its kin: which packages there are, and what each says of itself.

Formats: https://nodejs.org/api/packages.html, the manual of npm (package.json),
https://pnpm.io/pnpm-workspace_yaml, https://lerna.js.org, https://rushjs.io.
"""

from collections.abc import Callable, Iterator, Mapping

from kavro_lint.languages.javascript.config_names import is_config
from kavro_lint.languages.javascript.jsonc import read_jsonc, table, texts
from kavro_lint.model.frozen import field, frozen

_NAMES = frozenset("package.json pnpm-workspace.yaml pnpm-workspace.yml".split())
# A configuration may extend any file of this suffix, so each may say how imports resolve.
# A page may have an import map.
_SUFFIXES = (".json", ".jsonc", ".json5", ".html", ".htm")
_LOCKS = frozenset("package-lock.json npm-shrinkwrap.json composer.json".split())

_DEPENDENCIES = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
)


def is_manifest(name: str) -> bool:
    """Whether a file of that base name may say how imports resolve."""
    if name in _NAMES or is_config(name):
        return True
    return name.endswith(_SUFFIXES) and name not in _LOCKS


def is_known_by_name(path: str) -> bool:
    """Whether a file is looked for by its name; any other is a manifest only to who names it."""
    name = path.rpartition("/")[2]
    return (
        name in _NAMES
        or name.startswith(("tsconfig", "jsconfig", "deno.", "lerna.", "rush."))
        or name.endswith((".html", ".htm"))
        or is_config(name)
    )


@frozen
class Package:
    """What a package.json says. `folder` is where it stands (`""`, or ending in `/`).

    `exports` and `imports` are as they are written; `entries` the fields main, module and the
    like that are texts, in the order they are tried; `dependencies` names with their ranges;
    `mentioned` are packages that it speaks of elsewhere; `lists_packages` says that it is about a
    project, and not only about its folder (`{"type": "module"}`).
    """

    folder: str
    name: str | None = None
    exports: object = None
    imports: Mapping[str, object] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    dependencies: Mapping[str, str] = field(default_factory=dict)
    workspaces: tuple[str, ...] = ()
    mentioned: frozenset[str] = frozenset()
    lists_packages: bool = False
    valid: bool = True

    @property
    def path(self) -> str:
        """The path of the package.json."""
        return f"{self.folder}package.json"


def read_package(folder: str, content: bytes) -> Package:
    """Return what a package.json says; one that is not JSON object says nothing."""
    document = read_jsonc(content)
    if document is None:
        return Package(folder, valid=False)
    name = document.get("name")
    declared: dict[str, str] = {}
    for key in _DEPENDENCIES:
        for dependency, version_range in table(document.get(key)).items():
            declared.setdefault(dependency, version_range if isinstance(version_range, str) else "")
    workspace_patterns = document.get("workspaces")
    if isinstance(workspace_patterns, dict):
        workspace_patterns = workspace_patterns.get("packages")
    return Package(
        folder=folder,
        name=name if isinstance(name, str) and name else None,
        exports=document.get("exports"),
        imports=table(document.get("imports")),
        entries=tuple(_entries(document, ("source", "svelte", "module", "main", "browser"))),
        types=tuple(_entries(document, ("types", "typings"))),
        dependencies=declared,
        workspaces=tuple(texts(workspace_patterns)),
        mentioned=frozenset(_mentioned(document)),
        lists_packages=any(key in document for key in (*_DEPENDENCIES, "name", "workspaces")),
    )


def _mentioned(document: Mapping[str, object]) -> Iterator[str]:
    """Yield the packages of lists that are not dependencies; an engine brings its own."""
    for key in ("bundledDependencies", "bundleDependencies"):
        yield from texts(document.get(key))
    for key in ("peerDependenciesMeta", "overrides", "resolutions", "engines"):
        yield from table(document.get(key))


def _entries(document: Mapping[str, object], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = document.get(key)
        if isinstance(value, str) and value:
            yield value


def read_members(folder: str, read: Callable[[str], bytes | None], package: Package) -> list[str]:
    """Return the patterns of workspace members that the manifests in a folder state."""
    patterns = list(package.workspaces)
    for name in sorted(_NAMES - {"package.json"}):
        content = read(folder + name)
        if content is not None:
            patterns += members_of_pnpm(content)
    lerna = read(f"{folder}lerna.json")
    if lerna is not None and not patterns:
        patterns += texts(table(read_jsonc(lerna)).get("packages", ["packages/*"]))
    rush = read(f"{folder}rush.json")
    if rush is not None:
        projects = table(read_jsonc(rush)).get("projects")
        for project in projects if isinstance(projects, list) else []:
            patterns += texts(table(project).get("projectFolder"))
    return patterns


def members_of_pnpm(content: bytes) -> Iterator[str]:
    """Yield the list under `packages:` of a pnpm-workspace.yaml; a broken one states none."""
    import yaml

    try:
        document = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    yield from texts(table(document).get("packages"))
