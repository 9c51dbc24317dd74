"""A Python project as its manifests describe it: its name and the folders of its packages."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from kavro_lint.expressions import expression
from kavro_lint.languages.python.requirements import normal_form
from kavro_lint.model.frozen import field, frozen

MANIFESTS = frozenset(
    "pyproject.toml setup.py setup.cfg requirements.txt Pipfile manage.py pixi.toml".split()
)
# Folders of a project that imports conventionally start from.
CONVENTIONAL = ("src", "lib", "python")

# The folder of a package, by the package's full name; "" stands for all that are not named.
Places = Iterable[tuple[str, str]]


@frozen
class Manifest:
    """One project. Folders are relative to it, and do not end in `/`.

    `roots` are the folders that its imports start from; `name` is its own distribution, in its
    normal form; `names` maps full names of packages to the folders that they are built from, and
    `compiled` those of modules to the files that they are compiled from.
    """

    roots: tuple[str, ...]
    name: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    compiled: Mapping[str, str] = field(default_factory=dict)


def read_manifest(folder: str, read: Callable[[str], bytes | None]) -> Manifest:
    """Return what the manifests in a folder (`""` or ending in `/`) say; broken ones nothing."""
    places: list[tuple[str, str]] = []
    distribution: str | None = None
    compiled: dict[str, str] = {}
    for manifest in ("pyproject.toml", "setup.cfg", "setup.py"):
        content = read(folder + manifest)
        if content is None:
            continue
        text = content.decode("utf-8-sig", "replace")
        distribution = distribution or _distribution_name(manifest, text)
        places += _package_places(manifest, text)
        if "xtension" in text or "maturin" in text or "ext-modules" in text:
            from kavro_lint.languages.python.compiled import compiled_by

            compiled.update(compiled_by(manifest, text))
    packages = [
        (name, place) for name, path in places if (place := _folder_inside(path)) is not None
    ]
    roots = tuple(dict.fromkeys(place for name, place in packages if not name))
    names = {name: place for name, place in packages if name}
    return Manifest(roots, distribution, names, compiled)


def _package_places(manifest: str, text: str) -> Places:
    if manifest == "pyproject.toml":
        from kavro_lint.languages.python.build_configuration import of_pyproject

        return of_pyproject(text)
    return _of_setup(text) if manifest == "setup.py" else _of_setup_cfg(text)


def _folder_inside(path: str) -> str | None:
    """Return a relative folder, None for one that leads out of the project."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    return None if ".." in parts or path.startswith("/") else "/".join(parts)


_NAMES = {
    "pyproject.toml": expression(
        r"^\[(?:project|tool\.poetry)\][ \t]*\n(?:(?!\[)[^\n]*\n)*?"
        r"name\s*=\s*[\"']([^\"'\n]{1,200})",
        re.MULTILINE,
    ),
    "setup.cfg": expression(r"^name\s*=[ \t]*(\S{1,200})", re.MULTILINE),
    "setup.py": expression(r"\bname\s*=\s*[\"']([^\"'\n]{1,200})"),
}


def _distribution_name(manifest: str, text: str) -> str | None:
    """Return the name that a manifest gives its own distribution."""
    match = _NAMES[manifest].search(text)
    return normal_form(match[1]) if match is not None else None


_PACKAGE_DIR = expression(r"package_dir\s*=\s*(?:\{|dict\()([^{}()]{0,2000})")
_PAIR = expression(r"[\"']([\w.]{0,200})[\"']\s*:\s*[\"']([^\"'\n]{1,200})[\"']")
_FIND = expression(r"find_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?[\"']([^\"'\n]{1,200})[\"']")


def _of_setup(text: str) -> Iterator[tuple[str, str]]:
    """Read setup.py as text."""
    for table in _PACKAGE_DIR.finditer(text):
        yield from _PAIR.findall(table[1])
    yield from (("", where) for where in _FIND.findall(text))


_CFG_DIR = expression(r"^package_dir[ \t]*=((?:[^\n]*\n?)(?:[ \t]+[^\n]*\n?)*)", re.MULTILINE)
_CFG_PAIR = expression(r"^[ \t]*([\w.]*)[ \t]*=[ \t]*(\S{1,200})[ \t]*$", re.MULTILINE)
_CFG_WHERE = expression(r"^where\s*=[ \t]*(\S{1,200})", re.MULTILINE)


def _of_setup_cfg(text: str) -> Iterator[tuple[str, str]]:
    for table in _CFG_DIR.finditer(text):
        yield from _CFG_PAIR.findall(table[1])
    yield from (("", where) for where in _CFG_WHERE.findall(text))
