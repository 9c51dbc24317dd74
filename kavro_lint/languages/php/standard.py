"""Classes that PHP brings, and those of extensions that are installed beside it.

Both lists are made of the names in JetBrains/phpstorm-stubs (2026-08): `classes.txt` are those of
the extensions in PHP's own source, `extensions.txt` those of PECL, with the extension's name.
"""

from functools import cache
from pathlib import Path

import kavro_lint.languages.php as package

STANDARD = "php"


def _lines(name: str) -> list[str]:
    return (Path(package.__path__[0]) / "data" / name).read_text("ascii").splitlines()


@cache
def _classes() -> frozenset[str]:
    return frozenset(map(str.lower, _lines("classes.txt")))


@cache
def _extensions() -> dict[str, str]:
    pairs = (line.split() for line in _lines("extensions.txt"))
    return {name.lower(): extension for name, extension in pairs}


@cache
def known_namespaces() -> dict[str, str]:
    r"""Return packages by the namespace that they declare, in lower case, with its `\`."""
    pairs = (line.split() for line in _lines("namespaces.txt"))
    return {name.lower(): package for name, package in pairs}


def is_standard(name: str) -> bool:
    """Whether a whole name is that of a class of PHP."""
    return name.lower() in _classes()


def extension_of(name: str) -> str | None:
    """Return the platform package that brings a class (`ext-redis`), None for no extension's."""
    extension = _extensions().get(name.lower())
    return f"ext-{extension}" if extension is not None else None
