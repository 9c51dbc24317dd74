"""The packages that the build backends of pyproject.toml declare, and their folders.

Each function yields pairs of a package's full name and its folder; with the name "" the folder is
one that imports start from.
"""

from collections.abc import Iterator, Mapping

from kavro_lint.languages.python.toml_tables import items, table_at, texts

Table = Mapping[str, object]
Places = Iterator[tuple[str, str]]


def of_pyproject(text: str) -> Places:
    """Yield what a pyproject.toml says of all backends, nothing where it is broken."""
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return
    tool = table_at(document, "tool")
    yield from _of_setuptools(table_at(tool, "setuptools"))
    yield from _of_poetry(table_at(tool, "poetry"))
    yield from _of_hatch(table_at(tool, "hatch", "build"))
    yield from _of_scikit_build(table_at(tool, "scikit-build", "wheel"))
    for value in (
        table_at(tool, "pdm", "build").get("package-dir"),
        table_at(tool, "uv", "build-backend").get("module-root"),
        table_at(tool, "maturin").get("python-source"),
        table_at(tool, "pytest", "ini_options").get("pythonpath"),
    ):
        yield from (("", root) for root in texts(value))


def _of_setuptools(table: Table) -> Places:
    """Read setuptools' keys: https://setuptools.pypa.io/en/latest/userguide."""
    for name, place in table_at(table, "package-dir").items():
        yield from ((name, folder) for folder in texts(place))
    yield from (("", where) for where in texts(table_at(table, "packages", "find").get("where")))


def _of_poetry(table: Table) -> Places:
    """Read https://python-poetry.org/docs/pyproject/#packages."""
    for package in items(table.get("packages")):
        if not isinstance(package, dict):
            continue
        root = next(texts(package.get("from")), "")
        include = next(texts(package.get("include")), "")
        to = next(texts(package.get("to")), "")
        if to and include and "*" not in include:
            yield f"{to}/{include}".strip("/").replace("/", "."), f"{root}/{include}"
        elif root:
            yield "", root


def _of_hatch(build: Table) -> Places:
    """Read https://hatch.pypa.io/latest/config/build/#rewriting-paths."""
    wheel = table_at(build, "targets", "wheel")
    for table in (build, wheel):
        yield from (("", folder) for folder in texts(table.get("dev-mode-dirs")))
        for path in texts(table.get("packages")):
            yield "", path.strip("/").rpartition("/")[0]
        sources = table.get("sources")
        if isinstance(sources, dict):
            yield from _rewritten(sources)
        else:
            yield from (("", folder) for folder in texts(sources))
        yield from _rewritten(table_at(table, "force-include"))


def _rewritten(paths: Table) -> Places:
    """Yield folders that are put elsewhere: from the first path to the second."""
    for place, installed in paths.items():
        if isinstance(installed, str) and "." not in place.rpartition("/")[2]:
            yield installed.strip("/").replace("/", "."), place


def _of_scikit_build(wheel: Table) -> Places:
    """Read https://scikit-build-core.readthedocs.io/en/latest/configuration/index.html."""
    packages = wheel.get("packages")
    if isinstance(packages, dict):
        for name, place in packages.items():
            yield from ((name.replace("/", "."), folder) for folder in texts(place))
    else:
        yield from (("", path.strip("/").rpartition("/")[0]) for path in texts(packages))
