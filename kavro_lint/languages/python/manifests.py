"""What the manifests of Python projects say: source roots, and the packages they depend on."""

import re
from collections.abc import Callable, Iterator, Mapping

from kavro_lint.languages.python.requirements import normal_form
from kavro_lint.model.frozen import field, frozen

MANIFESTS = frozenset(
    "pyproject.toml setup.py setup.cfg requirements.txt Pipfile manage.py pixi.toml".split()
)
# Folders of a project that imports conventionally start from.
CONVENTIONAL = ("src", "lib", "python")

_SETUP_ROOT = re.compile(
    r"package_dir\s*=\s*(?:\{|dict\()\s*(?:[\"']{2}\s*:)\s*[\"']([^\"'\n]{1,200})[\"']"
    r"|find_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?[\"']([^\"'\n]{1,200})[\"']"
)
_CFG_ROOT = re.compile(r"^(?:package_dir\s*=\s*\n?\s+=|where\s*=)[ \t]*(\S{1,200})", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z0-9][\w.-]*")


@frozen
class Manifest:
    """One project: the folders that its imports start from (relative), and words it depends on.

    `words` are lower-case with `-` and `.` as `_`: every word that may name a dependency.
    `name` is the project's own distribution, in its normal form; `names` maps full names of
    packages to the folders that build configuration puts them in.
    """

    roots: tuple[str, ...]
    words: frozenset[str]
    name: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def read_manifest(folder: str, read: Callable[[str], bytes | None]) -> Manifest:
    """Return what the manifests in a folder (`""` or ending in `/`) say; broken ones nothing."""
    roots: list[str] = []
    words: set[str] = set()
    own: str | None = None
    for name in sorted(MANIFESTS):
        content = read(folder + name)
        if content is None:
            continue
        text = content.decode("utf-8", "replace")
        if name == "pyproject.toml":
            roots += _of_pyproject(text)
        elif name == "setup.py":
            roots += [one or two for one, two in _SETUP_ROOT.findall(text)]
        elif name == "setup.cfg":
            roots += _CFG_ROOT.findall(text)
        own = own or _name(name, text)
        words |= {re.sub(r"[-.]", "_", word).lower() for word in _WORD.findall(text)}
    return Manifest(tuple(dict.fromkeys(_inside(roots))), frozenset(words), own)


def _name(manifest: str, text: str) -> str | None:
    """Return the name that a manifest gives its own distribution."""
    if manifest == "pyproject.toml":
        head = r"^\[(?:project|tool\.poetry)\]\s*(?:^(?!\[)[^\n]*\n)*?^name\s*=\s*"
        match = re.search(head + r"[\"']([^\"'\n]{1,200})", text, re.MULTILINE)
    elif manifest == "setup.cfg":
        match = re.search(r"^name\s*=[ \t]*(\S{1,200})", text, re.MULTILINE)
    elif manifest == "setup.py":
        match = re.search(r"\bname\s*=\s*[\"']([^\"'\n]{1,200})", text)
    else:
        match = None
    return normal_form(match[1]) if match is not None else None


def _inside(roots: list[str]) -> Iterator[str]:
    """Yield the roots as relative folders; what leads out of the project is left out."""
    for root in roots:
        parts = [part for part in root.replace("\\", "/").split("/") if part not in ("", ".")]
        if ".." not in parts and not root.startswith("/"):
            yield "/".join(parts)


def _of_pyproject(text: str) -> Iterator[str]:
    import tomllib

    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):  # also where it nests too deep
        return
    tool = _table(document, "tool")
    setuptools = _table(tool, "setuptools")
    yield from _texts(_table(setuptools, "package-dir").get(""))
    yield from _texts(_table(_table(setuptools, "packages"), "find").get("where"))
    yield from _texts(_table(_table(tool, "pdm"), "build").get("package-dir"))
    yield from _texts(_table(_table(tool, "uv"), "build-backend").get("module-root"))
    yield from _texts(_table(_table(tool, "pytest"), "ini_options").get("pythonpath"))
    for package in _list(_table(tool, "poetry").get("packages")):
        if isinstance(package, dict):
            yield from _texts(package.get("from"))
    wheel = _table(_table(_table(_table(tool, "hatch"), "build"), "targets"), "wheel")
    for path in _texts(wheel.get("packages")):
        yield path.strip("/").rpartition("/")[0]
    yield from _texts(wheel.get("sources"))


def _table(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> Iterator[str]:
    for text in [value] if isinstance(value, str) else _list(value):
        if isinstance(text, str):
            yield text
