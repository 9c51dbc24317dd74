"""The contents of a Cargo.toml (https://doc.rust-lang.org/cargo/reference/manifest.html)."""

import tomllib
from collections.abc import Iterator, Mapping

from kavro_lint.model.frozen import frozen

MANIFEST = "Cargo.toml"
Table = Mapping[str, object]
_KINDS = ("dependencies", "dev-dependencies", "build-dependencies")
_OLD_KINDS = {"dev-dependencies": "dev_dependencies", "build-dependencies": "build_dependencies"}
# Targets that are looked for in folders of their own.
TARGET_FOLDERS = {"bin": "src/bin/", "example": "examples/", "test": "tests/", "bench": "benches/"}


@frozen
class Dependency:
    """A dependency: the name by which code knows it, and the package that it is.

    `is_renamed` says that the name is not that of the library; `path` is a folder, as written.
    """

    name: str
    package: str
    kind: str
    is_renamed: bool = False
    path: str | None = None
    is_inherited: bool = False


@frozen
class Target:
    """A target of a package that its manifest names: its kind, name and file, as written."""

    kind: str
    name: str
    path: str | None


@frozen
class Manifest:
    """A Cargo.toml. `package` is None in one that only describes a workspace.

    `detects` are the kinds of targets that are looked for in their folders; `build` are the build
    scripts, None for the usual one; `shared` and `patched` are dependencies of a workspace.
    """

    package: str | None
    edition: str
    inherits_edition: bool
    targets: tuple[Target, ...]
    detects: frozenset[str]
    build: tuple[str, ...] | None
    dependencies: tuple[Dependency, ...]
    is_workspace: bool
    workspace: str | None
    shared_edition: str
    shared: tuple[Dependency, ...]
    patched: tuple[Dependency, ...]
    members: tuple[str, ...]
    makes_macros: bool


def read_manifest(content: bytes) -> Manifest:
    """Return what a Cargo.toml says. Raises ValueError where it cannot be read."""
    try:
        root = tomllib.loads(content.decode("utf-8").removeprefix("\ufeff"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"it is not valid TOML: {error}") from None
    package = _table(root, "package") or _table(root, "project")
    workspace = _table(root, "workspace")
    library = _table(root, "lib")
    edition = package.get("edition", "2015")
    build = package.get("build")
    return Manifest(
        package=_text(package.get("name")),
        edition=edition if isinstance(edition, str) else "2015",
        inherits_edition=isinstance(edition, dict),
        targets=tuple(_targets(root)),
        detects=frozenset(kind for kind in ("lib", *TARGET_FOLDERS) if _detects(package, kind)),
        build=_builds(build),
        dependencies=tuple(_dependencies(root)),
        is_workspace="workspace" in root,
        workspace=_text(package.get("workspace")),
        shared_edition=_text(_table(workspace, "package").get("edition")) or "2015",
        shared=tuple(_rows(_table(workspace, "dependencies"), "dependencies")),
        patched=tuple(
            row
            for patches in _table(root, "patch").values()
            if isinstance(patches, dict)
            for row in _rows(patches, "dependencies")
        ),
        members=tuple(_texts(workspace.get("members"))),
        makes_macros=bool(library.get("proc-macro") or library.get("proc_macro")),
    )


def _detects(package: Table, kind: str) -> bool:
    plural = {"bench": "benches"}.get(kind, f"{kind}s")
    name = "autolib" if kind == "lib" else f"auto{plural}"
    return package.get(name) is not False


def _builds(value: object) -> tuple[str, ...] | None:
    if value is False:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(_texts(value)) if isinstance(value, list) else None


def _targets(root: Table) -> Iterator[Target]:
    if "lib" in root:
        library = _table(root, "lib")
        yield Target("lib", _text(library.get("name")) or "", _text(library.get("path")))
    for kind in TARGET_FOLDERS:
        rows = root.get(kind)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield Target(kind, _text(row.get("name")) or "", _text(row.get("path")))


def _dependencies(root: Table) -> Iterator[Dependency]:
    tables = [root]
    platforms = _table(root, "target")
    tables += [table for table in platforms.values() if isinstance(table, dict)]
    for table in tables:
        for kind in _KINDS:
            yield from _rows(_table(table, kind), kind)
            if kind in _OLD_KINDS:
                yield from _rows(_table(table, _OLD_KINDS[kind]), kind)


def _rows(table: Table, kind: str) -> Iterator[Dependency]:
    for key, row in table.items():
        options = row if isinstance(row, dict) else {}
        package = _text(options.get("package"))
        yield Dependency(
            name=crate_name(key),
            package=package or key,
            kind=kind,
            is_renamed=package is not None,
            path=_text(options.get("path")),
            is_inherited=options.get("workspace") is True,
        )


def named_folders(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield what a manifest names that must be a folder with a Cargo.toml: its role and path."""
    yield from (("workspace member", member) for member in manifest.members)
    for row in (*manifest.dependencies, *manifest.shared, *manifest.patched):
        if row.path is not None:
            yield f"dependency `{row.name}`", row.path


def crate_name(package: str) -> str:
    """Return the name by which code knows a package's library where nothing else is said."""
    return package.replace("-", "_")


def _table(table: Table, key: str) -> Table:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
